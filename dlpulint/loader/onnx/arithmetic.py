"""Shapes that a graph works out for itself: arithmetic on a few numbers, done while it is read.

ONNX's own data propagation is not used: it writes out every element of a vector that an operator
reads, so that a file of a hundred bytes takes all memory.
"""

from collections.abc import Callable, Sequence
from itertools import chain
from math import ceil, floor, prod
from operator import add, eq, ge, gt, le, lt, mul, sub
from typing import Final

from msgspec import Struct

from dlpulint.loader.onnx.constants import BOOL, FEW, FLOAT, INT64, constant_of_tensor
from dlpulint.loader.onnx.known import Known, Number, element
from dlpulint.loader.onnx.node import Node
from dlpulint.model import Shape


class Arguments(Struct, frozen=True):
    """What an operator is given to compute with."""

    node: Node
    known: Sequence[Known | None]
    """What is known of each input; `None` where that is nothing."""
    shape: Shape | None
    """The shape of the first input."""

    def at(self, place: int) -> Known | None:
        """The input at `place`, if it is there and known."""
        return self.known[place] if place < len(self.known) else None

    def complete(self, place: int) -> tuple[float, ...] | None:
        """The elements of the input at `place` if all are known."""
        known = self.at(place)
        return None if known is None else known.complete


def computed(given: Arguments) -> Known | None:
    """What the operator gives, if it is arithmetic on few numbers that are known."""
    compute = _COMPUTATIONS.get(given.node.native)
    result = None if compute is None else compute(given)
    if result is None or len(result.numbers) > FEW:
        return None
    numbers = tuple(element(number, result.dtype) for number in result.numbers)
    return Known(result.dtype, numbers, result.scalar)


def _shape(given: Arguments) -> Known | None:
    if given.shape is None:
        return None
    start, end = given.node.integer("start") or 0, given.node.integer("end")
    return Known(INT64, given.shape[slice(start, end)], False)


def _size(given: Arguments) -> Known | None:
    sizes = [size for size in given.shape or (None,) if size is not None]
    complete = given.shape is not None and len(sizes) == len(given.shape)
    return Known(INT64, (prod(sizes),), True) if complete else None


def _same(given: Arguments) -> Known | None:
    return given.at(0)


def _cast(given: Arguments) -> Known | None:
    known, dtype = given.at(0), given.node.integer("to")
    return None if known is None or dtype is None else Known(dtype, known.numbers, known.scalar)


def _unsqueezed(given: Arguments) -> Known | None:
    known = given.at(0)
    return Known(known.dtype, known.numbers, False) if known and known.scalar else None


def _squeezed(given: Arguments) -> Known | None:
    known = given.at(0)
    return Known(known.dtype, known.numbers, True) if known and len(known.numbers) == 1 else None


def _reshaped(given: Arguments) -> Known | None:
    known, shape = given.at(0), given.at(1)
    if known is None or shape is None or len(shape.numbers) > 1:
        return None
    return Known(known.dtype, known.numbers, not shape.numbers)


def _gathered(given: Arguments) -> Known | None:
    data, indices, places = given.at(0), given.at(1), given.complete(1)
    if data is None or data.scalar or indices is None or places is None:
        return None
    count = len(data.numbers)
    if any(not -count <= place < count for place in places):
        return None
    return Known(data.dtype, tuple(data.numbers[int(place)] for place in places), indices.scalar)


def _concatenated(given: Arguments) -> Known | None:
    parts = [known for known in given.known if known is not None and not known.scalar]
    if not parts or len(parts) < len(given.known):
        return None
    return Known(parts[0].dtype, tuple(chain(*(part.numbers for part in parts))), False)


def _sliced(given: Arguments) -> Known | None:
    data, node = given.at(0), given.node
    old = node.integers("starts") is not None
    starts = node.integers("starts") if old else given.complete(1)
    ends = node.integers("ends") if old else given.complete(2)
    steps = given.complete(4) if len(given.known) > 4 else (1,)
    if data is None or data.scalar or not (starts and ends and steps):
        return None
    if len(starts) > 1 or len(ends) > 1 or len(steps) > 1 or not steps[0]:
        return None
    first, last, step = int(starts[0]), int(ends[0]), int(steps[0])
    stop = None if step < 0 and last < -len(data.numbers) else last
    return Known(data.dtype, data.numbers[slice(first, stop, step)], False)


