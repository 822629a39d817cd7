"""What has changed between two runs, as frozen plain data: all that its reporters see.

The JSON form of a difference is made of these structs: their fields are a public contract.
"""

from collections.abc import Callable
from typing import Generic, Literal, TypeAlias, TypeVar

from msgspec import Struct

from dlpulint.basics.terms import Answer, Device, Severity, Verdict
from dlpulint.basics.version import VersionTexts
from dlpulint.placement.result import DeviceMacs
from dlpulint.report.contract import WrittenPartitions

SCHEMA_VERSION = 1
"""Of the JSON form; moves only when a key changes its meaning; keys may be added within it."""

T = TypeVar("T")
Of = TypeVar("Of")


class Pair(Struct, Generic[T], frozen=True):
    """A value in OLD and in NEW."""

    before: T
    after: T

    @property
    def differs(self) -> bool:
        """Whether the two are not the same."""
        return self.before != self.after


def paired_values(
    before: Of | None, after: Of | None, value: Callable[[Of], T | None]
) -> Pair[T | None]:
    """A value of each side; `None` of a side that is not there."""
    return Pair(None if before is None else value(before), None if after is None else value(after))


Reason: TypeAlias = Literal["model", "rules", "tool", "stated", "supposed", "settings"]
"""What is not the same on both sides: the file, the pack's version, dlpulint's, what was stated of
camera and tools, what the model was taken for; `settings` where all these are and findings differ,
so that a config, or a pack without a new version, must have changed."""

What: TypeAlias = Literal["new", "more", "louder", "counted", "fewer", "quieter", "ignored", "gone"]
"""What became of a finding: places or level, and `counted` for one that was ignored before."""

Sizes: TypeAlias = tuple[int | None, ...]


class FindingChange(Struct, frozen=True, kw_only=True):
    """A finding that is not the same on both sides."""

    what: What
    rule: str
    answer: Answer
    level: Pair[Severity | None]
    count: Pair[int]
    """How many times it holds; 0 where it does not."""
    message: str
    """As NEW has it; of one that is gone, as OLD had it."""
    fingerprint: str
    suppressed: str | None
    """Why it fails no run, in NEW."""
    preview: bool
    fails: bool
    """Whether it is worse than before and of what the run fails for."""


class Move(Struct, frozen=True, kw_only=True):
    """An operator that runs on another device."""

    op: str
    subgraph: Pair[int]
    index: Pair[int]
    device: Pair[Device]
    because: tuple[str, ...]
    """What speaks against the DLPU: in NEW, or in OLD where it runs there now."""


class KindCount(Struct, frozen=True):
    """How many operators of a kind there are, where that has changed."""

    op: str
    count: Pair[int]


class FieldChange(Struct, frozen=True):
    """A property of an input or output that has changed."""

    field: Literal["position", "name", "dtype", "shape", "layout", "scale", "zero_point"]
    before: int | float | str | Sizes | None
    after: int | float | str | Sizes | None


class EndpointChange(Struct, frozen=True):
    """An input or output that applications have to treat in another way."""

    side: Literal["input", "output"]
    name: Pair[str | None]
    """`None` where there was, or is, no such input or output."""
    fields: tuple[FieldChange, ...]


class Change(Struct, frozen=True, kw_only=True):
    """One model on one target, before and after; `None` for what a side does not have."""

    path: Pair[str | None]
    target: str
    because: tuple[Reason, ...]
    pack_version: Pair[str | None]
    sha256: Pair[str | None]
    error: Pair[str | None]
    verdict: Pair[Verdict | None]
    findings: tuple[FindingChange, ...]
    """The worst first."""
    operators: Pair[int | None]
    kinds: tuple[KindCount, ...]
    moved: tuple[Move, ...]
    unmatched: bool
    """The two graphs are too different, or too large, to tell all operators that have moved."""
    macs: Pair[DeviceMacs | None]
    partitions: Pair[WrittenPartitions | None]
    endpoints: tuple[EndpointChange, ...]
    beyond: tuple[str, ...]
    """The bounds that the run fails for and that it was within in OLD, with its figures."""

    @property
    def name(self) -> str:
        """The path, that in NEW where there are two."""
        return self.path.after or self.path.before or ""

    @property
    def compared(self) -> bool:
        """Whether both sides have it."""
        return self.path.before is not None and self.path.after is not None

    @property
    def changed(self) -> bool:
        """Whether the report is another one, not only the file or the versions."""
        return bool(
            not self.compared
            or self.findings
            or self.moved
            or self.kinds
            or self.endpoints
            or any(pair.differs for pair in (self.error, self.verdict, self.macs, self.partitions))
        )

    @property
    def fails(self) -> bool:
        """Whether it got worse in what the run fails for."""
        return bool(self.beyond) or any(finding.fails for finding in self.findings)

    def count(self, *what: What) -> int:
        """How many findings had that become of them."""
        return sum(finding.what in what for finding in self.findings)


class RuleCount(Struct, frozen=True):
    """A rule, and for how many models of a cause it is news."""

    rule: str
    models: int


class VerdictCount(Struct, frozen=True):
    """A change of verdict, and how many models it befell."""

    verdict: Pair[Verdict | None]
    models: int


class Cause(Struct, frozen=True, kw_only=True):
    """Models of a target whose reports changed for the same reasons."""

    target: str
    because: tuple[Reason, ...]
    pack_version: Pair[str | None]
    models: int
    of: int
    """All models of that target that both sides have."""
    verdicts: tuple[VerdictCount, ...]
    new: tuple[RuleCount, ...]
    gone: tuple[RuleCount, ...]


class Side(Struct, frozen=True):
    """OLD or NEW."""

    name: str
    """The path as it was given."""
    earlier: bool
    """Whether it is a JSON report that was read back, not models linted now."""
    tool_version: str
    stated: VersionTexts


class Difference(Struct, frozen=True, kw_only=True):
    """All that has changed between two runs."""

    old: Side
    new: Side
    causes: tuple[Cause, ...]
    changes: tuple[Change, ...]
    """Every model on every target of either side, whether changed or not."""

    @property
    def changed(self) -> tuple[Change, ...]:
        """What reads otherwise than before: first what fails the run, then in the order of NEW."""
        changed = [change for change in self.changes if change.changed]
        return tuple(sorted(changed, key=lambda change: not change.fails))

    @property
    def fails(self) -> bool:
        """Whether anything got worse in what the run fails for."""
        return any(change.fails for change in self.changes)

    @property
    def unreadable(self) -> bool:
        """Whether a file could not be read that had to be: now, or for NEW's report."""
        return any(
            change.error.after is not None
            or (change.error.before is not None and not self.old.earlier)
            for change in self.changes
        )


class Document(Struct, frozen=True, kw_only=True):
    """What changed from one run to another: `dlpulint --diff OLD NEW --format json`."""

    schema_version: int = SCHEMA_VERSION
    fails: bool
    """Whether the run is to be answered with exit code 1."""
    difference: Difference
