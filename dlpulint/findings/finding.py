"""A finding: one rule, one kind of operator, one cause, with all its locations."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from math import isfinite

from msgspec import Struct, field
from msgspec.structs import replace

from dlpulint.basics.terms import Answer, Effect, Evidence, Severity
from dlpulint.findings.hit import Hit, Value
from dlpulint.findings.source import Source
from dlpulint.model.graph import Operator

PREVIEW = "After conversion to TFLite: "
"""Beginning of a preview's message, so that nobody reads it as one about the file."""


class Location(Struct, frozen=True):
    """Where in the file a finding holds."""

    subgraph: int
    index: int | None
    """The operator's position in its subgraph; `None` for a graph input or output."""
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


class Finding(Struct, frozen=True):
    """One thing that is wrong, slow, unknown or worth knowing, with the cure."""

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
    """Stable under retraining and re-export: made of rule, target, kind and cause only."""
    kind: str
    cause: str
    count: int
    """Number of operators, patterns or tensors it holds for; 1 for the file."""
    locations: tuple[Location, ...]
    suppressed: str | None = None
    """The reason given for ignoring it."""
    preview: bool = False
    """It is about what conversion will give, not about the file: it trips no gate."""

    @property
    def bare_message(self) -> str:
        """The message where a heading says already that it is a preview."""
        return self.message.removeprefix(PREVIEW) if self.preview else self.message


_LEVELS = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def rank(finding: Finding) -> tuple[bool, int]:
    """Sort key of findings: certain ones before unknown answers, then by level."""
    return finding.answer is Answer.UNKNOWN, _LEVELS.index(finding.level)


class Saying(Struct, frozen=True):
    """Texts and grades for a bad answer, of a rule, a limit or a row."""

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
    """The question's own numbers, which a message may name too."""


def findings_from(saying: Saying, hits: Iterable[Hit], target: str) -> list[Finding]:
    """Group the hits of one rule by kind, cause and answer, in the order they came."""
    groups: dict[tuple[str, str, Answer], list[Hit]] = {}
    for hit in hits:
        groups.setdefault((hit.kind, hit.cause, hit.answer), []).append(hit)
    return [
        _finding(saying, same, kind, cause, answer, target)
        for (kind, cause, answer), same in groups.items()
    ]


def _finding(
    saying: Saying, hits: Sequence[Hit], kind: str, cause: str, answer: Answer, target: str
) -> Finding:
    slots: dict[str, Value] = {**saying.params, "subject": _subject(hits), "count": len(hits)}
    for name in dict.fromkeys(name for hit in hits for name in hit.values):
        slots[name] = aggregate([hit.values[name] for hit in hits if name in hit.values])
    message = saying.message.format_map(_Slots(slots))
    if answer is Answer.UNKNOWN:
        reasons = "; ".join(dict.fromkeys(hit.unknown for hit in hits if hit.unknown))
        if reasons:
            message = f"{saying.title}: cannot tell for {slots['subject']}, {reasons}"
        else:
            message = f"{message}; what becomes of it cannot be told"
    return Finding(
        rule=saying.rule,
        title=saying.title,
        level=saying.level if answer is Answer.BAD else Severity.NOTE,
        effect=saying.effect,
        answer=answer,
        evidence=saying.evidence,
        message=message,
        why=saying.why.format_map(_Slots(slots)),
        fix=saying.fix.format_map(_Slots(slots)),
        source=saying.source,
        fingerprint=fingerprint(saying.rule, target, kind, cause, answer),
        kind=kind,
        cause=cause,
        count=len(hits),
        locations=_places(hits),
    )


def previewed(finding: Finding, target: str) -> Finding:
    """A finding about the result of a conversion: at most a warning, and marked.

    Its fingerprint is its own: to accept a preview is not to accept what comes of it.
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
    """Message slots; one that a check could not fill is shown as `?`."""

    def __missing__(self, name: str) -> Value:
        return "?"


def fingerprint(rule: str, target: str, kind: str, cause: str, answer: Answer) -> str:
    """Sixteen hexadecimal digits that name a finding across exports of a model."""
    text = "\0".join((rule, target, kind, cause, answer))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def aggregate(values: Sequence[Value]) -> Value:
    """One value for all: the value itself, `3 to 9` for numbers, up to three words otherwise."""
    distinct = list(dict.fromkeys(values))
    if len(distinct) == 1:
        return distinct[0]
    if all(isinstance(value, int | float) for value in distinct):
        numbers = [value for value in distinct if isinstance(value, int | float)]
        return f"{min(numbers)} to {max(numbers)}"
    words = [str(value) for value in distinct[:3]]
    return ", ".join(words) + (" …" if len(distinct) > 3 else "")


def _subject(hits: Sequence[Hit]) -> str:
    """Subject of a message: `CONV_2D ×53`, `CONV_2D at 12`, `input 'image'`, `the file`."""
    first = hits[0]
    if first.pattern is not None:
        return first.pattern if len(hits) == 1 else f"{first.pattern} ×{len(hits)}"
    if first.subject is None:
        return "the file"
    if not isinstance(first.subject, Operator):
        if len(hits) == 1:
            return f"'{first.subject.name}'"
        return f"{len(hits)} tensors"
    natives = list(
        dict.fromkeys(hit.subject.native for hit in hits if isinstance(hit.subject, Operator))
    )
    name = ", ".join(natives[:3])
    return f"{name} at {first.subject.index}" if len(hits) == 1 else f"{name} ×{len(hits)}"


def _places(hits: Sequence[Hit]) -> tuple[Location, ...]:
    places: list[Location] = []
    seen: set[Operator] = set()
    for hit in hits:
        if hit.subject is None:
            continue
        if not isinstance(hit.subject, Operator):
            places.append(Location(0, None, None, None, None, (hit.subject.name,), hit.values))
            continue
        for operator in (hit.subject, *hit.members):
            if operator not in seen:
                seen.add(operator)
                values = hit.values if operator is hit.subject else {}
                places.append(_place_of(operator, values))
    if any(hit.members for hit in hits):
        places.sort(key=lambda place: (place.subgraph, place.index or 0))
    return tuple(places)


def _place_of(operator: Operator, values: Mapping[str, Value]) -> Location:
    return Location(
        subgraph=operator.subgraph,
        index=operator.index,
        op=operator.native,
        builtin=operator.number,
        kind=operator.kind,
        tensors=tuple(tensor.name for tensor in operator.outputs),
        values=values,
    )
