"""Known types and elements of an ONNX graph's values before it runs."""

from collections.abc import Iterable, Iterator, Sequence
from math import isfinite
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from dlpulint.loader.onnx.constants import (
    DOUBLE,
    FEW,
    FLOAT,
    INT32,
    INT64,
    INTEGERS,
    Constant,
    tensor_of,
)
from dlpulint.loader.onnx.node import Node
from dlpulint.loader.onnx.scope import Scope
from dlpulint.loader.onnx.shapes.symbols import Product, Sizes, Symbols
from dlpulint.loader.onnx.types import (
    cleaned,
    made_up_names,
    named_throughout,
    shape_in,
    shared,
    type_of,
)
from dlpulint.model.graph import Shape

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray
    from onnx import TensorProto, TypeProto, ValueInfoProto

Number: TypeAlias = int | float | Product | None
"""An element; a product of sizes, or `None`, if it is unknown before the model runs."""

_LARGEST = 2**63
"""Bound, exclusive, of a 64-bit element; larger ones, and those below its negative, are unknown."""

MOST_DIMENSIONS = 8
"""Highest rank of tensors to compute with: NumPy broadcasts no more than 32 dimensions."""


class Known(Struct, frozen=True):
    """A tensor of few numbers, some of them known."""

    dtype: int
    numbers: tuple[Number, ...]
    """Its elements in row-major order."""
    dims: tuple[int, ...]

    @property
    def complete(self) -> tuple[float, ...] | None:
        """Its elements if all are known."""
        numbers = tuple(number for number in self.numbers if isinstance(number, int | float))
        return numbers if len(numbers) == len(self.numbers) else None

    @property
    def array(self) -> "NDArray[numpy.object_]":
        """Its elements in its shape."""
        import numpy

        flat = numpy.empty(len(self.numbers), object)
        flat[:] = self.numbers
        return flat.reshape(self.dims)


def known_array(dtype: int, array: "NDArray[numpy.object_]") -> Known | None:
    """Known tensor with these elements; `None` if they are many."""
    import numpy

    # For a single element, numpy may return it without an array.
    array = numpy.asarray(array, object)
    if array.size > FEW or array.ndim > MOST_DIMENSIONS:
        return None
    numbers: list[Number] = array.ravel().tolist()
    return Known(dtype, tuple(element(number, dtype) for number in numbers), array.shape)


def tensor_of_known(name: str, known: Known) -> "TensorProto | None":
    """TensorProto of a tensor whose elements are all known, else `None`."""
    numbers = known.complete
    return None if numbers is None else tensor_of(name, known.dtype, known.dims, numbers)


def known_of(constant: Constant | None) -> Known | None:
    """Known tensor of a constant; `None` unless it has few numbers."""
    if constant is None or constant.few is None or constant.dims is None:
        return None
    if len(constant.dims) > MOST_DIMENSIONS or len(constant.few) > FEW:
        return None
    return Known(constant.dtype, _elements(constant.few, constant.dtype), constant.dims)


def _elements(numbers: tuple[float, ...], dtype: int) -> tuple[Number, ...]:
    least, most = min(numbers, default=0), max(numbers, default=0)
    if all(map(isfinite, numbers)) and least >= -_LARGEST and most < _LARGEST:
        return tuple(map(int if dtype in INTEGERS else float, numbers))
    return tuple(element(number, dtype) for number in numbers)


def element(number: Number, dtype: int) -> Number:
    """A number as an element of a type; `None` if it cannot be computed with."""
    if isinstance(number, Product):
        return number if dtype in _SIZES else None
    if number is None or not isfinite(number) or not -_LARGEST <= number < _LARGEST:
        return None
    return int(number) if dtype in INTEGERS else float(number)


_SIZES = frozenset({FLOAT, INT32, INT64, DOUBLE})
"""Element types that graphs compute sizes in."""


class Arguments(Struct, frozen=True):
    """Inputs of an operator, as far as they are known."""

    node: Node
    known: Sequence[Known | None]
    """Known elements of each input."""
    shape: Sizes | None
    """The shape of the first input."""

    def at(self, index: int) -> Known | None:
        """The input at `index`, if it is present and known."""
        return self.known[index] if index < len(self.known) else None

    def complete(self, index: int) -> tuple[float, ...] | None:
        """The elements of the input at `index` if all are known."""
        known = self.at(index)
        return None if known is None else known.complete

    def integers(self, index: int, attribute: str) -> tuple[int, ...] | None:
        """Whole numbers that are an attribute in older files, and an input in newer ones."""
        stated = self.node.integers(attribute)
        numbers = self.complete(index) if stated is None else stated
        return None if numbers is None else tuple(int(number) for number in numbers)

    def left_out(self, index: int) -> bool:
        """Whether the operator has no input at `index`."""
        return index >= len(self.node.inputs) or not self.node.inputs[index]


