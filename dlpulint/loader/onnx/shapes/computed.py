"""Shapes that the graph itself computes: arithmetic on a few numbers, done while reading.

ONNX's own data propagation is not used: it writes out every element of a vector that an operator
reads, so that a file of a hundred bytes takes all memory.
"""

from collections.abc import Callable, Sequence
from math import ceil, floor, prod, sqrt
from operator import add, eq, ge, gt, le, lt, mul, sub
from typing import Final, TypeAlias

from dlpulint.loader.onnx.constants import BOOL, FEW, FLOAT, INT64, NUMBERS, constant_of_tensor
from dlpulint.loader.onnx.shapes.known import Arguments, Known, Number, known_array
from dlpulint.loader.onnx.shapes.open_arithmetic import (
    kept,
    open_difference,
    open_equal,
    open_largest,
    open_product,
    open_quotient,
    open_remainder,
    open_sum,
)
from dlpulint.loader.onnx.shapes.rearranging import REARRANGEMENTS, rearranged
from dlpulint.loader.onnx.shapes.symbols import Product, size_product

_OfTwo: TypeAlias = Callable[[Number, Number], Number]
_Computation: TypeAlias = Callable[[Arguments], Known | None]


def computed(given: Arguments) -> Known | None:
    """Result of an operator that is arithmetic on few known numbers, else `None`."""
    compute = _COMPUTATIONS.get(given.node.native, rearranged)
    try:
        return compute(given)
    except (ArithmeticError, IndexError, ValueError):
        # Invalid for every runtime: shapes that do not match, an axis out of range.
        return None


def _shape(given: Arguments) -> Known | None:
    if given.shape is None:
        return None
    start, end = given.node.integer("start") or 0, given.node.integer("end")
    sizes = given.shape[slice(start, end)]
    return Known(INT64, sizes, (len(sizes),))


def _size(given: Arguments) -> Known | None:
    if given.shape is None:
        return None
    return Known(INT64, (size_product(given.shape),), ())


def _cast(given: Arguments) -> Known | None:
    known, dtype = given.at(0), given.node.integer("to")
    return known_array(dtype, known.array) if known is not None and dtype in NUMBERS else None


def _filled(given: Arguments) -> Known | None:
    sizes, value = given.complete(0), given.node.tensor("value")
    if sizes is None or min(sizes, default=0) < 0 or prod(sizes) > FEW:
        return None
    dims = tuple(int(size) for size in sizes)
    filling = None if value is None else constant_of_tensor(value)
    if filling is None:
        return Known(FLOAT, (0.0,) * prod(dims), dims)
    return Known(filling.dtype, filling.few[:1] * prod(dims), dims) if filling.few else None


def _range(given: Arguments) -> Known | None:
    bounds = [given.complete(index) for index in range(3)]
    start, limit, step = (bound[0] if bound else None for bound in bounds)
    first = given.at(0)
    if start is None or limit is None or not step or first is None:
        return None
    steps = (limit - start) / step
    if not 0 <= steps <= FEW:
        return None
    count = ceil(steps)
    return Known(first.dtype, tuple(start + index * step for index in range(count)), (count,))


def _of_known(function: Callable[..., Number], *also: type[Product]) -> _OfTwo:
    """`function` for two known numbers or instances of `also`; `None` for others."""

    def apply(first: Number, second: Number) -> Number:
        known = isinstance(first, (int, float, *also)) and isinstance(second, (int, float, *also))
        return function(first, second) if known else None

    return apply


def _reduced(function: _OfTwo) -> _Computation:
    """The operator that reduces the numbers along some axes to one number."""

    def compute(given: Arguments) -> Known | None:
        known, axes = given.at(0), given.integers(1, "axes")
        if known is None or not known.numbers or (axes is None and not given.left_out(1)):
            return None
        if not axes and given.node.integer("noop_with_empty_axes"):
            return known
        import numpy

        array, reduce = known.array, numpy.frompyfunc(function, 2, 1).reduce
        for axis in {axis % array.ndim for axis in axes or range(array.ndim)}:
            array = numpy.asarray(reduce(array, axis, keepdims=True), object)
        if given.node.integer("keepdims") == 0:
            array = array.reshape(_left(known.dims, axes))
        return known_array(known.dtype, array)

    return compute


def _left(dims: tuple[int, ...], axes: tuple[int, ...] | None) -> tuple[int, ...]:
    """The dimensions other than axes."""
    gone = {axis % len(dims) for axis in axes or range(len(dims))}
    return tuple(size for index, size in enumerate(dims) if index not in gone)


