"""Findings of a report: one rule, one kind of operator, one cause, all its locations."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from math import isfinite

from msgspec import Struct, field
from msgspec.structs import replace

from dlpulint.basics.terms import Answer, Effect, Evidence, Severity
from dlpulint.findings.help_page import help_page
from dlpulint.findings.hit import Hit, Value
from dlpulint.findings.source import Source
from dlpulint.model.graph import Operator

PREVIEW = "After conversion to TFLite: "
"""Start of every message of a preview, so that none looks like one about the file."""


class Location(Struct, frozen=True):
    """The operator, graph input or graph output that a finding is about."""

    subgraph: int
    index: int | None
    """The operator's index in its subgraph; `None` for a graph input or output."""
    op: str | None
    """The operator's native name."""
    builtin: int | None
    """The TFLite builtin code."""
    kind: str | None
    tensors: tuple[str, ...]
    values: Mapping[str, Value]

    @property
    def finite_values(self) -> dict[str, Value]:
        """`values` with infinities and NaN as text: JSON has no such numbers."""
        return {
            name: str(value) if isinstance(value, float) and not isfinite(value) else value
            for name, value in self.values.items()
        }


class Cut(Struct, frozen=True):
    """Outputs of a graph that ends before the operators of a finding."""

    tensors: tuple[str, ...]
    """Names of the new outputs, as the file has them."""
    commands: tuple[str, ...]
    """Commands that write the shorter model, safe for a shell; none for formats without a tool."""


class Fixable(Struct, frozen=True):
    """The edit with which `--fix` mends a finding in a copy of the file."""

    edit: str
    """Name of the edit for `--fix-only`; several with commas between them where it needs them."""
    description: str
    """What the edit does to the file, a sentence without its full stop."""
    lossy: bool = False
    """Whether the results change by more than rounding: it needs `--lossy`."""


class Finding(Struct, frozen=True):
    """A problem, slowdown, unknown or advice, with its cure."""

    rule: str
    title: str
    level: Severity
    effect: Effect
    answer: Answer
    evidence: Evidence
    message: str
    why: str
    fix: str
    source: Source
    fingerprint: str
    """Stable across retraining and re-export: made of rule, target, kind, cause and answer."""
    kind: str
    cause: str
    count: int
    """Number of hits: operators, patterns or tensors; 1 for the file."""
    locations: tuple[Location, ...]
    suppressed: str | None = None
    """The reason given for ignoring it."""
    preview: bool = False
    """Whether it is about the converted model, not about the file: it trips no gate."""
    cut: Cut | None = None
    """Where to end the graph, if that cures it."""
    fixable: Fixable | None = None
    """The edit that mends it; `None` for findings that no edit mends, and for suppressed ones."""
    confirmed: str | None = None
    """The log that confirms it, with camera or compiler, version and date."""

    @property
    def help(self) -> str | None:
        """Address of the page about its rule; `None` for a rule of a user's own pack."""
        return help_page(self.rule)

    @property
    def bare_message(self) -> str:
        """The message, for use under a heading that already names the preview."""
        return self.message.removeprefix(PREVIEW) if self.preview else self.message


def suppressed(finding: Finding, reason: str) -> Finding:
    """The finding, ignored for a reason: it fails no run, and nothing has to mend it."""
    return replace(finding, suppressed=reason, fixable=None)


_LEVELS = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def rank(finding: Finding) -> tuple[bool, int]:
    """Sort key of findings: bad answers before unknown ones, then by level."""
    return finding.answer is Answer.UNKNOWN, _LEVELS.index(finding.level)


class Cure(Struct, frozen=True):
    """A cure that suits the model, in place of a template's `fix`."""

    text: str
    members: frozenset[Operator] | None = None
    """It is for findings with one of these operators; for all when `None`."""

    def suits(self, hits: Iterable[Hit]) -> bool:
        """Whether it is for a finding of these hits."""
        return self.members is None or any(
            operator in self.members
            for hit in hits
            for operator in (hit.subject, *hit.members)
            if isinstance(operator, Operator)
        )


class FindingTemplate(Struct, frozen=True):
    """The parts of a finding that a rule, a limit or a row states, with slots in its texts."""

    rule: str
    title: str
    level: Severity
    effect: Effect
    evidence: Evidence
    message: str
    why: str
    fix: str
    source: Source
    params: Mapping[str, Value] = field(default_factory=dict)
    """Parameters of the check, which also fill slots."""
    cures: tuple[Cure, ...] = ()
    """The first that suits a finding takes the place of `fix`."""
    unknown: str = ""
    """Message, before the reasons, where the answer is unknown; empty for the title's."""


def findings_from(template: FindingTemplate, hits: Iterable[Hit], target: str) -> list[Finding]:
    """Findings of one rule: its hits grouped by kind, cause and answer, in the order of these.

    The order of operators in a file says nothing about a model.
    """
    groups: dict[tuple[str, str, Answer], list[Hit]] = {}
    for hit in hits:
        groups.setdefault((hit.kind, hit.cause, hit.answer), []).append(hit)
    return [
        _finding(template, same, kind, cause, answer, target)
        for (kind, cause, answer), same in sorted(groups.items(), key=lambda group: group[0])
    ]


