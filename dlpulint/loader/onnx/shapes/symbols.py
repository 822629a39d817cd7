"""Sizes that are unknown before the model runs, by name: the batch `N`, and products with it.

ONNX's inference keeps names where an operator keeps a dimension. Where a graph computes with sizes
(`Reshape` to a third of the channels and three times the batch), the results are kept here as
products, so that the other dimensions stay known.
"""

from collections import Counter
from collections.abc import Iterable
from functools import reduce
from math import prod
from typing import Final, TypeAlias

from msgspec import Struct

_OURS: Final = "\x1f"
"""Prefix of our names for nameless dimensions; names read from files never have it."""

_NAMES: Final = 8
"""Most factors of a product; beyond that, it is unknown."""

_LARGEST: Final = 2**63
_EXACT: Final = 2**53
"""Bound, exclusive, of whole numbers that floats represent exactly."""


class Product(Struct, frozen=True):
    """An unknown size, as a product of unknown sizes and a number."""

    names: tuple[str, ...]
    """The factors in alphabetical order, repeated for powers."""
    factor: int = 1
    """Above 0."""


Size: TypeAlias = int | Product | None
"""A dimension; `None` if nothing is known about it."""

Sizes: TypeAlias = tuple[Size, ...]


def product(first: Size, second: Size) -> Size:
    """Product of two sizes; `None` if it is unknown or out of bounds."""
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
    """Quotient of two sizes; `None` if there may be a remainder."""
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
    """Product of all sizes; 1 if there are none."""
    start: Size = 1
    return reduce(product, sizes, start)


def _factors(size: int | Product) -> tuple[Counter[str], int]:
    return (Counter(size.names), size.factor) if isinstance(size, Product) else (Counter(), size)


def scaled(size: Product, factor: float) -> Size:
    """Product of a size and any number; `None` if it may not be whole."""
    result = size.factor * factor
    whole = abs(result) < _EXACT and result == int(result)
    return product(Product(size.names), int(result)) if whole else None


def _made(names: Counter[str], factor: int) -> Size:
    if not 0 < factor < _LARGEST or names.total() > _NAMES:
        return None
    return Product(tuple(sorted(names.elements())), factor) if names else factor


class Symbols:
    """Names and bounds of a file's unknown sizes."""

    def __init__(self) -> None:
        self._count = 0
        self._products: dict[str, Product] = {}
        self._most: dict[str, int] = {}

    def fresh(self, most: int | None = None) -> str:
        """New name for a nameless dimension with the upper bound `most`."""
        self._count += 1
        name = f"{_OURS}{self._count}"
        if most is not None:
            self._most[name] = most
        return name

    @property
    def bounded(self) -> bool:
        """Whether any size has an upper bound."""
        return bool(self._most)

    def most(self, size: Size) -> int | None:
        """Upper bound of a size, if there is one."""
        if not isinstance(size, Product):
            return size
        bounds = [self._most[name] for name in size.names if name in self._most]
        return size.factor * prod(bounds) if len(bounds) == len(size.names) else None

    def bind(self, size: Size, most: int | None) -> None:
        """Note the upper bound `most` of a size that is a single name."""
        if isinstance(size, Product) and size == Product(size.names[:1]) and most is not None:
            self._most[size.names[0]] = most

    def named(self, size: Product) -> str:
        """The name of a product for ONNX's inference."""
        parts = [str(size.factor)] * (size.factor != 1) + list(size.names)
        name = "*".join(parts)
        if len(parts) > 1:
            self._products[name] = size
        return name

    def size(self, name: str) -> Product:
        """The size with this name."""
        return self._products.get(name) or Product((name,))


def nameless(name: str) -> bool:
    """Whether a name is or contains one of ours, which reports do not show."""
    return _OURS in name


def is_name(name: str) -> bool:
    """Whether a file's name for a dimension is meaningful.

    Exporters write `?`, `-1` or `None` for any dimension, and `unk__7` if shape inference did so.
    """
    letters = any(letter.isalpha() for letter in name)
    return letters and name != "None" and not name.startswith("unk__") and not nameless(name)
