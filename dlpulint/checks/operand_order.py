"""A check of the order of a constant and a computed operand."""

from collections.abc import Iterator
from typing import Literal

from dlpulint.checks.base import OperatorParams, operator_check
from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit
from dlpulint.model.graph import Operator


class OperandOrder(OperatorParams, frozen=True, kw_only=True):
    """The accepted order of a constant and a computed operand."""

    order: Literal["constant-first", "constant-last"]


@operator_check("operand-order", OperandOrder, "found")
def operand_order(operator: Operator, facts: Facts, params: OperandOrder) -> Iterator[Hit]:
    """A constant and a computed operand are in the accepted order."""
    constant = [tensor.constant for tensor in operator.with_role("input")]
    if len(constant) != 2 or constant[0] == constant[1]:
        return
    found = "constant-first" if constant[0] else "constant-last"
    if found != params.order:
        yield Hit(operator, {"found": found}, cause="order")
