"""A check of the order of a constant and a computed operand."""

import pytest

from dlpulint.checks.operand_order import operand_order
from tests.checks.asking import FlatHit, ask


def add(operands: str) -> str:
    return f"input x: int8[4]\ninput z: int8[4]\nadd y: int8[4] <- {operands}"


@pytest.mark.parametrize(
    ("operands", "good"), [("x, int8[4]", "constant-last"), ("int8[4], x", "constant-first")]
)
def test_a_constant_is_first_or_last(operands: str, good: str) -> None:
    assert ask(operand_order, add(operands), order=good) == []
    other = "constant-first" if good == "constant-last" else "constant-last"
    hit = FlatHit("ADD 0", {"found": good}, "order")
    assert ask(operand_order, add(operands), order=other) == [hit]


@pytest.mark.parametrize("operands", ["x, z", "int8[4], int8[4]"])
def test_operands_of_one_kind_have_no_order(operands: str) -> None:
    assert ask(operand_order, add(operands), order="constant-first") == []
