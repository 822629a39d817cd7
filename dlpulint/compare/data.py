"""The changes between two runs, as frozen plain data: all that its reporters see.

These structs are the JSON form of a difference: their fields are a public contract.
"""

from collections.abc import Callable
from typing import Generic, Literal, TypeAlias, TypeVar

from msgspec import Struct

from dlpulint.basics.terms import Answer, Device, Effect, Severity, Verdict
from dlpulint.basics.version import VersionTexts
from dlpulint.packs.latency import Span
from dlpulint.placement.result import DeviceMacs
from dlpulint.report.contract import WrittenPartitions
from dlpulint.report.latency import LatencyPart

SCHEMA_VERSION = 1
"""Version of the JSON form; rises only when a key changes its meaning, not with new keys."""

T = TypeVar("T")
Of = TypeVar("Of")


class Pair(Struct, Generic[T], frozen=True):
    """A value in OLD and in NEW."""

    before: T
    after: T

    @property
    def differs(self) -> bool:
        """Whether the two values differ."""
        return self.before != self.after


def paired_values(pair: Pair[Of | None], value: Callable[[Of], T | None]) -> Pair[T | None]:
    """A value of each side; `None` for a side that is missing."""
    before, after = (None if side is None else value(side) for side in (pair.before, pair.after))
    return Pair(before, after)


Reason: TypeAlias = Literal["model", "rules", "tool", "stated", "supposed", "settings"]
"""A difference between the two sides: the file, the pack's version or build, dlpulint's version or
build, the stated versions of camera and tools, the assumptions about the model (`supposed`).
`settings` means that all these are the same and findings differ: a config changed."""

What: TypeAlias = Literal["new", "more", "louder", "counted", "fewer", "quieter", "ignored", "gone"]
"""Change of a finding: in its count, level or effect; `counted` for one that was ignored before."""

Sizes: TypeAlias = tuple[int | None, ...]


class FindingChange(Struct, frozen=True, kw_only=True):
    """A finding that differs between the two sides."""

    what: What
    rule: str
    answer: Answer
    level: Pair[Severity | None]
    effect: Pair[Effect | None]
    """Its effect on the camera; a pack may change it and keep the level."""
    count: Pair[int]
    """Number of times it holds; 0 if it does not."""
    message: str
    """The message in NEW; if the finding is gone, the one in OLD."""
    fingerprint: str
    suppressed: str | None
    """Why it fails no run, in NEW."""
    preview: bool
    fails: bool
    """Whether it is worse than before and fails the run."""


class Move(Struct, frozen=True, kw_only=True):
    """An operator that runs on another device."""

    op: str
    subgraph: Pair[int]
    index: Pair[int]
    device: Pair[Device]
    because: tuple[str, ...]
    """Rules that object to the DLPU: in NEW, or in OLD if the operator runs there now."""


class KindCount(Struct, frozen=True):
    """Changed number of operators of a kind."""

    op: str
    count: Pair[int]


class FieldChange(Struct, frozen=True):
    """A property of an input or output that has changed."""

    field: Literal["position", "name", "dtype", "shape", "layout", "scale", "zero_point"]
    before: int | float | str | Sizes | None
    after: int | float | str | Sizes | None


class EndpointChange(Struct, frozen=True):
    """An input or output that applications have to treat differently."""

    side: Literal["input", "output"]
    name: Pair[str | None]
    """`None` for a side without this input or output."""
    fields: tuple[FieldChange, ...]


