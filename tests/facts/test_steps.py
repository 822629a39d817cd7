"""Steps through a graph past conversions."""

from dlpulint.facts.steps import (
    computed_inputs,
    cone,
    constant_inputs,
    producer_of,
    readers_of,
    source_of,
)
from dlpulint.loader.sketch.read import model_from_sketch

MODEL = model_from_sketch(
    """
    input x: int8[4]
    relu r: int8[4] <- x
    quantize q: uint8[4] <- r
    dequantize d: float32[4] <- q
    dequantize c: float32[4] <- int8[4]
    mul y: float32[4] <- d, c
    neg z: int8[4] <- r
    """
)
RELU, QUANTIZE, DEQUANTIZE, _, MUL, NEG = MODEL.operators
ANSWER = RELU.outputs[0]


def test_the_source_of_a_conversion_is_what_was_converted() -> None:
    assert source_of(DEQUANTIZE.outputs[0], MODEL) is ANSWER
    assert source_of(ANSWER, MODEL) is ANSWER
    assert producer_of(DEQUANTIZE.outputs[0], MODEL) is RELU


def test_readers_behind_conversions_are_readers() -> None:
    assert set(readers_of(ANSWER, MODEL)) == {NEG, MUL}


def test_a_converted_constant_is_a_constant() -> None:
    assert computed_inputs(MUL, MODEL) == (ANSWER,)
    (constant,) = constant_inputs(MUL, MODEL)
    assert constant.dtype == "int8"


def test_a_long_chain_of_conversions_is_not_followed_to_its_end() -> None:
    sketch = (
        "input x0: int8[4]\nrepeat 99\nidentity x{n}: int8[4] <- x{p}\nend\nneg y: int8[4] <- x99"
    )
    model = model_from_sketch("format onnx\n" + sketch)
    assert source_of(model.operators[98].outputs[0], model) is not model.inputs[0]
    assert readers_of(model.inputs[0], model) == ()


def test_a_cone_is_what_one_value_is_worked_out_with() -> None:
    kinds = frozenset({"mul", "relu"})
    assert cone(MUL.outputs[0], ANSWER, MODEL, kinds) == (MUL,)
    assert cone(MUL.outputs[0], MODEL.inputs[0], MODEL, kinds) == (MUL, RELU)
    assert cone(DEQUANTIZE.outputs[0], ANSWER, MODEL, kinds) == ()


def test_a_cone_ends_at_other_kinds_other_values_and_its_length() -> None:
    kinds = frozenset({"mul", "relu"})
    assert cone(NEG.outputs[0], ANSWER, MODEL, kinds) is None
    assert cone(ANSWER, MUL.outputs[0], MODEL, kinds) is None
    assert cone(MUL.outputs[0], MODEL.inputs[0], MODEL, kinds, longest=1) is None
