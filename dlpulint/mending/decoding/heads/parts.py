"""Parts of a result: neighbouring columns that are computed in the same way."""

from typing import Literal, TypeAlias

from msgspec import Struct

from dlpulint.mending.decoding.heads.forms import Form

Corners: TypeAlias = Literal["centre and size", "corners"]
"""How a result states a box."""

Axes: TypeAlias = Literal["xy", "yx"]
"""Which coordinate of a box comes first."""


class Scores(Struct, frozen=True):
    """Predictions that pass a function which has no parameters."""

    columns: int
    """Number of columns."""
    ends: tuple[int, ...]
    """The end that they come from, level by level."""
    channel: int
    """Channel (of one anchor) of the first of them."""
    function: Literal["identity", "sigmoid", "silu", "softmax", "product"]
    objectness: tuple[tuple[int, ...], int] | None = None
    """Ends and channel of the scores that these are multiplied with (`product`)."""
    classes: tuple[int, int] | None = None
    """First and last channel that a Softmax is computed over."""


class Constant(Struct, frozen=True):
    """A column that depends on nothing."""

    value: float


class Centre(Struct, frozen=True):
    """Parameters of boxes in a level."""

    steps: tuple[float, float]
    """Distance of neighbouring cells in the units of the result, per coordinate; 0: no grid."""
    offsets: tuple[float, float]
    """Position of the first cell: in steps, or in the units of the result if there is no grid."""
    moves: tuple[tuple[float, float], ...]
    """Factors of the predicted centre, anchor by anchor: in steps where there is a grid."""
    sizes: tuple[tuple[float, float], ...]
    """Factors of the predicted size, anchor by anchor."""


class CentreBoxes(Struct, frozen=True):
    """Boxes from a predicted centre and size: YOLOv3, v5, v7, YOLOX, SSD."""

    ends: tuple[int, ...]
    channels: tuple[int, int, int, int]
    forms: tuple[Form, Form, Form, Form]
    rates: tuple[float, float, float, float]
    stated: Corners
    axes: Axes
    levels: tuple[Centre, ...]


class Distance(Struct, frozen=True):
    """Parameters of boxes by distances in a level."""

    steps: tuple[float, float]
    """Unit of the distances in the units of the result, per coordinate."""
    grid: tuple[float, float]
    """Distance of neighbouring cells; 0: no grid."""
    offsets: tuple[float, float]
    """Position of the first cell: in cells, or in the units of the result if there is no grid."""


class DistanceBoxes(Struct, frozen=True):
    """Boxes from predicted distances of a cell to their sides: YOLOv6, v8, YOLO11."""

    ends: tuple[int, ...]
    channel: int
    bins: int
    """Bins of the distribution of each distance; 1 if distances are predicted themselves."""
    stated: Corners
    axes: Axes
    levels: tuple[Distance, ...]


class PointLevel(Struct, frozen=True):
    """Parameters of key points in a level, for x and y."""

    steps: tuple[float, float]
    """Distance of neighbouring cells in the units of the result."""
    offsets: tuple[float, float]
    """Position of the first cell, in steps."""
    moves: tuple[float, float]
    """Factors of the predictions, in steps."""


class Points(Struct, frozen=True):
    """Key points relative to a cell: YOLOv8-pose, faces."""

    ends: tuple[int, ...]
    channel: int
    count: int
    scored: bool
    """Whether each has the score of its visibility."""
    levels: tuple[PointLevel, ...]

    @property
    def columns(self) -> int:
        """Number of columns."""
        return self.count * (3 if self.scored else 2)


Part: TypeAlias = Scores | Constant | CentreBoxes | DistanceBoxes | Points
