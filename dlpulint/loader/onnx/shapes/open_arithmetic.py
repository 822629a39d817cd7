"""Arithmetic on unknown sizes, where the result does not depend on them."""

from typing import TypeAlias

from dlpulint.loader.onnx.shapes.known import Number
from dlpulint.loader.onnx.shapes.symbols import Product, product, quotient, scaled

Operand: TypeAlias = int | float | Product
"""An operand of arithmetic with at least one unknown size."""


def open_sum(first: Operand, second: Operand) -> Number:
    """The sum, if one operand is 0."""
    return second if first == 0 else first if second == 0 else None


def open_difference(first: Operand, second: Operand) -> Number:
    """The difference of equal operands, or of an operand and 0."""
    return 0 if first == second else first if second == 0 else None


def open_product(first: Operand, second: Operand) -> Number:
    """The product, if it can be written as one."""
    if isinstance(first, float):
        first, second = second, first
    if isinstance(second, float):
        return scaled(first, second) if isinstance(first, Product) else None
    return None if isinstance(first, float) else product(first, second)


def open_quotient(first: Operand, second: Operand) -> Number:
    """The quotient, if it is a whole number for all sizes."""
    if isinstance(second, float):
        return scaled(first, 1 / second) if isinstance(first, Product) and second else None
    return None if isinstance(first, float) else quotient(first, second)


def open_remainder(first: Operand, second: Operand) -> Number:
    """0, if the remainder is 0 for all sizes."""
    if isinstance(first, float) or isinstance(second, float):
        return None
    return None if quotient(first, second) is None else 0


def open_equal(first: Operand, second: Operand) -> Number:
    """1 for equal operands, 0 if one is negative, which no size is; else unknown."""
    if first == second:
        return 1
    numbers = [number for number in (first, second) if not isinstance(number, Product)]
    return 0 if any(number < 0 for number in numbers) else None


def open_largest(*numbers: Operand) -> Number:
    """The only operand that is not 0 or less, because no size is negative."""
    left = {n for n in numbers if isinstance(n, Product) or n > 0}
    return left.pop() if len(left) == 1 else None


def kept(number: Operand) -> Number:
    """The number itself, because a size is whole and not negative."""
    return number