def _filled(given: Arguments) -> Known | None:
    sizes, value = given.complete(0), given.node.tensor("value")
    if sizes is None or len(sizes) > 1 or (sizes and not 0 <= sizes[0] <= FEW):
        return None
    filling = None if value is None else constant_of_tensor(value)
    if filling is None:
        return Known(FLOAT, (0.0,) * int(prod(sizes)), not sizes)
    if not filling.few:
        return None
    return Known(filling.dtype, filling.few[:1] * int(prod(sizes)), not sizes)


def _range(given: Arguments) -> Known | None:
    bounds = [given.complete(place) for place in range(3)]
    start, limit, step = (bound[0] if bound else None for bound in bounds)
    first = given.at(0)
    if start is None or limit is None or not step or first is None:
        return None
    steps = (limit - start) / step
    if not 0 <= steps <= FEW:
        return None
    return Known(first.dtype, tuple(start + place * step for place in range(ceil(steps))), False)


def _product(given: Arguments) -> Known | None:
    known, numbers = given.at(0), given.complete(0)
    if known is None or numbers is None:
        return None
    return Known(known.dtype, (prod(numbers),), given.node.integer("keepdims") == 0)


def _chosen(given: Arguments) -> Known | None:
    condition, first, second = given.at(0), given.at(1), given.at(2)
    if condition is None or first is None or second is None:
        return None
    return _spread(_where, (condition, first, second), first.dtype)


def _where(condition: Number, first: Number, second: Number) -> Number:
    if condition is None:
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
    function: Callable[..., Number], inputs: int | None = None, dtype: int | None = None
) -> Callable[[Arguments], Known | None]:
    """The operator that applies `function` to the elements of so many inputs, if it knows them."""

    def apply(*numbers: Number) -> Number:
        return None if None in numbers else function(*numbers)

    def compute(given: Arguments) -> Known | None:
        operands = [known for known in given.known if known is not None]
        if not operands or len(operands) < len(given.known):
            return None
        if inputs is not None and len(operands) != inputs:
            return None
        return _spread(apply, operands, operands[0].dtype if dtype is None else dtype)

    return compute


def _spread(function: Callable[..., Number], operands: Sequence[Known], dtype: int) -> Known | None:
    """`function` of the operands' elements, with a single element standing for any number."""
    lengths = {len(operand.numbers) for operand in operands} - {1}
    if len(lengths) > 1:
        return None
    length = lengths.pop() if lengths else 1
    rows = (o.numbers * length if len(o.numbers) == 1 else o.numbers for o in operands)
    numbers = tuple(function(*row) for row in zip(*rows, strict=True))
    return Known(dtype, numbers, all(operand.scalar for operand in operands))


_WHOLE_REMAINDER: Final = _elementwise(lambda first, second: first % second if second else None, 2)

_COMPUTATIONS: Final[dict[str, Callable[[Arguments], Known | None]]] = {
    "Abs": _elementwise(abs, 1),
    "Add": _elementwise(add, 2),
    "Cast": _cast,
    "Ceil": _elementwise(lambda number: ceil(number), 1),
    "Concat": _concatenated,
    "ConstantOfShape": _filled,
    "Div": _elementwise(_divided, 2),
    "Equal": _elementwise(eq, 2, BOOL),
    "Floor": _elementwise(lambda number: floor(number), 1),
    "Gather": _gathered,
    "Greater": _elementwise(gt, 2, BOOL),
    "GreaterOrEqual": _elementwise(ge, 2, BOOL),
    "Identity": _same,
    "Less": _elementwise(lt, 2, BOOL),
    "LessOrEqual": _elementwise(le, 2, BOOL),
    "Max": _elementwise(lambda *numbers: max(numbers)),
    "Min": _elementwise(lambda *numbers: min(numbers)),
    "Mod": _remainder,
    "Mul": _elementwise(mul, 2),
    "Neg": _elementwise(lambda number: -number, 1),
    "Range": _range,
    "ReduceProd": _product,
    "Reshape": _reshaped,
    "Shape": _shape,
    "Size": _size,
    "Slice": _sliced,
    "Squeeze": _squeezed,
    "Sub": _elementwise(sub, 2),
    "Unsqueeze": _unsqueezed,
    "Where": _chosen,
}
"""Operators that exporters use to work out shapes."""
