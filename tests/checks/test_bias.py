"""Checks of the bias of a layer."""

import pytest

from dlpulint.checks.bias import bias_scales, saturated_bias
from tests.checks.asking import FlatHit, ask


def conv(weights: str, bias: str) -> str:
    return (
        "input x: int8[1,8,8,4] scale=0.1\n"
        f"conv y: int8[1,8,8,2] scale=0.1 <- x, weights: {weights}, bias: {bias}"
    )


ONE = "int8[2,3,3,4] scale=0.01"
TWO = "int8[2,3,3,4] scale=0.01,0.02 axis=0"


@pytest.mark.parametrize(
    ("weights", "bias"),
    [(ONE, "int32[2] scale=0.001"), (TWO, "int32[2] scale=0.001,0.002 axis=0")],
)
def test_a_bias_with_the_scales_of_its_weights_is_good(weights: str, bias: str) -> None:
    assert ask(bias_scales, conv(weights, bias)) == []


@pytest.mark.parametrize(
    ("weights", "bias", "found", "expected"),
    [
        (ONE, "int32[2]", 0, 1),
        (TWO, "int32[2]", 0, 2),
        (TWO, "int32[2] scale=0.001", 1, 2),
        (ONE, "int32[2] scale=0.001,0.002 axis=0", 2, 1),
    ],
)
def test_a_bias_with_fewer_or_more_is_bad(
    weights: str, bias: str, found: int, expected: int
) -> None:
    values = {"scales": found, "expected": expected}
    assert ask(bias_scales, conv(weights, bias)) == [FlatHit("CONV_2D 0", values, "scales")]


def test_scales_that_are_not_in_the_file_cannot_be_told() -> None:
    (hit,) = ask(bias_scales, conv("int8[2,3,3,4] zp=0", "int32[2] scale=0.001"))
    assert hit.unknown == "the scales of its weights or of its bias are not in the file"


def test_float_layers_and_layers_without_a_bias_are_not_asked_about() -> None:
    assert ask(bias_scales, conv("float32[2,3,3,4]", "float32[2]")) == []
    assert ask(bias_scales, "input x: int8[4]\nrelu y: int8[4] <- x") == []


@pytest.mark.parametrize("value", [2**31 - 1, -(2**31)])
def test_a_bias_at_a_limit_of_32_bits_is_bad(value: int) -> None:
    sketch = conv(ONE, f"int32[2] scale=0.001 = {value},3")
    values = {"saturated": 1, "channels": 2}
    assert ask(saturated_bias, sketch) == [FlatHit("CONV_2D 0", values, "saturated")]


@pytest.mark.parametrize("value", [2**31 - 2, -(2**31) + 1, 2**30])
def test_a_bias_just_within_32_bits_is_good(value: int) -> None:
    assert ask(saturated_bias, conv(ONE, f"int32[2] scale=0.001 = {value},3")) == []


def test_whole_numbers_that_are_no_bias_of_quantized_layers_may_be_any() -> None:
    assert ask(saturated_bias, conv(ONE, f"int32[2] = {2**31 - 1},3")) == []
    assert ask(saturated_bias, conv("float32[2,3,3,4]", "float32[2]")) == []
