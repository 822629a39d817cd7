"""A check of elementwise operators whose one operand is a constant number."""

import pytest

from dlpulint.checks.scalars import scalar_constant
from tests.checks.asking import FlatHit, ask


def scaled(number: str, result: str = "scale=0.25 zp=3", kind: str = "mul") -> str:
    return f"input x: int8[1,8] scale=0.5 zp=3\n{kind} y: int8[1,8] {result} <- x, {number}"


HALF = "int8[] scale=0.125 zp=1 = 5"


def test_a_factor_that_the_scale_does_not_follow_is_told() -> None:
    sketch = scaled(HALF, "scale=0.26 zp=3")
    assert ask(scalar_constant, sketch, acts="multiplies", tolerance=0.004) == [
        FlatHit("MUL 0", {"number": 0.5, "expected": 0.25, "found": 0.26}, "scalar")
    ]


@pytest.mark.parametrize(
    ("scale", "good"), [(0.25, True), (0.253, True), (0.247, True), (0.255, False), (0.245, False)]
)
def test_a_factor_may_be_off_by_the_tolerance(scale: float, good: bool) -> None:
    sketch = scaled(HALF, f"scale={scale} zp=3")
    found = ask(scalar_constant, sketch, acts="multiplies", tolerance=0.004)
    assert (found == []) is good


@pytest.mark.parametrize(
    ("zero_point", "good"), [(2, True), (1, True), (3, True), (0, False), (4, False)]
)
def test_a_summand_moves_the_zero_point(zero_point: int, good: bool) -> None:
    # 0.5 is one step of a scale of 0.5, so 0 is written one step lower.
    sketch = scaled(HALF, f"scale=0.5 zp={zero_point}", "add")
    assert (ask(scalar_constant, sketch, acts="adds", tolerance=1.0) == []) is good


@pytest.mark.parametrize(
    ("number", "result"),
    [
        ("int8[] scale=0.125 zp=1", "scale=0.25"),
        ("int8[] = 5", "scale=0.25"),
        (HALF, ""),
        (HALF, "scale=0.25,0.5 axis=1"),
        (HALF, "scale=0 zp=3"),
    ],
)
def test_a_number_or_a_quantization_that_is_not_known_cannot_be_told(
    number: str, result: str
) -> None:
    (hit,) = ask(scalar_constant, scaled(number, result), acts="multiplies", tolerance=0.1)
    assert hit.unknown == "the number or a quantization is not known"


@pytest.mark.parametrize("operand", ["int8[1,8] scale=0.5", "x"])
def test_other_operands_are_not_asked_about(operand: str) -> None:
    assert ask(scalar_constant, scaled(operand), acts="multiplies", tolerance=0.0) == []