class Values:
    """Known types and elements of one scope's values, and of the scopes around it."""

    def __init__(self, scope: Scope, around: "Values | None", symbols: Symbols) -> None:
        self.scope = scope
        self.symbols = symbols
        self._around = around
        self._types: dict[str, TypeProto] = {}
        self._shared: dict[bytes, TypeProto] = {} if around is None else around._shared
        self._scales: dict[int, tuple[Constant, tuple[float, ...]]] = {}
        self._zero_points: dict[int, tuple[Constant, tuple[int, ...]]] = {}
        if around is not None:
            self._scales, self._zero_points = around._scales, around._zero_points
        self._known: dict[str, Known | None] = {}
        self._sequences: dict[str, tuple[TypeProto | None, ...]] = {}
        self._constants = dict(scope.constants)
        self._constant_types: dict[str, TypeProto] = {}
        self._shapes: dict[int, Shape | None] = {}

    def type(self, name: str) -> "TypeProto | None":
        """The type of a value, if it is known."""
        values: Values | None = self
        while values is not None:
            found = values._types.get(name)
            if found is not None:
                return found
            constant = values._constants.get(name)
            if constant is not None:
                if name not in values._constant_types:
                    made = shared(type_of(constant.dtype, constant.dims), values._shared)
                    values._constant_types[name] = made
                return values._constant_types[name]
            values = values._around
        return None

    def shape(self, name: str) -> Shape | None:
        """The shape of a value, if its rank is known."""
        type = self.type(name)
        if type is None:
            return None
        # Types are shared, and kept as long as these values.
        if id(type) not in self._shapes:
            self._shapes[id(type)] = shape_in(type)
        return self._shapes[id(type)]

    def known(self, name: str) -> Known | None:
        """The elements of a value, if they are few numbers."""
        values: Values | None = self
        while values is not None:
            if name in values._known:
                return values._known[name]
            if name in values._constants:
                # Converted once, because many operators often read the same constant.
                known = values._known[name] = known_of(values._constants[name])
                return known
            values = values._around
        return None

    def constant(self, name: str) -> Constant | None:
        """The constant of a name, possibly through an Identity."""
        for values in self._scopes():
            if name in values._constants:
                return values._constants[name]
        return None

    def learn(self, name: str, type: "TypeProto | None", known: Known | None = None) -> None:
        """Note the type of a value, and its elements where they are known."""
        if type is not None and name:
            # What is shared already has names throughout, which takes long to see.
            known_type = self._shared.get(type.SerializeToString(deterministic=True))
            if known_type is None:
                known_type = shared(named_throughout(type, self.symbols), self._shared)
            self._types[name] = known_type
        if known is not None:
            self._known[name] = known

    def cleaned(self, infos: "Iterable[ValueInfoProto]") -> "dict[str, TypeProto]":
        """The types that inference found, by the names of values that share them.

        Dimensions have our names where it made some up.
        """
        found: dict[str, TypeProto] = {}
        new: list[ValueInfoProto] = []
        for info in infos:
            raw = info.type.SerializeToString(deterministic=True)
            if raw in self._shared:
                # Names of ours, or none: nothing to clean.
                found[info.name] = self._shared[raw]
            else:
                new.append(info)
        names = made_up_names((info.type for info in new), self.symbols)
        return found | {info.name: cleaned(info.type, names) for info in new}

    def sequence(self, name: str) -> "tuple[TypeProto | None, ...] | None":
        """The types of a sequence's elements in order, if they are known."""
        for values in self._scopes():
            if name in values._sequences:
                return values._sequences[name]
        return None

    def hold(self, name: str, types: "tuple[TypeProto | None, ...]") -> None:
        """Note the types of a sequence's elements."""
        self._sequences[name] = types

    def scales(self, constant: Constant) -> tuple[float, ...]:
        """The elements of a constant that were kept, as floats; operators may share a long one."""
        known = self._scales.get(id(constant))
        if known is None:
            # The constant is kept so that no other one gets its number.
            known = constant, tuple(map(float, constant.elements or ()))
            self._scales[id(constant)] = known
        return known[1]

    def zero_points(self, constant: Constant) -> tuple[int, ...]:
        """The same as whole numbers."""
        known = self._zero_points.get(id(constant))
        if known is None:
            known = constant, tuple(map(int, constant.elements or ()))
            self._zero_points[id(constant)] = known
        return known[1]

    def alias(self, name: str, constant: Constant) -> None:
        """Note that a name refers to a constant of another name."""
        self._constants[name] = constant
        self._constant_types.pop(name, None)

    def _scopes(self) -> "Iterator[Values]":
        values: Values | None = self
        while values is not None:
            yield values
            values = values._around
