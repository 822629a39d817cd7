"""A check of elementwise operators with a constant number as one operand."""

from collections.abc import Iterator
from typing import Literal

from dlpulint.checks.base import OperatorParams, Share, operands, operator_check
from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit, Value
from dlpulint.model.graph import Operator, Tensor


class ScalarConstant(OperatorParams, frozen=True, kw_only=True):
    """The effect that adding or multiplying by a number may have on a tensor's integers."""

    acts: Literal["adds", "multiplies"]
    tolerance: Share
    """How far off the output's zero point (adds) or scale (multiplies) may be."""


@operator_check("scalar-constant", ScalarConstant, "number", "expected", "found")
def scalar_constant(operator: Operator, facts: Facts, params: ScalarConstant) -> Iterator[Hit]:
    """A constant number changes the meaning of the integers, but not the integers."""
    numbers = [t for t in operands(operator, "constant-input") if t.elements == 1]
    given = operands(operator, "variable-input")
    if len(numbers) != 1 or len(given) != 1:
        return
    values: dict[str, Value] = {"number": "?", "expected": "?", "found": "?"}
    before, after = _quantization(given[0]), _quantization(operator.output)
    number = _number(numbers[0])
    if number is None or before is None or after is None:
        reason = "the number or a quantization is not known"
        yield Hit(operator, values, cause="scalar", unknown=reason)
        return
    scale, zero_point = before
    if params.acts == "multiplies":
        expected, found = scale * number, after[0]
    else:
        expected, found = zero_point - number / scale, float(after[1])
    if abs(expected - found) > params.tolerance:
        numbers_found = {"number": number, "expected": expected, "found": found}
        values = {name: float(f"{value:.4g}") for name, value in numbers_found.items()}
        yield Hit(operator, values, cause="scalar")


def _quantization(tensor: Tensor | None) -> tuple[float, int] | None:
    """Scale and zero point of a tensor, if both are known."""
    quantization = None if tensor is None else tensor.quantization
    if quantization is None or quantization.scale is None or quantization.zero_point is None:
        return None
    return None if quantization.scale == 0 else (quantization.scale, quantization.zero_point)


def _number(tensor: Tensor) -> float | None:
    """The real number that a constant of one element stands for."""
    quantization = _quantization(tensor)
    if quantization is None or not tensor.values:
        return None
    scale, zero_point = quantization
    return scale * (tensor.values[0] - zero_point)
