"""Result of a placement, as plain data: the device of each operator on a target."""

from msgspec import Struct

from dlpulint.basics.terms import Device, Partitioning
from dlpulint.findings.hit import Hit
from dlpulint.model.graph import Operator


class Reason(Struct, frozen=True):
    """Reason why an operator is not, or not certainly, on the DLPU."""

    id: str
    """The limit or rule that says so."""
    hit: Hit


class Placed(Struct, frozen=True):
    """One operator and the device that it runs on."""

    operator: Operator
    device: Device
    direct: bool | None
    """Whether its own reasons decide, or another operator drags it along; None on the DLPU."""
    reasons: tuple[Reason, ...]
    macs: int | None
    """Multiply-accumulates of one inference; `None` while a shape is unknown."""


class PartitionCount(Struct, frozen=True):
    """Number of partitions that a graph splits into."""

    dlpu: int
    cpu: int

    @property
    def total(self) -> int:
        """Pieces of both kinds."""
        return self.dlpu + self.cpu


class DeviceMacs(Struct, frozen=True):
    """Multiply-accumulates of one inference by device."""

    dlpu: int
    cpu: int
    unknown: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.dlpu + self.cpu + self.unknown


class PlacementFigures(Struct, frozen=True):
    """Figures of a placement, without the operators."""

    operators: int
    """Operators that are sure to run on the DLPU."""
    macs: DeviceMacs
    best: PartitionCount
    worst: PartitionCount


class Step(Struct, frozen=True):
    """Operators to change together, after those of earlier steps, and the figures then."""

    operators: tuple[Operator, ...]
    causes: tuple[str, ...]
    """The limits or rules that they break; several where only all of them together win."""
    figures: PlacementFigures
    """With these operators and those of the steps before on the DLPU."""


class Cut(Struct, frozen=True):
    """The operator at which the one partition of a first-cut target ends."""

    operator: Operator
    operators_behind: int
    """Operators that need its result and do not run on the DLPU for certain, itself included."""
    macs_behind: int
    """Their multiply-accumulates."""


class Blocker(Struct, frozen=True):
    """Operators with one cause that keep others off the DLPU, and the gain from changing them."""

    operators: tuple[Operator, ...]
    cause: str
    """The limit or rule that they break."""
    macs_won: int
    """Multiply-accumulates that move to the DLPU once these operators are changed."""
    partitions_after: int
    """Partitions of both kinds that remain then."""


class Placement(Struct, frozen=True):
    """A model on a target, operator by operator."""

    partitioning: Partitioning
    operators: tuple[Placed, ...]
    best: PartitionCount
    """With every unknown operator on the DLPU."""
    worst: PartitionCount
    """With every unknown operator on the CPU."""
    partition_limit: int | None
    macs: DeviceMacs
    blockers: tuple[Blocker, ...] = ()
    """Operators that each cause keeps off the DLPU by itself, the most first."""
    steps: tuple[Step, ...] = ()
    """Changes, in the order in which each step gains the most."""
    cut: Cut | None = None
    """On first-cut targets; `None` where nothing is cut off."""