class Change(Struct, frozen=True, kw_only=True):
    """One model on one target, before and after; `None` for values that a side lacks."""

    path: Pair[str | None]
    target: str
    because: tuple[Reason, ...]
    pack_version: Pair[str | None]
    pack_build: Pair[str | None]
    """Ids of the packs' texts; null for a side whose report is too old to have one."""
    sha256: Pair[str | None]
    error: Pair[str | None]
    verdict: Pair[Verdict | None]
    findings: tuple[FindingChange, ...]
    """The worst first."""
    operators: Pair[int | None]
    kinds: tuple[KindCount, ...]
    moved: tuple[Move, ...]
    unmatched: bool
    """The two graphs are too different, or too large, to find all operators that have moved."""
    preview: Pair[bool | None]
    """Whether the operators are those of a conversion; null for a side without a placement."""
    macs: Pair[DeviceMacs | None]
    partitions: Pair[WrittenPartitions | None]
    latency: Pair[Span | None]
    """Estimated milliseconds of one inference; null for a side without an estimate."""
    tail: Pair[LatencyPart | None]
    """The share of operators after the last layers; null where they are not counted apart."""
    endpoints: tuple[EndpointChange, ...]
    beyond: tuple[str, ...]
    """The bounds that NEW exceeds, OLD did not, and that fail the run, with their figures."""

    @property
    def name(self) -> str:
        """The path in NEW, else the one in OLD."""
        return self.path.after or self.path.before or ""

    @property
    def compared(self) -> bool:
        """Whether both sides have the model."""
        return self.path.before is not None and self.path.after is not None

    @property
    def changed(self) -> bool:
        """Whether the report has changed, not only the file or the versions."""
        return bool(
            not self.compared
            or self.findings
            or self.moved
            or self.kinds
            or self.endpoints
            or any(
                pair.differs
                for pair in (self.error, self.verdict, self.preview, self.macs, self.partitions)
            )
            or self.timed_anew
        )

    @property
    def timed_anew(self) -> bool:
        """Whether both sides have an estimate of the time, and these differ.

        An earlier dlpulint has none, which is no change of a model.
        """
        before, after = self.latency.before, self.latency.after
        return before is not None and after is not None and before != after

    @property
    def placed(self) -> bool:
        """Whether the placement changed: the operators, where they run, MACs or partitions."""
        figures = (self.macs, self.partitions)
        return bool(self.moved or self.kinds or any(pair.differs for pair in figures))

    @property
    def fails(self) -> bool:
        """Whether a change for the worse fails the run."""
        return bool(self.beyond) or any(finding.fails for finding in self.findings)

    def count(self, *what: What) -> int:
        """Number of findings with one of these changes."""
        return sum(finding.what in what for finding in self.findings)


class RuleCount(Struct, frozen=True):
    """A rule, and the number of a cause's models that it is new to or gone from."""

    rule: str
    models: int


class VerdictCount(Struct, frozen=True):
    """A change of verdict, and the number of models that have it."""

    verdict: Pair[Verdict | None]
    models: int


class Cause(Struct, frozen=True, kw_only=True):
    """The models of a target whose reports changed for the same reasons."""

    target: str
    because: tuple[Reason, ...]
    pack_version: Pair[str | None]
    pack_build: Pair[str | None]
    models: int
    of: int
    """Number of models of the target that both sides have."""
    verdicts: tuple[VerdictCount, ...]
    new: tuple[RuleCount, ...]
    gone: tuple[RuleCount, ...]


class Side(Struct, frozen=True):
    """One side of a difference: OLD or NEW."""

    name: str
    """The path as the user gave it."""
    earlier: bool
    """Whether it is a JSON report read back, not models linted now."""
    tool_version: str
    stated: VersionTexts
    tool_build: str | None = None
    """Id of the Python files of that dlpulint; null in a report that is too old to have one."""


class Difference(Struct, frozen=True, kw_only=True):
    """All changes between two runs."""

    old: Side
    new: Side
    causes: tuple[Cause, ...]
    changes: tuple[Change, ...]
    """Every model on every target of either side, whether changed or not."""

    @property
    def changed(self) -> tuple[Change, ...]:
        """Models whose reports changed: those that fail the run first, else in NEW's order."""
        changed = (change for change in self.changes if change.changed)
        return tuple(sorted(changed, key=lambda change: not change.fails))

    @property
    def fails(self) -> bool:
        """Whether a change for the worse fails the run."""
        return any(change.fails for change in self.changes)

    @property
    def unreadable(self) -> bool:
        """Whether a file that had to be read, now or for NEW's report, could not be read."""
        return any(
            change.error.after is not None
            or (change.error.before is not None and not self.old.earlier)
            for change in self.changes
        )


class Document(Struct, frozen=True, kw_only=True):
    """Changes from one run to another: `dlpulint --diff OLD NEW --format json`."""

    schema_version: int = SCHEMA_VERSION
    fails: bool
    """Whether the run ends with exit code 1."""
    difference: Difference
