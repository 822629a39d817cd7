"""How weighted operators compute, told by the types of their operands."""

import pytest

from dlpulint.facts.facts import Facts
from dlpulint.loader.sketch.read import model_from_sketch


def arithmetic(*lines: str) -> list[str]:
    return list(Facts(model_from_sketch("\n".join(lines))).arithmetic.values())


def layer(given: str, weights: str) -> list[str]:
    return arithmetic(
        f"input x: {given}", f"fully-connected y: float32[1,4] <- x, weights: {weights}"
    )


@pytest.mark.parametrize(
    ("given", "weights", "wanted"),
    [
        ("int8[1,8]", "int8[4,8]", "int8"),
        ("uint8[1,8]", "uint8[4,8]", "int8"),
        ("uint8[1,8]", "int8[4,8]", "int8"),
        ("int16[1,8]", "int8[4,8]", "int16x8"),
        ("int16[1,8]", "int4[4,8]", "int16x4"),
        ("int16[1,8]", "uint8[4,8]", "int16x8"),
        ("float32[1,8]", "uint4[4,8]", "dynamic-range"),
        ("float32[1,8]", "int2[4,8]", "dynamic-range"),
        ("float64[1,8]", "float64[4,8]", "float32"),
        ("float32[1,8]", "float32[4,8]", "float32"),
        ("float16[1,8]", "float16[4,8]", "float16"),
        ("float32[1,8]", "float16[4,8]", "float16"),
        ("bfloat16[1,8]", "bfloat16[4,8]", "float32"),
        ("float32[1,8]", "int8[4,8]", "dynamic-range"),
        ("float32[1,8]", "int4[4,8]", "dynamic-range"),
        ("int8[1,8]", "int4[4,8]", "int8x4"),
        ("uint8[1,8]", "uint2[4,8]", "int8x4"),
        ("uint16[1,8]", "int8[4,8]", "int16x8"),
        ("float8e4m3fn[1,8]", "float8e5m2[4,8]", "float8"),
        ("float4e2m1[1,8]", "float4e2m1[4,8]", "float8"),
        ("float32[1,8]", "float8e4m3fn[4,8]", "dynamic-range"),
        ("int8[1,8]", "int16[4,8]", "other"),
        ("int16[1,8]", "int16[4,8]", "other"),
        ("int32[1,8]", "int8[4,8]", "other"),
        ("float32[1,8]", "int16[4,8]", "other"),
    ],
)
def test_types_of_activations_and_weights_tell_the_arithmetic(
    given: str, weights: str, wanted: str
) -> None:
    assert layer(given, weights) == [wanted]


@pytest.mark.parametrize(
    ("stored", "wanted"),
    [
        ("float16", "float16"),
        ("int8", "weights-only"),
        ("int4", "weights-only"),
        ("float32", "float32"),
        ("int32", "other"),
    ],
)
def test_weights_behind_a_dequantize_are_of_the_type_in_the_file(stored: str, wanted: str) -> None:
    assert arithmetic(
        "input x: float32[1,8]",
        f"dequantize w: float32[4,8] <- {stored}[4,8]",
        "fully-connected y: float32[1,4] <- x, weights: w",
    ) == [wanted]


def test_float_tensors_between_quantize_and_dequantize_compute_as_integers() -> None:
    assert arithmetic(
        "format onnx",
        "input x: float32[1,8] scale=0.1 stored=uint8",
        "fully-connected y: float32[1,4] <- x, weights: float32[4,8] scale=0.1 stored=int8",
    ) == ["int8"]
    assert arithmetic(
        "format onnx",
        "input x: float32[1,8] scale=0.1 stored=uint8",
        "dequantize w: float32[4,8] <- int8[4,8]",
        "fully-connected y: float32[1,4] <- x, weights: w",
    ) == ["int8"]


def test_a_type_of_16_bits_between_quantize_and_dequantize_counts_as_such() -> None:
    assert arithmetic(
        "format onnx",
        "input x: float32[1,8] scale=0.1 stored=int16",
        "fully-connected y: float32[1,4] <- x, weights: float32[4,8] scale=0.1 stored=int8",
    ) == ["int16x8"]


def test_quantized_weights_alone_are_dynamic_range_or_weights_only() -> None:
    assert layer("float32[1,8]", "float32[4,8] scale=0.1 stored=int8") == ["dynamic-range"]
    assert layer("float32[1,8] scale=0.1", "float32[4,8]") == ["float32"]


def test_operators_without_weights_are_not_asked_about() -> None:
    assert (
        arithmetic(
            "input x: int8[1,8,8]",
            "matmul y: int8[1,8,8] <- x, x",
            "add z: int8[1,8,8] <- y, x",
            "conv w: int8[1,8,8] <- z",
            "relu v: int8[1,8] <- weights: int8[1,8]",
        )
        == []
    )


def test_every_weighted_operator_is_told_in_file_order() -> None:
    assert arithmetic(
        "input x: int8[1,8]",
        "fully-connected a: int8[1,8] <- x, weights: int8[8,8]",
        "dequantize f: float32[1,8] <- a",
        "fully-connected b: float32[1,8] <- f, weights: float32[8,8]",
    ) == ["int8", "float32"]


def test_activations_quantized_while_running_make_it_dynamic_range() -> None:
    assert arithmetic(
        "format onnx",
        "input x: float32[1,3,8,8]",
        "dynamic-quantize q: uint8[1,3,8,8] <- x",
        "conv y: int32[1,4,8,8] <- q, weights: int8[4,3,3,3]",
    ) == ["dynamic-range"]


def test_a_layer_left_in_float_amid_integers_computes_in_float() -> None:
    assert arithmetic(
        "format onnx",
        "input x: float32[1,8] scale=0.1 stored=uint8",
        "fully-connected y: float32[1,4] <- x, weights: float32[4,8]",
    ) == ["float32"]


def test_weights_packed_in_bytes_are_expanded_before_they_are_used() -> None:
    assert arithmetic(
        "format onnx",
        "input x: float32[1,32]",
        "matmul y: float32[1,16] <- x, weights: uint8[16,2,8] scale=0.1 stored=uint4 block=16",
    ) == ["weights-only"]


@pytest.mark.parametrize("stored", ["float8e4m3fn", "float4e2m1"])
def test_small_floats_behind_a_dequantize_are_weights_only(stored: str) -> None:
    assert arithmetic(
        "format onnx",
        "input x: float32[1,8]",
        f"dequantize w: float32[4,8] <- {stored}[4,8]",
        "fully-connected y: float32[1,4] <- x, weights: w",
    ) == ["weights-only"]
