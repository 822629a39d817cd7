"""Checks of the elements of small constants."""

import pytest

from dlpulint.checks.constants import constant_values
from dlpulint.checks.operators import Range
from tests.checks.asking import FlatHit, ask


def concatenation(constant: str) -> str:
    return f"input x: int8[1,2] scale=0.1\nconcatenation y: int8[1,4] <- x, {constant}"


def test_an_element_that_is_not_taken_is_told() -> None:
    assert ask(constant_values, concatenation("int8[1,2] = 0,3"), allow=(0,)) == [
        FlatHit(
            "CONCATENATION 0",
            {"value": 3, "role": "constant-input", "allowed": "0"},
            "constant-input",
        )
    ]


@pytest.mark.parametrize(
    ("values", "allow", "good"),
    [
        ("0,0", (0,), True),
        ("0,1", (0, 1), True),
        ("0,2", (0, 1), False),
        ("1,4", Range(min=1, max=4), True),
        ("0,4", Range(min=1, max=4), False),
        ("1,5", Range(min=1, max=4), False),
    ],
)
def test_elements_lie_in_a_list_or_range(values: str, allow: object, good: bool) -> None:
    found = ask(constant_values, concatenation(f"int8[1,2] = {values}"), allow=allow)
    assert (found == []) is good


def test_the_zero_point_of_the_constant_is_what_stands_for_zero() -> None:
    sketch = concatenation("int8[1,2] scale=0.1 zp=-128 = -128,-128")
    assert ask(constant_values, sketch, allow="zero-point") == []
    (hit,) = ask(constant_values, sketch.replace("-128,-128", "-128,0"), allow="zero-point")
    assert (hit.values["value"], hit.values["allowed"]) == (0, "-128")


@pytest.mark.parametrize(
    ("constant", "role", "allow", "reason"),
    [
        ("int8[1,2]", "constant-input", (0,), "the elements of its constant-input are not read"),
        ("x", "input", (0,), "its input is computed"),
        (
            "int8[1,2] = 0,0",
            "constant-input",
            "zero-point",
            "the zero point of its constant-input is not known",
        ),
    ],
)
def test_elements_that_are_not_there_cannot_be_told(
    constant: str, role: str, allow: object, reason: str
) -> None:
    (hit,) = ask(constant_values, concatenation(constant), role=role, allow=allow)
    assert (hit.unknown, hit.values["value"]) == (reason, "?")


def test_an_operator_without_the_operand_is_good() -> None:
    assert ask(constant_values, concatenation("x"), allow=(0,)) == []
    assert ask(constant_values, concatenation("x"), role="axes", allow=(0,)) == []
