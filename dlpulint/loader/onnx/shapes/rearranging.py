"""Operators that rearrange the elements of a tensor of few numbers."""

from collections.abc import Callable
from math import prod
from typing import TYPE_CHECKING, Final, TypeAlias

from dlpulint.loader.onnx.constants import FEW, INT64
from dlpulint.loader.onnx.shapes.known import MOST_DIMENSIONS, Arguments, Known, known_array

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[numpy.object_]


def rearranged(given: Arguments) -> Known | None:
    """Result of an operator that rearranges known numbers, else `None`.

    Raises IndexError or ValueError for operands that do not match.
    """
    rearrange, first = REARRANGEMENTS.get(given.node.native), given.at(0)
    if rearrange is None or first is None:
        return None
    array = rearrange(given, first.array)
    if array is None:
        return None
    return known_array(INT64 if given.node.native == "NonZero" else first.dtype, array)


def _same(_: Arguments, data: "Array") -> "Array | None":
    return data


def _unsqueezed(given: Arguments, data: "Array") -> "Array | None":
    import numpy

    axes = given.integers(1, "axes")
    return None if axes is None else numpy.expand_dims(data, axes)


def _squeezed(given: Arguments, data: "Array") -> "Array | None":
    axes = given.integers(1, "axes")
    if axes is None and not given.left_out(1):
        return None
    return data.squeeze(axes)


def _reshaped(given: Arguments, data: "Array") -> "Array | None":
    shape = given.complete(1)
    if shape is None:
        return None
    sizes = [int(size) for size in shape]
    if not given.node.integer("allowzero"):
        sizes = [size or data.shape[index] for index, size in enumerate(sizes)]
    return data.reshape(sizes)


def _flattened(given: Arguments, data: "Array") -> "Array | None":
    axis = given.node.integer("axis")
    first = 1 if axis is None else axis
    return data.reshape(prod(data.shape[:first]), prod(data.shape[first:]))


def _transposed(given: Arguments, data: "Array") -> "Array | None":
    return data.transpose(given.node.integers("perm"))


def _gathered(given: Arguments, data: "Array") -> "Array | None":
    import numpy

    indices = given.at(1)
    if indices is None or indices.complete is None:
        return None
    positions = numpy.array(indices.complete, numpy.int64).reshape(indices.dims)
    return data.take(positions, given.node.integer("axis") or 0)


def _concatenated(given: Arguments, _: "Array") -> "Array | None":
    import numpy

    axis, parts = given.node.integer("axis"), [part for part in given.known if part is not None]
    if axis is None or len(parts) < len(given.known):
        return None
    if sum(len(part.numbers) for part in parts) > FEW:
        return None
    return numpy.concatenate([part.array for part in parts], axis)


def _sliced(given: Arguments, data: "Array") -> "Array | None":
    starts, ends = given.integers(1, "starts"), given.integers(2, "ends")
    axes, steps = given.integers(3, "axes"), given.complete(4)
    if axes is None and given.left_out(3):
        axes = tuple(range(len(starts or ())))
    if steps is None and given.left_out(4):
        steps = (1,) * len(starts or ())
    if starts is None or ends is None or axes is None or steps is None:
        return None
    parts = [slice(None)] * data.ndim
    for start, end, axis, step in zip(starts, ends, axes, steps, strict=True):
        # Counted from the end, a position before the first element is no element.
        stop = None if step < 0 and end < -data.shape[axis] else end
        parts[axis] = slice(start, stop, int(step))
    return data[tuple(parts)]


def _spread(given: Arguments, data: "Array") -> "Array | None":
    import numpy

    shape = given.complete(1)
    if shape is None or len(shape) > MOST_DIMENSIONS:
        return None
    sizes = numpy.broadcast_shapes(data.shape, tuple(int(size) for size in shape))
    return numpy.broadcast_to(data, sizes) if prod(sizes) <= FEW else None


def _tiled(given: Arguments, data: "Array") -> "Array | None":
    import numpy

    repeats = given.complete(1)
    # NumPy makes all but the last repeats first, however many elements are left of them in the end.
    if repeats is None or min(repeats, default=1) < 1 or prod(repeats) * max(1, data.size) > FEW:
        return None
    return numpy.tile(data, [int(count) for count in repeats])


def _nonzero(given: Arguments, data: "Array") -> "Array | None":
    import numpy

    if given.complete(0) is None:
        return None
    return numpy.array(data.nonzero(), object)


REARRANGEMENTS: Final["dict[str, Callable[[Arguments, Array], Array | None]]"] = {
    "Concat": _concatenated,
    "Expand": _spread,
    "Flatten": _flattened,
    "Gather": _gathered,
    "Identity": _same,
    "NonZero": _nonzero,
    "Reshape": _reshaped,
    "Slice": _sliced,
    "Squeeze": _squeezed,
    "Tile": _tiled,
    "Transpose": _transposed,
    "Unsqueeze": _unsqueezed,
}
"""Functions of the elements of the first input, by native name."""
