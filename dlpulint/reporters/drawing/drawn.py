"""A drawn graph: boxes and lines with their positions, in pixels, without colour or text.

A graph is drawn from top to bottom. It is cut into bands, one below the other, each as wide as the
whole graph; a named part or one of several equal blocks can be folded to a strip with a single box.
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
    """The folded form of a part with a name, or of one of several equal blocks."""

    name: str
    """The name that people know it by (`C2f`); empty for a block that is found by repetition."""
    design: int
    """The design of a block without a name, from 1 in the order of their first blocks; else 0."""
    number: int
    """Its number among the parts of this name or the blocks of this design, from 1."""
    of: int
    """The number of parts of this name in the graph, or of blocks of this design."""
    label: str
    """For people: `C2f 2 of 4`, `Detect head`, `Block A 1 of 3`."""
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
