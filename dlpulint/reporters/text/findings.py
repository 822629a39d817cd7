"""Findings as blocks of a text report: each rule once, with its operators."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from dlpulint.basics.terms import Answer, Verdict
from dlpulint.findings.finding import Cut, Finding, Fixable
from dlpulint.reporters.cures import first_sentence, sentences
from dlpulint.reporters.fixable import fixable_mark
from dlpulint.reporters.grouping import grouped
from dlpulint.reporters.lines import short_name
from dlpulint.reporters.locations import SHOWN, locations_text
from dlpulint.reporters.text.pen import Pen

_CLAUSE_END = re.compile(r"[,;] ")
_LINES = 2
"""Lines of a message unless everything is asked for."""

_CURE = 3
"""Lines of a cure unless everything is asked for."""


def by_rule(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Findings of one rule and answer together, in the order of the first of each."""
    return list(grouped(findings, lambda finding: (finding.rule, finding.answer)).values())


class Above(Struct, frozen=True):
    """What a full report has printed before a block, which is not repeated."""

    cure: str = ""
    """The text of First."""
    cuts: Mapping[Cut, str] = MappingProxyType({})
    """Tensors to end the graph at, each with the rule below which they are listed."""


def block(
    findings: Sequence[Finding],
    pen: Pen,
    cured: Finding | None = None,
    kinds: int = 2,
    above: Above | None = None,
) -> list[str]:
    """Findings of one rule: one message per kind of operator, and once the text they share.

    Unless everything is asked for, at most so many `kinds`, and no cure where the report has
    already given that of the finding `cured`.
    """
    first, full, above = findings[0], pen.style.full, above or Above()
    level = "unknown" if first.answer is Answer.UNKNOWN else first.level.value
    colour = Verdict.UNKNOWN if level == "unknown" else first.level
    source = first.source
    lines = pen.heading(
        level,
        first.rule,
        first.evidence.value,
        first.confirmed or source.title,
        of=colour,
        url=source.url,
        help=first.help,
    )
    most = 0 if full else _LINES
    shown = findings if full else findings[:kinds]
    for finding in shown:
        lines += pen.wrap(fixable_mark(finding) + finding.bare_message, "  ", most=most)
        lines += pen.wrap(_where(finding, full=full), "  ", hang=4, most=0 if full else 1)
        if finding.suppressed is not None:
            lines += pen.wrap(finding.suppressed, "  Not counted, ")
    if len(findings) > len(shown):
        lines += pen.wrap(_others(findings, len(shown), "The same for "), "  ", most=1)
    fixable = next((finding.fixable for finding in shown if finding.fixable is not None), None)
    if full:
        lines += pen.wrap(first.why, "  Why ")
        cure = pen.wrap(first.fix, "  Cure ")
        repeated = len(cure) > _CURE and " ".join(first.fix.split()) in above.cure
        lines += pen.wrap("As under First.", "  Cure ") if repeated else cure
        lines += _edit(fixable, pen, most)
        text = f"{source.title}, read {source.read.isoformat()}: {source.url}"
        lines += pen.wrap(text, "  See ")
        lines += pen.wrap(first.help or "", "      ")
    else:
        known = cured is not None and cured.rule == first.rule
        lines += [] if known else pen.wrap(first_sentence(first.fix), "  Cure ", most=_CURE)
        lines += _edit(fixable, pen, most)
    # In a short report the edit takes the place of the tensors to cut at by hand.
    if first.cut is not None and first.cut in above.cuts:
        lines += pen.wrap(f"As for {above.cuts[first.cut]}, above.", "  Cut ")
    elif first.cut is not None and (full or fixable is None):
        lines += pen.wrap(cut_text(first.cut, whole=full), "  Cut ", most=0 if full else _CURE)
        if full:
            lines += [f"      {line}" for text in first.cut.commands for line in text.split("\n")]
    return lines


def _edit(fixable: Fixable | None, pen: Pen, most: int) -> list[str]:
    """The edit that mends a finding, after the option that makes it."""
    if fixable is None:
        return []
    label = "  --fix --lossy " if fixable.lossy else "  --fix "
    return pen.wrap(fixable.description, label, most=most)


def cut_text(cut: Cut, *, whole: bool) -> str:
    """The outputs of the graph that ends before the operators found.

    Unless wanted whole, of a name that TFLite joined from several the first is given.
    """
    heads = [tensor.partition(";")[0] for tensor in cut.tensors]
    names = cut.tensors if whole or len(set(heads)) < len(heads) else heads
    return f"End the graph at {', '.join(names)}"


def in_a_line(findings: Sequence[Finding], pen: Pen) -> list[str]:
    """A finding in one line: its rule and the beginning of its message, if possible a clause."""
    first, label = findings[0], "  also "
    text = f"{first.rule}: {fixable_mark(first)}{first.bare_message}"
    clauses = [f"{text[: end.start()]} …" for end in _CLAUSE_END.finditer(text)]
    long_enough = (clause for clause in reversed(clauses) if len(clause) > pen.width // 2)
    fitting = (line for line in (text, *long_enough) if len(pen.wrap(line, label)) == 1)
    return pen.wrap(next(fitting, text), label, of=first.level, most=1)


def note(findings: Sequence[Finding], pen: Pen) -> list[str]:
    """A note or an open question in two lines at most."""
    first = findings[0]
    unsure = first.answer is Answer.UNKNOWN
    label = "  unknown " if unsure else "  note "
    colour = Verdict.UNKNOWN if unsure else first.level
    text = whole_sentences(fixable_mark(first) + first.bare_message, pen, label)
    return pen.wrap(text + _others(findings, 1, "; the same for "), label, of=colour, most=_LINES)


def whole_sentences(text: str, pen: Pen, label: str, most: int = _LINES) -> str:
    """As many of the text's sentences as `most` lines have room for, the first in any case."""
    first, *more = sentences(text)
    for sentence in more:
        longer = f"{first} {sentence}"
        if len(pen.wrap(longer, label)) > most:
            break
        first = longer
    return first


def _others(findings: Sequence[Finding], shown: int, label: str) -> str:
    """Further operators with the same message as the first findings, which are `shown`."""
    known = {location.op for finding in findings[:shown] for location in finding.locations}
    further = [location.op for finding in findings[shown:] for location in finding.locations]
    natives = dict.fromkeys(op for op in further if op is not None and op not in known)
    return f"{label}{', '.join(natives)}" if natives else ""


def _where(finding: Finding, *, full: bool) -> str:
    """Its locations; of a single operator also the tensor that it writes."""
    text = locations_text(finding, len(finding.locations) if full else SHOWN)
    operators = [location for location in finding.locations if location.index is not None]
    if len(operators) != 1 or not operators[0].tensors:
        return text
    return f"{text}, writes {short_name(operators[0].tensors[0])}"
