"""Shapes of which an ONNX graph tells some sizes only, such as all but the batch."""

from itertools import zip_longest

from dlpulint.loader.onnx.arithmetic import Arguments
from dlpulint.model import Shape


def partial_shape(given: Arguments) -> Shape | None:
    """The shape that a Reshape, Expand or ConstantOfShape gives, if its sizes are partly known.

    Inference takes all sizes or none.
    """
    native = given.node.native
    sizes = given.at(0 if native == "ConstantOfShape" else 1)
    if sizes is None or sizes.complete is not None or sizes.scalar:
        return None
    dims = tuple(None if size is None else int(size) for size in sizes.numbers)
    if native == "Expand":
        return None if given.shape is None else _broadcast(given.shape, dims)
    if native == "Reshape" and not given.node.integer("allowzero"):
        return tuple(_reshaped_size(size, place, given.shape) for place, size in enumerate(dims))
    return dims if native == "ConstantOfShape" else None


def _reshaped_size(size: int | None, place: int, given: Shape | None) -> int | None:
    """A size that a Reshape states: 0 stands for the input's own, -1 for what is left over."""
    if size == 0:
        return given[place] if given is not None and place < len(given) else None
    return None if size == -1 else size


def _broadcast(first: Shape, second: Shape) -> Shape:
    pairs = zip_longest(reversed(first), reversed(second), fillvalue=1)
    return tuple(reversed([_broadcast_size(size, other) for size, other in pairs]))


def _broadcast_size(size: int | None, other: int | None) -> int | None:
    if size == 1 or other == 1:
        return other if size == 1 else size
    return other if size is None else size
