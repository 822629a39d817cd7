"""Sizes that only running tells, kept apart by name: the batch `N`, and what is made of it.

ONNX's inference passes names on where an operator keeps a dimension. Where a graph computes with
sizes (`Reshape` to a third of the channels and three times the batch), what it makes of them is
kept here as a product, so that the dimensions beside it stay known.
"""

from collections import Counter
from collections.abc import Iterable
from functools import reduce
from math import prod
from typing import Final, TypeAlias

from msgspec import Struct

_OURS: Final = "\x1f"
"""What names of nameless dimensions begin with; no name of a file does, once it is read."""

_NAMES: Final = 8
"""Factors of a product beyond which it is given up."""

_LARGEST: Final = 2**63
_EXACT: Final = 2**53
"""What whole numbers stay below for a float to tell them apart."""


class Product(Struct, frozen=True):
    """A size that is not known, as a product of sizes that are not known and a number."""

    names: tuple[str, ...]
    """In alphabetical order, and as often as they are factors."""
    factor: int = 1
    """Above 0."""


Size: TypeAlias = int | Product | None
"""A dimension; `None` where nothing is known of it but that it is there."""

Sizes: TypeAlias = tuple[Size, ...]


def product(first: Size, second: Size) -> Size:
    """One size times the other, if that is a size that can be written down."""
    if first is None or second is None:
        return None
    if not isinstance(first, Product):
        first, second = second, first
    if not isinstance(first, Product):
        return first * second if not isinstance(second, Product) else None
    if isinstance(second, Product):
        return _made(Counter(first.names) + Counter(second.names), first.factor * second.factor)
    return 0 if second == 0 else _made(Counter(first.names), first.factor * second)


def quotient(first: Size, second: Size) -> Size:
    """One size divided by the other, if nothing is left over whatever the unknown sizes are."""
    if first is None or not second:
        return None
    if first == 0:
        return 0
    names, factor = _factors(first)
    others, divisor = _factors(second)
    if others - names or factor % divisor:
        return None
    return _made(names - others, factor // divisor)


def size_product(sizes: Iterable[Size]) -> Size:
    """All sizes multiplied; 1 of none."""
    one: Size = 1
    return reduce(product, sizes, one)


def _factors(size: int | Product) -> tuple[Counter[str], int]:
    return (Counter(size.names), size.factor) if isinstance(size, Product) else (Counter(), size)


def scaled(size: Product, factor: float) -> Size:
    """A size times any number, if that is a whole one whatever the unknown sizes are."""
    result = size.factor * factor
    whole = abs(result) < _EXACT and result == int(result)
    return product(Product(size.names), int(result)) if whole else None


def _made(names: Counter[str], factor: int) -> Size:
    if not 0 < factor < _LARGEST or names.total() > _NAMES:
        return None
    return Product(tuple(sorted(names.elements())), factor) if names else factor


class Symbols:
    """The names by which a file's unknown sizes are told apart."""

    def __init__(self) -> None:
        self._count = 0
        self._products: dict[str, Product] = {}
        self._most: dict[str, int] = {}

    def fresh(self, most: int | None = None) -> str:
        """A name, not used before, for a dimension that has none and is at most that large."""
        self._count += 1
        name = f"{_OURS}{self._count}"
        if most is not None:
            self._most[name] = most
        return name

    @property
    def bounded(self) -> bool:
        """Whether anything is known to be bounded."""
        return bool(self._most)

    def most(self, size: Size) -> int | None:
        """What a size can be at most, where something bounds it."""
        if not isinstance(size, Product):
            return size
        bounds = [self._most[name] for name in size.names if name in self._most]
        return size.factor * prod(bounds) if len(bounds) == len(size.names) else None

    def bind(self, size: Size, most: int | None) -> None:
        """Note that a size that has a name of its own is at most that large."""
        if isinstance(size, Product) and size == Product(size.names[:1]) and most is not None:
            self._most[size.names[0]] = most

    def named(self, size: Product) -> str:
        """The name that stands for a product, in what is given to ONNX's inference."""
        parts = [str(size.factor)] * (size.factor != 1) + list(size.names)
        name = "*".join(parts)
        if len(parts) > 1:
            self._products[name] = size
        return name

    def size(self, name: str) -> Product:
        """The size that a name stands for."""
        return self._products.get(name) or Product((name,))


def nameless(name: str) -> bool:
    """Whether a name is one of ours or holds one, which no reader of a report knows."""
    return _OURS in name


def is_name(name: str) -> bool:
    """Whether a file's name for a dimension tells it from others.

    Exporters write `?`, `-1` or `None` for all of them, and `unk__7` where shape inference had it.
    """
    letters = any(letter.isalpha() for letter in name)
    return letters and name != "None" and not name.startswith("unk__") and not nameless(name)
