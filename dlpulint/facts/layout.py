"""Which dimension of an image tensor is which."""

from typing import Literal, TypeAlias

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


def image_dimension(tensor: Tensor, which: Dimension, layout: Layout) -> int | None:
    """As `dimension`, for an image input: the position of its colour channels decides first.

    So a channels-first input of a channels-last model is read correctly. Within the graph their
    position proves nothing: a map of 4 pixels in height has a 4 where another has its channels.
    """
    seen = image_layout(tensor.shape)
    if seen is not None:
        layout = "channels-last" if seen == "nhwc" else "channels-first"
    return dimension(tensor, which, layout)
