"""Which dimension of an image tensor is which."""

from typing import Literal, TypeAlias

from dlpulint.model import Layout, Shape, Tensor

ImageLayout: TypeAlias = Literal["nhwc", "nchw"]
Dimension: TypeAlias = Literal["batch", "height", "width", "channels"]

_COLOURS = (3, 4)
"""Channels of an image whose layout matters: with one channel both layouts are the same bytes."""

_PLACES: dict[Layout, tuple[Dimension, ...]] = {
    "channels-last": ("batch", "height", "width", "channels"),
    "channels-first": ("batch", "channels", "height", "width"),
}


def image_layout(shape: Shape | None) -> ImageLayout | None:
    """The layout of a colour image tensor, told by where its 3 or 4 channels are.

    `None` where nothing tells: another rank, one channel, an unknown or ambiguous dimension.
    """
    if shape is None or len(shape) != 4:
        return None
    first, last = shape[1] in _COLOURS, shape[3] in _COLOURS
    if first == last:
        return None
    return "nchw" if first else "nhwc"


def dimension(tensor: Tensor, which: Dimension, layout: Layout) -> int | None:
    """The size of one dimension of a rank-4 tensor in a model of the given layout.

    `None` for another rank or an unknown size.
    """
    shape = tensor.shape
    if shape is None or len(shape) != 4:
        return None
    return shape[_PLACES[layout].index(which)]


def image_dimension(tensor: Tensor, which: Dimension, layout: Layout) -> int | None:
    """As `dimension`, of an image that enters the graph: its colour channels tell first.

    So a channels-first input of a channels-last model is read as it is. Of a tensor within the
    graph they do not tell: a map that is 4 pixels high has 4 where another has its channels.
    """
    seen = image_layout(tensor.shape)
    if seen is not None:
        layout = "channels-last" if seen == "nhwc" else "channels-first"
    return dimension(tensor, which, layout)