def _chosen(given: Arguments) -> Known | None:
    condition, first, second = given.known if len(given.known) == 3 else (None,) * 3
    if condition is None or first is None or second is None:
        return None
    return _spread(_either, (condition, first, second), first.dtype)


def _either(condition: Number, first: Number, second: Number) -> Number:
    if not isinstance(condition, int | float):
        return first if first == second else None
    return first if condition else second


def _divided(first: float, second: float) -> Number:
    if not second:
        return None
    if isinstance(first, int) and isinstance(second, int):
        quotient = abs(first) // abs(second)
        return quotient if (first < 0) == (second < 0) else -quotient
    return first / second


def _remainder(given: Arguments) -> Known | None:
    return None if given.node.integer("fmod") else _WHOLE_REMAINDER(given)


def _elementwise(
    function: Callable[..., Number],
    inputs: int | None = None,
    dtype: int | None = None,
    of_sizes: Callable[..., Number] | None = None,
) -> _Computation:
    """The operator that applies `function` to known elements of its inputs.

    `inputs` is their number, if it is fixed; `of_sizes` is the function for unknown sizes.
    """

    def apply(*numbers: Number) -> Number:
        if None in numbers:
            return None
        if any(isinstance(number, Product) for number in numbers):
            return None if of_sizes is None else of_sizes(*numbers)
        return function(*numbers)

    def compute(given: Arguments) -> Known | None:
        operands = [operand for operand in given.known if operand is not None]
        if not operands or len(operands) < len(given.known):
            return None
        if inputs is not None and len(operands) != inputs:
            return None
        return _spread(apply, operands, operands[0].dtype if dtype is None else dtype)

    return compute


def _spread(function: Callable[..., Number], operands: Sequence[Known], dtype: int) -> Known | None:
    """`function` of the operands' elements, broadcast to a common shape."""
    import numpy

    if prod(numpy.broadcast_shapes(*(operand.dims for operand in operands))) > FEW:
        return None
    apply = numpy.frompyfunc(function, len(operands), 1)
    # An infinity is an answer, not a warning on standard error.
    with numpy.errstate(all="ignore"):
        return known_array(dtype, numpy.asarray(apply(*(o.array for o in operands)), object))


_WHOLE_REMAINDER: Final = _elementwise(
    lambda first, second: first % second if second else None, 2, of_sizes=open_remainder
)

_COMPUTATIONS: Final[dict[str, _Computation]] = {
    "Abs": _elementwise(abs, 1, of_sizes=kept),
    "Add": _elementwise(add, 2, of_sizes=open_sum),
    "And": _elementwise(lambda first, second: first and second, 2),
    "Cast": _cast,
    "Ceil": _elementwise(ceil, 1, of_sizes=kept),
    "ConstantOfShape": _filled,
    "Div": _elementwise(_divided, 2, of_sizes=open_quotient),
    "Equal": _elementwise(eq, 2, BOOL, open_equal),
    "Floor": _elementwise(floor, 1, of_sizes=kept),
    "Greater": _elementwise(gt, 2, BOOL),
    "GreaterOrEqual": _elementwise(ge, 2, BOOL),
    "Less": _elementwise(lt, 2, BOOL),
    "LessOrEqual": _elementwise(le, 2, BOOL),
    "Max": _elementwise(lambda *numbers: max(numbers), of_sizes=open_largest),
    "Min": _elementwise(lambda *numbers: min(numbers)),
    "Mod": _remainder,
    "Mul": _elementwise(mul, 2, of_sizes=open_product),
    "Neg": _elementwise(lambda number: -number, 1),
    "Not": _elementwise(lambda number: not number, 1),
    "Or": _elementwise(lambda first, second: first or second, 2),
    "Range": _range,
    "ReduceMax": _reduced(_of_known(max)),
    "ReduceMin": _reduced(_of_known(min)),
    "ReduceProd": _reduced(_of_known(open_product, Product)),
    "ReduceSum": _reduced(_of_known(add)),
    "Round": _elementwise(round, 1, of_sizes=kept),
    "Shape": _shape,
    "Size": _size,
    "Sqrt": _elementwise(sqrt, 1),
    "Sub": _elementwise(sub, 2, of_sizes=open_difference),
    "Where": _chosen,
}
"""Operators that exporters compute shapes with, except those that rearrange numbers."""

COMPUTED: Final = frozenset({*_COMPUTATIONS, *REARRANGEMENTS})
"""Operators whose result can be computed from few numbers."""
