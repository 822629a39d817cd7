"""Which dimension of an image tensor is which."""

from typing import Literal, TypeAlias

from msgspec.structs import replace

from dlpulint.model.graph import Layout, Shape, Tensor

ImageLayout: TypeAlias = Literal["nhwc", "nchw"]
Dimension: TypeAlias = Literal["batch", "height", "width", "channels"]

COLOURS = (3, 4)
"""Channel counts for which layout matters: with one channel both layouts are the same bytes."""

_ORDERS: dict[Layout, tuple[Dimension, ...]] = {
    "channels-last": ("batch", "height", "width", "channels"),
    "channels-first": ("batch", "channels", "height", "width"),
}


def image_layout(shape: Shape | None) -> ImageLayout | None:
    """Layout of a colour image tensor, recognized by the position of its 3 or 4 channels.

    `None` for another rank, one channel, an unknown or an ambiguous dimension.
    """
    if shape is None or len(shape) != 4:
        return None
    first, last = shape[1] in COLOURS, shape[3] in COLOURS
    if first == last:
        return None
    return "nchw" if first else "nhwc"


def dimension(tensor: Tensor, which: Dimension, layout: Layout) -> int | None:
    """Size of one dimension of a rank-4 tensor in a model of the given layout.

    `None` for another rank or an unknown size.
    """
    shape = tensor.shape
    if shape is None or len(shape) != 4:
        return None
    return shape[_ORDERS[layout].index(which)]


def index_of(which: Dimension | int, rank: int, layout: Layout) -> int | None:
    """Index of a dimension in a shape of `rank` dimensions; negative numbers count from the end.

    `None` where there is no such dimension. A tensor that is no image starts with a batch if it
    has two or more dimensions, and has channels where images have them, but no height or width.
    """
    if isinstance(which, int):
        return which % rank if -rank <= which < rank else None
    if rank == 4:
        return _ORDERS[layout].index(which)
    if which == "batch" and rank > 1:
        return 0
    if which == "channels" and rank > 0:
        return 1 if layout == "channels-first" and rank > 2 else rank - 1
    return None


def as_four_dimensions(shape: Shape) -> Shape | None:
    """The shape written with four dimensions, as Arm's compiler for the Ethos-N writes it.

    A 1 is put in front of a first dimension larger than 1, and the missing ones at the end: 3x8
    becomes 1x3x8x1, and 1x5x8 becomes 1x5x8x1. An unknown first dimension is taken for a batch
    of one. `None` for five dimensions and more.
    """
    if not shape:
        return (1, 1, 1, 1)
    if len(shape) >= 4:
        return shape if len(shape) == 4 else None
    moved = shape if shape[0] in (1, None) else (1, *shape)
    return moved + (1,) * (4 - len(moved))


def in_four_dimensions(tensor: Tensor) -> Tensor:
    """The tensor with its shape written with four dimensions; one of more is left as it is."""
    if tensor.shape is None or len(tensor.shape) >= 4:
        return tensor
    return replace(tensor, shape=as_four_dimensions(tensor.shape))


def image_dimension(tensor: Tensor, which: Dimension, layout: Layout) -> int | None:
    """As `dimension`, for an image input: the position of its colour channels decides first.

    So a channels-first input of a channels-last model is read correctly. Within the graph their
    position proves nothing: a map of 4 pixels in height has a 4 where another has its channels.
    """
    seen = image_layout(tensor.shape)
    if seen is not None:
        layout = "channels-last" if seen == "nhwc" else "channels-first"
    return dimension(tensor, which, layout)
