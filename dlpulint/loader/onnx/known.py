"""What is known of the values of an ONNX graph before it runs."""

from collections.abc import Iterator
from math import isfinite
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from dlpulint.loader.onnx.constants import INTEGERS, Constant
from dlpulint.loader.onnx.scope import Scope
from dlpulint.loader.onnx.types import type_of

if TYPE_CHECKING:
    from onnx import TypeProto

Number: TypeAlias = int | float | None
"""An element; `None` where it is not known before the model runs."""

_LARGEST = 2**63
"""What a 64-bit element stays below; beyond it nothing is known."""


class Known(Struct, frozen=True):
    """A scalar or a short vector of numbers of which at least some are known."""

    dtype: int
    numbers: tuple[Number, ...]
    scalar: bool

    @property
    def dims(self) -> tuple[int, ...]:
        """Its shape: none for a scalar, one for a vector."""
        return () if self.scalar else (len(self.numbers),)

    @property
    def complete(self) -> tuple[float, ...] | None:
        """Its elements if all are known."""
        numbers = tuple(number for number in self.numbers if number is not None)
        return numbers if len(numbers) == len(self.numbers) else None


def known_of(constant: Constant | None) -> Known | None:
    """What is known of a constant: all of it, if it is a scalar or a short vector of numbers."""
    if constant is None or constant.few is None or constant.dims is None:
        return None
    if len(constant.dims) > 1:
        return None
    numbers = tuple(element(number, constant.dtype) for number in constant.few)
    return Known(constant.dtype, numbers, not constant.dims)


def element(number: Number, dtype: int) -> Number:
    """A number as an element of a type; `None` if it is none that can be computed with."""
    if number is None or not isfinite(number) or abs(number) >= _LARGEST:
        return None
    return int(number) if dtype in INTEGERS else float(number)


class Values:
    """What is known of the values of one scope, and through it of those around it."""

    def __init__(self, scope: Scope, around: "Values | None") -> None:
        self.scope = scope
        self._around = around
        self._types: dict[str, TypeProto] = {}
        self._known: dict[str, Known] = {}
        self._constants = dict(scope.constants)

    def type(self, name: str) -> "TypeProto | None":
        """The type of a value, if it is known."""
        for values in self._scopes():
            if name in values._types:
                return values._types[name]
            if name in values._constants:
                constant = values._constants[name]
                return type_of(constant.dtype, constant.dims)
        return None

    def known(self, name: str) -> Known | None:
        """The elements of a value, if it is a scalar or a short vector of numbers."""
        for values in self._scopes():
            if name in values._known:
                return values._known[name]
        return known_of(self.constant(name))

    def constant(self, name: str) -> Constant | None:
        """The constant that a name stands for, be it through an Identity."""
        for values in self._scopes():
            if name in values._constants:
                return values._constants[name]
        return None

    def learn(self, name: str, type: "TypeProto | None", known: Known | None = None) -> None:
        """Note the type of a value, and its elements where they are known."""
        if type is not None and name:
            self._types[name] = type
        if known is not None:
            self._known[name] = known

    def alias(self, name: str, constant: Constant) -> None:
        """Note that a name stands for a constant of another name."""
        self._constants[name] = constant

    def _scopes(self) -> "Iterator[Values]":
        values: Values | None = self
        while values is not None:
            yield values
            values = values._around
