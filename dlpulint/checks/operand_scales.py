"""Check of the scales of 8-bit operands, weights apart."""

from collections.abc import Iterator
from typing import Literal

from dlpulint.checks.base import OperatorParams, Roles, decisive, operator_check
from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit, Value
from dlpulint.model.graph import Operator, Tensor


class OperandScales(OperatorParams, frozen=True, kw_only=True):
    """Scales that 8-bit operands have to have."""

    roles: Roles = ("input",)
    """The operands that are checked."""
    allow: Literal["any", "per-tensor"]
    """`any` accepts one scale or several, `per-tensor` one."""


@operator_check("operand-scales", OperandScales, "dtype", "role", "scales")
def operand_scales(operator: Operator, facts: Facts, params: OperandScales) -> Iterator[Hit]:
    """Every 8-bit operand has a scale, or exactly one, as required."""
    found = (
        _judge(tensor, role, operator, params.allow == "per-tensor")
        for role in params.roles
        for tensor in operator.with_role(role)
        if tensor.dtype in ("int8", "uint8")
    )
    yield from decisive(hit for hit in found if hit is not None)


def _judge(tensor: Tensor, role: str, operator: Operator, single: bool) -> Hit | None:
    quantization = tensor.quantization
    scales = 0 if quantization is None else len(quantization.scales)
    values: dict[str, Value] = {"dtype": tensor.dtype, "role": role, "scales": scales}
    if quantization is None:
        # Without any scale there are not several either.
        return None if single else Hit(operator, values, cause="scales:none")
    if single and quantization.per_channel:
        if not scales:
            return Hit(operator, values, cause="scales", unknown="its scales are not in the file")
        return Hit(operator, values, cause="scales:several")
    return None