def _finding(
    template: FindingTemplate,
    hits: Sequence[Hit],
    kind: str,
    cause: str,
    answer: Answer,
    target: str,
) -> Finding:
    slots: dict[str, Value] = {**template.params, "subject": _subject(hits), "count": len(hits)}
    for name in dict.fromkeys([name for hit in hits for name in hit.values]):
        slots[name] = aggregate([hit.values[name] for hit in hits if name in hit.values])
    message = template.message.format_map(_Slots(slots))
    if answer is Answer.UNKNOWN:
        message = _unknown_message(template, hits, f"{slots['subject']}", message)
    fix = next((cure.text for cure in template.cures if cure.suits(hits)), template.fix)
    return Finding(
        rule=template.rule,
        title=template.title,
        level=template.level if answer is Answer.BAD else Severity.NOTE,
        effect=template.effect,
        answer=answer,
        evidence=template.evidence,
        message=message,
        why=template.why.format_map(_Slots(slots)),
        fix=fix.format_map(_Slots(slots)),
        source=template.source,
        fingerprint=fingerprint(template.rule, target, kind, cause, answer),
        kind=kind,
        cause=cause,
        count=len(hits),
        locations=_locations(hits),
    )


def _unknown_message(
    template: FindingTemplate, hits: Sequence[Hit], subject: str, message: str
) -> str:
    """`Kernel size: unknown for CONV_2D (3×). Its weights are computed`."""
    reasons = "; ".join(dict.fromkeys(hit.unknown for hit in hits if hit.unknown))
    if not reasons:
        return f"{message}; the effect on the camera is unknown"
    stated = template.unknown.format_map(_Slots({"subject": subject}))
    of = "" if hits[0].subject is None else f" for {subject}"
    return f"{stated or f'{template.title}: unknown{of}'}. {sentence_case(reasons)}"


def sentence_case(text: str) -> str:
    """The text with a capital letter first, for a clause that begins a sentence."""
    return text[:1].upper() + text[1:]


def previewed(finding: Finding, target: str) -> Finding:
    """The finding as one about the converted model: marked so, and at most a warning.

    Its fingerprint differs: accepting a preview does not accept the finding after conversion.
    """
    level = Severity.WARNING if finding.level is Severity.ERROR else finding.level
    whose = f"{target}/preview"
    return replace(
        finding,
        preview=True,
        level=level,
        message=PREVIEW + finding.message,
        fingerprint=fingerprint(finding.rule, whose, finding.kind, finding.cause, finding.answer),
    )


class _Slots(dict[str, Value]):
    """Message slots; a slot that a check did not fill is shown as `?`."""

    def __missing__(self, name: str) -> Value:
        return "?"


def fingerprint(rule: str, target: str, kind: str, cause: str, answer: Answer) -> str:
    """Sixteen hexadecimal digits that identify a finding across exports of a model."""
    text = "\0".join((rule, target, kind, cause, answer))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def aggregate(values: Sequence[Value]) -> Value:
    """One value for all: the common value, `3 to 9` for numbers, else up to three words."""
    distinct = list(dict.fromkeys(values))
    if len(distinct) == 1:
        return distinct[0]
    if all(isinstance(value, int | float) for value in distinct):
        numbers = [value for value in distinct if isinstance(value, int | float)]
        return f"{min(numbers)} to {max(numbers)}"
    words = [str(value) for value in distinct[:3]]
    return ", ".join(words) + (" …" if len(distinct) > 3 else "")


def _subject(hits: Sequence[Hit]) -> str:
    """Subject of a message: `CONV_2D (53×)`, `CONV_2D #12`, `'image'`, `the file`."""
    first, several = hits[0], f" ({len(hits)}×)" if len(hits) > 1 else ""
    if first.pattern is not None:
        return first.pattern + several
    if first.subject is None:
        return "the file"
    if not isinstance(first.subject, Operator):
        return f"'{first.subject.name}'" if len(hits) == 1 else f"{len(hits)} tensors"
    natives = dict.fromkeys(h.subject.native for h in hits if isinstance(h.subject, Operator))
    name = ", ".join(list(natives)[:3])
    return f"{name}{several}" if several else f"{name} #{first.subject.index}"


def _locations(hits: Sequence[Hit]) -> tuple[Location, ...]:
    locations: list[Location] = []
    seen: set[Operator] = set()
    for hit in hits:
        if hit.subject is None:
            continue
        if not isinstance(hit.subject, Operator):
            locations.append(Location(0, None, None, None, None, (hit.subject.name,), hit.values))
            continue
        for operator in (hit.subject, *hit.members) if hit.members else (hit.subject,):
            if operator not in seen:
                seen.add(operator)
                values = hit.values if operator is hit.subject else {}
                locations.append(_location_of(operator, values))
    if any(hit.members for hit in hits):
        locations.sort(key=lambda location: (location.subgraph, location.index or 0))
    return tuple(locations)


def _location_of(operator: Operator, values: Mapping[str, Value]) -> Location:
    return Location(
        subgraph=operator.subgraph,
        index=operator.index,
        op=operator.native,
        builtin=operator.number,
        kind=operator.kind,
        tensors=tuple([tensor.name for tensor in operator.outputs]),
        values=values,
    )
