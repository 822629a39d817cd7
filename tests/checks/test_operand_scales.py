"""A check of the scales of 8-bit operands."""

import pytest
from msgspec.structs import replace

from dlpulint.checks.operand_scales import OperandScales, operand_scales
from dlpulint.facts.facts import Facts
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.model.graph import Quantization
from tests.checks.asking import FlatHit, ask


def relu(given: str, dtype: str = "int8") -> str:
    return f"input x: {dtype}[1,8] {given}\nrelu y: {dtype}[1,8] <- x"


def values(scales: int, dtype: str = "int8") -> dict[str, int | float | str]:
    return {"dtype": dtype, "role": "input", "scales": scales}


def test_an_8_bit_operand_without_a_scale_is_named() -> None:
    assert ask(operand_scales, relu(""), allow="any") == [
        FlatHit("RELU 0", values(0), "scales:none")
    ]
    assert ask(operand_scales, relu("", "uint8"), allow="any") == [
        FlatHit("RELU 0", values(0, "uint8"), "scales:none")
    ]


@pytest.mark.parametrize("given", ["scale=0.1", "per-channel(1)"])
def test_any_number_of_scales_is_a_scale(given: str) -> None:
    assert ask(operand_scales, relu(given), allow="any") == []


def test_several_scales_are_not_one() -> None:
    assert ask(operand_scales, relu("per-channel(1)"), allow="per-tensor") == [
        FlatHit("RELU 0", values(8), "scales:several")
    ]


@pytest.mark.parametrize("given", ["scale=0.1", ""])
def test_one_scale_or_none_is_not_several(given: str) -> None:
    assert ask(operand_scales, relu(given), allow="per-tensor") == []


@pytest.mark.parametrize("allow", ["any", "per-tensor"])
def test_other_types_have_no_scales(allow: str) -> None:
    assert ask(operand_scales, relu("", "float32"), allow=allow) == []
    assert ask(operand_scales, relu("", "int32"), allow=allow) == []


def test_scales_that_the_file_does_not_state_are_unknown() -> None:
    facts = Facts(model_from_sketch(relu("scale=0.1")))
    operator = facts.model.operators[0]
    (x,) = operator.with_role("input")
    unread = replace(x, quantization=Quantization(scales=(), zero_points=(), axis=1))
    (hit,) = operand_scales.ask(
        replace(operator, inputs=(unread,)), facts, OperandScales(allow="per-tensor")
    )
    assert (hit.values, hit.unknown) == (values(0), "its scales are not in the file")
