"""Which dimension of an image tensor is which."""

from typing import Literal, TypeAlias

from dlpulint.model import Layout, Shape, Tensor

ImageLayout: TypeAlias = Literal["nhwc", "nchw"]
Dimension: TypeAlias = Literal["batch", "height", "width", "channels"]

_COLOURS = (3, 4)
"""Channels of an image whose layout matters: with one channel both layouts are the same bytes."""


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

    The tensor's own channels tell first, so that a channels-first input of a channels-last model
    is read as it is. `None` for another rank or an unknown size.
    """
    shape = tensor.shape
    if shape is None or len(shape) != 4:
        return None
    seen = image_layout(shape)
    last = seen == "nhwc" if seen else layout == "channels-last"
    places = (
        ("batch", "height", "width", "channels")
        if last
        else (
            "batch",
            "channels",
            "height",
            "width",
        )
    )
    return shape[places.index(which)]
