"""Result of a placement: the device of each operator of a model on a target."""

from msgspec import Struct

from dlpulint.basics.terms import Device, Partitioning
from dlpulint.findings.hit import Hit
from dlpulint.model.graph import Operator


class Reason(Struct, frozen=True):
    """A reason why an operator is not, or not certainly, on the DLPU."""

    id: str
    """The limit, row or rule with this reason."""
    hit: Hit


class Placed(Struct, frozen=True):
    """One operator and the device that it runs on."""

    operator: Operator
    device: Device
    direct: bool | None
    """Whether its own reasons decide, not another operator's; `None` on the DLPU."""
    reasons: tuple[Reason, ...]
    macs: int | None
    """Multiply-accumulates per inference; `None` if a shape is unknown."""
    partition: int | None = None
    """Number of its partition, from 0 in the order in which they run, with every unknown operator
    on the DLPU; `None` in a body."""


class PartitionCount(Struct, frozen=True):
    """Number of partitions that a graph splits into."""

    dlpu: int
    cpu: int

    @property
    def total(self) -> int:
        """Partitions on both devices."""
        return self.dlpu + self.cpu


class DeviceMacs(Struct, frozen=True):
    """Multiply-accumulates per inference, by device."""

    dlpu: int
    cpu: int
    unknown: int

    @property
    def total(self) -> int:
        """Multiply-accumulates on all devices."""
        return self.dlpu + self.cpu + self.unknown


class PlacementFigures(Struct, frozen=True):
    """Figures of a placement, without the operators."""

    operators: int
    """Number of operators that certainly run on the DLPU."""
    macs: DeviceMacs
    best: PartitionCount
    worst: PartitionCount


class Step(Struct, frozen=True):
    """Operators to change together, after those of the previous steps, and the figures then."""

    operators: tuple[Operator, ...]
    causes: tuple[str, ...]
    """The limits or rules that they break; several if only changing all of them helps."""
    figures: PlacementFigures
    """Figures with these operators and those of the previous steps on the DLPU."""


class Cut(Struct, frozen=True):
    """The operator at which the one partition of a first-cut target ends."""

    operator: Operator
    operators_behind: int
    """Number of operators that need its result and are not certain to run on the DLPU, with it."""
    macs_behind: int
    """Their multiply-accumulates."""


class Blocker(Struct, frozen=True):
    """Operators of one cause that keep others off the DLPU, and the gain of changing them."""

    operators: tuple[Operator, ...]
    cause: str
    """The limit or rule that they break."""
    macs_won: int
    """Multiply-accumulates that move to the DLPU if these operators are changed."""
    partitions_after: int
    """Partitions on both devices that remain then."""


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
    """The operators that each cause alone keeps off the DLPU, the largest gain first."""
    steps: tuple[Step, ...] = ()
    """Changes, in the order of the largest gain at each step."""
    cut: Cut | None = None
    """On first-cut targets; `None` where nothing is cut off."""
