"""Arithmetic on sizes that are not known: some of it can be told whatever they are."""

from typing import TypeAlias

from dlpulint.loader.onnx.shapes.known import Number
from dlpulint.loader.onnx.shapes.symbols import Product, product, quotient, scaled

Operand: TypeAlias = int | float | Product
"""One of the numbers that are computed with, of which at least one is a size that is not known."""


def open_sum(first: Operand, second: Operand) -> Number:
    """The sum, if one of them is nothing."""
    return second if first == 0 else first if second == 0 else None


def open_difference(first: Operand, second: Operand) -> Number:
    """The difference, if there is none or nothing is taken away."""
    return 0 if first == second else first if second == 0 else None


def open_product(first: Operand, second: Operand) -> Number:
    """The product, as long as it can be written as one."""
    if isinstance(first, float):
        first, second = second, first
    if isinstance(second, float):
        return scaled(first, second) if isinstance(first, Product) else None
    return None if isinstance(first, float) else product(first, second)


def open_quotient(first: Operand, second: Operand) -> Number:
    """The quotient, if it is a whole number whatever the sizes are."""
    if isinstance(second, float):
        return scaled(first, 1 / second) if isinstance(first, Product) and second else None
    return None if isinstance(first, float) else quotient(first, second)


def open_remainder(first: Operand, second: Operand) -> Number:
    """The remainder, if there is none whatever the sizes are."""
    if isinstance(first, float) or isinstance(second, float):
        return None
    return None if quotient(first, second) is None else 0


def open_equal(first: Operand, second: Operand) -> Number:
    """No size is below 0; which one it is beyond that, nobody knows."""
    if first == second:
        return 1
    numbers = [number for number in (first, second) if not isinstance(number, Product)]
    return 0 if any(number < 0 for number in numbers) else None


def open_largest(*numbers: Operand) -> Number:
    """No size is below 0."""
    left = {n for n in numbers if isinstance(n, Product) or n > 0}
    return left.pop() if len(left) == 1 else None


def kept(number: Operand) -> Number:
    """The number as it is: a size is whole and not below 0."""
    return number
