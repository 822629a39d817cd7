"""A drawn graph: boxes and lines with their positions, in pixels, without colour or text.

A graph is drawn from top to bottom. It is cut into bands, one below the other, each as wide as the
whole graph; a band that is one of several equal ones can be folded to a strip with a single box.
Coordinates are relative to the upper left corner of the band. A line that continues in the next
band reaches the border at the x at which it begins there, folded or not.
"""

from msgspec import Struct


class Box(Struct, frozen=True):
    """An operator, or an input or output of the graph."""

    x: int
    y: int
    width: int
    height: int
    operator: int | None
    """Its index in `Outline.operators`; `None` for an input or output of the graph."""
    tensor: int | None = None
    """Index of an input or output in `Outline.tensors`; tensors that a body captures are inputs."""


class Line(Struct, frozen=True):
    """A stretch of a tensor's line in one band.

    A tensor with several readers has one shared stretch, and one from its end to each reader. So
    the lines to a reader are those of the tensor whose `reader` is that operator or `None`.
    """

    points: tuple[tuple[int, int], ...]
    """Its bends from top to bottom; the first and last piece go straight down."""
    tensor: int
    """Index in `Outline.tensors` of the tensor that flows along it."""
    source: int | None
    """The operator that writes it, as in `Outline.operators`; `None` for a graph input."""
    reader: int | None
    """The operator that reads it; `None` for a graph output, or if several do."""


class Fold(Struct, frozen=True):
    """The folded form of a band that has the same structure as others of the graph."""

    design: int
    """The design of the block, from 1 in the order of their first blocks."""
    number: int
    """The block's number within its design, from 1."""
    of: int
    """The number of blocks of this design."""
    lines: tuple[Line, ...]
    """The lines while the block is folded to `height` pixels: those that pass it, from its upper
    border to its lower one, and those that end or begin at the box."""
    box: Box
    """The box in place of the folded block."""
    height: int


class Band(Struct, frozen=True):
    """A strip of the picture, as high as its layers."""

    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    fold: Fold | None = None
    """Its folded form; `None` if it cannot be folded."""


class Picture(Struct, frozen=True):
    """One subgraph."""

    graph: int
    """Its index in `Outline.graphs`."""
    width: int
    bands: tuple[Band, ...]
