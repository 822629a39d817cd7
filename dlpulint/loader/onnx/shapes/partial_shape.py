"""Shapes with some known sizes, such as all but the batch."""

from collections.abc import Callable
from itertools import zip_longest
from math import floor
from typing import Final

from dlpulint.loader.onnx.shapes.known import Arguments
from dlpulint.loader.onnx.shapes.symbols import (
    Product,
    Size,
    Sizes,
    product,
    quotient,
    scaled,
    size_product,
)


def partial_shape(given: Arguments) -> Sizes | None:
    """Output shape of an operator with sizes among its inputs, if some of them are unknown.

    Inference uses all sizes or none, and loses the names of unknown ones.
    """
    compute = _SHAPES.get(given.node.native)
    sizes = None if compute is None else compute(given)
    return None if sizes is None or all(isinstance(size, int) for size in sizes) else sizes


def _vector(given: Arguments, index: int) -> Sizes | None:
    """The sizes in the input at `index`, if that is a vector."""
    known = given.at(index)
    if known is None or len(known.dims) != 1:
        return None
    return tuple(int(size) if isinstance(size, float) else size for size in known.numbers)


def _filled(given: Arguments) -> Sizes | None:
    return _vector(given, 0)


def _reshaped(given: Arguments) -> Sizes | None:
    sizes = _vector(given, 1)
    if sizes is None or given.node.integer("allowzero"):
        return None
    copied = tuple(_copied(size, index, given.shape) for index, size in enumerate(sizes))
    if copied.count(-1) != 1:
        return tuple(None if size == -1 else size for size in copied)
    stated = size_product([size for size in copied if size != -1])
    whole = None if given.shape is None else size_product(given.shape)
    return tuple(quotient(whole, stated) if size == -1 else size for size in copied)


def _copied(size: Size, index: int, given: Sizes | None) -> Size:
    """A size that a Reshape states, with 0 replaced by the input's size."""
    if size != 0:
        return size
    return given[index] if given is not None and index < len(given) else None


def _expanded(given: Arguments) -> Sizes | None:
    sizes = _vector(given, 1)
    if sizes is None or given.shape is None:
        return None
    pairs = zip_longest(reversed(given.shape), reversed(sizes), fillvalue=1)
    return tuple(reversed([_broadcast_size(size, other) for size, other in pairs]))


def _broadcast_size(size: Size, other: Size) -> Size:
    if size == 1 or other == 1:
        return other if size == 1 else size
    if isinstance(size, int) or isinstance(other, int):
        return size if isinstance(size, int) else other
    return size if size == other else None


def _tiled(given: Arguments) -> Sizes | None:
    repeats = _vector(given, 1)
    if repeats is None or given.shape is None or len(repeats) != len(given.shape):
        return None
    return tuple(product(*pair) for pair in zip(given.shape, repeats, strict=True))


def _counted(given: Arguments) -> Sizes | None:
    """The shape of a Range from 0 in steps of 1, which is its limit."""
    limit = given.at(1)
    if given.complete(0) != (0,) or given.complete(2) != (1,) or limit is None:
        return None
    (count,) = limit.numbers
    return (count,) if isinstance(count, Product) else None


def _resized(given: Arguments) -> Sizes | None:
    """The shape of a Resize to sizes or by factors; not with opset 18's options to skip axes."""
    node, shape = given.node, given.shape
    if shape is None or node.integers("axes") is not None:
        return None
    if node.text("keep_aspect_ratio_policy") not in (None, "stretch"):
        return None
    sizes = _vector(given, 3)
    if sizes is not None:
        return sizes if len(sizes) == len(shape) else None
    factors = given.complete(len(node.inputs) - 1 if len(node.inputs) < 3 else 2)
    if factors is None or len(factors) != len(shape) or not given.left_out(3):
        return None
    if node.text("coordinate_transformation_mode") == "tf_crop_and_resize":
        return None
    return tuple(_scaled(size, factor) for size, factor in zip(shape, factors, strict=True))


def _scaled(size: Size, factor: float) -> Size:
    if size is None:
        return None
    return scaled(size, factor) if isinstance(size, Product) else floor(size * factor)


_SHAPES: Final[dict[str, Callable[[Arguments], Sizes | None]]] = {
    "ConstantOfShape": _filled,
    "Expand": _expanded,
    "Range": _counted,
    "Reshape": _reshaped,
    "Resize": _resized,
    "Tile": _tiled,
    "Upsample": _resized,
}

READ_SIZES: Final = frozenset({*_SHAPES, "Shape", "Size"})
"""Operators whose result depends on the shapes of earlier values."""
