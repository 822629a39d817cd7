"""Checks of the elements of small constants."""

from collections.abc import Iterator
from typing import Literal

from dlpulint.checks.base import (
    OperandRole,
    OperatorParams,
    alternatives,
    decisive,
    operands,
    operator_check,
)
from dlpulint.checks.operators import Range
from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit
from dlpulint.model.graph import Operator, Tensor


class ConstantValues(OperatorParams, frozen=True, kw_only=True):
    """Elements that a constant operand may have, as stored in the file."""

    role: OperandRole = "constant-input"
    allow: Range | tuple[int, ...] | Literal["zero-point"]
    """A list, a table of `min`, `max`, `multiple`, or the integer that represents 0."""


@operator_check("constant-values", ConstantValues, "value", "role", "allowed")
def constant_values(operator: Operator, facts: Facts, params: ConstantValues) -> Iterator[Hit]:
    """Every element of a constant operand has an accepted value."""
    judged = (_judge(tensor, operator, params) for tensor in operands(operator, params.role))
    yield from decisive(hit for hit in judged if hit is not None)


def _judge(tensor: Tensor, operator: Operator, params: ConstantValues) -> Hit | None:
    allow, role = params.allow, params.role
    unknown: str | None = None
    if allow == "zero-point":
        zero = None if tensor.quantization is None else tensor.quantization.zero_point
        unknown = f"the zero point of its {role} is not known" if zero is None else None
        allow = () if zero is None else (zero,)
    allowed = alternatives(allow) if isinstance(allow, tuple) else str(allow)
    values = {"role": role, "allowed": allowed, "value": "?"}
    if not tensor.constant:
        unknown = f"its {role} is computed"
    elif tensor.values is None:
        unknown = unknown or f"the elements of its {role} are not read"
    if unknown is not None:
        return Hit(operator, values, cause=role, unknown=unknown)
    for value in tensor.values or ():
        if not (allow.admits(value) if isinstance(allow, Range) else value in allow):
            return Hit(operator, values | {"value": value}, cause=role)
    return None
