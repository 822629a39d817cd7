"""A check of elementwise operators whose one operand is a constant number."""

from collections.abc import Iterator
from typing import Literal

from dlpulint.checks.base import OperatorParams, operands, operator_check
from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit, Value
from dlpulint.model.graph import Operator, Quantization, Tensor


class ScalarConstant(OperatorParams, frozen=True, kw_only=True):
    """What adding or multiplying by a number may do to a tensor's integers."""

    acts: Literal["adds", "multiplies"]
    tolerance: float
    """By how much the output's zero point (adds) or scale (multiplies) may be off."""


@operator_check("scalar-constant", ScalarConstant, "number", "expected", "found")
def scalar_constant(operator: Operator, facts: Facts, params: ScalarConstant) -> Iterator[Hit]:
    """A constant number changes what the integers mean, and leaves the integers as they are."""
    numbers = [t for t in operands(operator, "constant-input") if t.elements == 1]
    given = operands(operator, "variable-input")
    if len(numbers) != 1 or len(given) != 1:
        return
    values: dict[str, Value] = {"number": "?", "expected": "?", "found": "?"}
    into, out = _known(given[0]), _known(operator.output)
    number = _number(numbers[0])
    if number is None or into is None or out is None:
        reason = "the number or a quantization is not known"
        yield Hit(operator, values, cause="scalar", unknown=reason)
        return
    scale, zero_point = into
    if params.acts == "multiplies":
        expected, found = scale * number, out[0]
    else:
        expected, found = zero_point - number / scale, float(out[1])
    if abs(expected - found) > params.tolerance:
        pairs = (("expected", expected), ("found", found), ("number", number))
        rounded = {name: float(f"{value:.4g}") for name, value in pairs}
        yield Hit(operator, values | rounded, cause="scalar")


def _known(tensor: Tensor | None) -> tuple[float, int] | None:
    quantization = None if tensor is None else tensor.quantization
    if quantization is None or quantization.scale is None or quantization.zero_point is None:
        return None
    return None if quantization.scale == 0 else (quantization.scale, quantization.zero_point)


def _number(tensor: Tensor) -> float | None:
    """The real number that a constant of one element stands for."""
    quantization: Quantization | None = tensor.quantization
    known = _known(tensor)
    if known is None or quantization is None or not tensor.values:
        return None
    return known[0] * (tensor.values[0] - known[1])
