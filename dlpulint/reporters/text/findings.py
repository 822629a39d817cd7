"""Findings as blocks of a text report: a rule once, with what it objects to."""

from collections.abc import Iterator, Sequence

from dlpulint.basics.terms import Answer, Verdict
from dlpulint.findings.finding import Finding, Location
from dlpulint.reporters.first_step import first_sentence
from dlpulint.reporters.lines import short_name
from dlpulint.reporters.text.pen import Pen

_PLACES = 6

_LINES = 2
"""Lines of a message unless everything is asked for."""

_CURE = 3
"""Lines of a cure unless everything is asked for."""


def by_rule(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Findings of one rule and answer side by side, in the order of the first of each."""
    blocks: dict[tuple[str, Answer], list[Finding]] = {}
    for finding in findings:
        blocks.setdefault((finding.rule, finding.answer), []).append(finding)
    return list(blocks.values())


def block(
    findings: Sequence[Finding], pen: Pen, told: Finding | None = None, kinds: int = 2
) -> list[str]:
    """Findings of one rule: one message a kind of operator, and what they share once.

    Unless everything is asked for, of at most so many `kinds`; and the cure is left out where it
    is that of the finding that is `told` already.
    """
    first, full = findings[0], pen.style.full
    level = "open" if first.answer is Answer.UNKNOWN else first.level.value
    colour = Verdict.UNKNOWN if level == "open" else first.level
    source = first.source
    right = f"{first.evidence.value}: {source.title}"
    lines = [pen.heading(level, first.rule, right, of=colour, url=source.url)]
    most = 0 if full else _LINES
    shown = findings if full else findings[:kinds]
    for finding in shown:
        lines += pen.wrap(finding.bare_message, "  ", most=most)
        lines += pen.wrap(_where(finding, full=full), "  At  ", most=0 if full else 1)
        if finding.suppressed is not None:
            lines += pen.wrap(finding.suppressed, "  Not counted, ")
    if len(findings) > len(shown):
        lines += pen.wrap(_others(findings, len(shown), "The same of "), "  ", most=1)
    if full:
        lines += pen.wrap(first.why, "  Why ")
        lines += pen.wrap(first.fix, "  Do  ")
        text = f"{source.title}, read {source.read.isoformat()}: {source.url}"
        lines += pen.wrap(text, "  See ")
    elif told is None or told.rule != first.rule:
        lines += pen.wrap(first_sentence(first.fix), "  Do  ", most=_CURE)
    return lines


def in_a_line(findings: Sequence[Finding], pen: Pen) -> list[str]:
    """A finding in one line: its rule and as much of its message as fits."""
    first = findings[0]
    return pen.wrap(f"{first.rule}: {first.bare_message}", "  also ", of=first.level, most=1)


def note(findings: Sequence[Finding], pen: Pen) -> list[str]:
    """A note or an open question in two lines at most."""
    first = findings[0]
    unsure = first.answer is Answer.UNKNOWN
    label = "  open " if unsure else "  note "
    colour = Verdict.UNKNOWN if unsure else first.level
    text = first.bare_message + _others(findings, 1, "; the same of ")
    return pen.wrap(text, label, of=colour, most=_LINES)


def _others(findings: Sequence[Finding], told: int, said: str) -> str:
    """Operators of which the same is said as of the first findings, which are `told`."""
    known = {place.op for one in findings[:told] for place in one.locations}
    further = [place.op for one in findings[told:] for place in one.locations]
    natives = dict.fromkeys(op for op in further if op is not None and op not in known)
    return f"{said}{', '.join(natives)}" if natives else ""


def _where(finding: Finding, *, full: bool) -> str:
    places = [place for place in finding.locations if place.index is not None]
    if not places:
        return ""
    if len(places) == 1:
        return _place(places[0])
    shown = places if full else places[:_PLACES]
    more = "" if len(shown) == len(places) else f" … ({len(places)} places)"
    return "; ".join(_of_one_kind(shown)) + more


def _of_one_kind(places: Sequence[Location]) -> Iterator[str]:
    """`CONV_2D (3) 1, 4, 7`: the places of each operator, in order."""
    kinds: dict[str, list[str]] = {}
    for place in places:
        kinds.setdefault(_native(place), []).append(_index(place))
    for native, indices in kinds.items():
        yield f"{native} at {', '.join(indices)}"


def _native(place: Location) -> str:
    return f"{place.op} ({place.builtin})" if place.builtin is not None else f"{place.op}"


def _index(place: Location) -> str:
    return f"{place.index}" if place.subgraph == 0 else f"{place.subgraph}:{place.index}"


def _place(place: Location) -> str:
    tensor = f", writes {short_name(place.tensors[0])}" if place.tensors else ""
    return f"{_native(place)} at {_index(place)}{tensor}"
