"""What a drawn graph is: boxes and lines with their places, in pixels, without colour or text.

A graph is drawn from top to bottom. It is cut into bands, one below the other, each as wide as
the whole; a band that is one of several alike can be folded to a strip in which one box stands for
it. Coordinates are relative to the upper left corner of the band. A line that goes on in the next
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
    """Its place in `Outline.operators`; `None` for an input or output of the graph."""
    tensor: int | None = None
    """The place of an input or output in `Outline.tensors`; what a body captures is an input."""


class Line(Struct, frozen=True):
    """A stretch of a tensor's way in one band.

    A tensor with several readers has one stretch that is shared, and one to each reader from where
    it branches off. So the lines to a reader are those of the tensor whose `reader` is that
    operator or `None`.
    """

    points: tuple[tuple[int, int], ...]
    """From top to bottom, only where it bends; the first and last piece go straight down."""
    tensor: int
    """What flows along it: its place in `Outline.tensors`."""
    source: int | None
    """The operator that writes it, as in `Outline.operators`; `None` for a graph input."""
    reader: int | None
    """The operator that reads it; `None` for a graph output, or if several do."""


class Fold(Struct, frozen=True):
    """A band that is built as others of the graph are."""

    design: int
    """Which design of block it is, from 1 in the order of their first blocks."""
    number: int
    """Which block of this design, from 1."""
    of: int
    """How many blocks there are of this design."""
    lines: tuple[Line, ...]
    """What is drawn while the block is folded to `height` pixels: the lines that pass it by, from
    its upper border to its lower one, and those that end at the box or begin there."""
    box: Box
    """What stands for the block then."""
    height: int


class Band(Struct, frozen=True):
    """A strip of the picture, as high as its layers."""

    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    fold: Fold | None = None
    """How it folds; `None` where it stands always open."""


class Picture(Struct, frozen=True):
    """One subgraph."""

    graph: int
    """Its place in `Outline.graphs`."""
    width: int
    bands: tuple[Band, ...]
