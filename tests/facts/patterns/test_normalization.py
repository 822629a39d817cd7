"""Batch normalization that did not become part of a convolution."""

import pytest

from dlpulint.facts.patterns.normalization import unfused_normalizations
from dlpulint.loader.sketch.read import model_from_sketch

TFLITE = """
input x: int8[1,8,8,4]
{before}
mul m: int8[1,8,8,4] <- y, {scale}
{shift} z: int8[1,8,8,4] <- m, int8[4]
"""


def tflite(
    before: str = "conv y: int8[1,8,8,4] <- x, weights: int8[4,1,1,4]",
    scale: str = "int8[4]",
    shift: str = "add",
) -> list[tuple[str, ...]]:
    return found(TFLITE.format(before=before, scale=scale, shift=shift))


def found(sketch: str) -> list[tuple[str, ...]]:
    patterns = unfused_normalizations(model_from_sketch(sketch))
    return [tuple(member.native for member in pattern.members) for pattern in patterns]


@pytest.mark.parametrize("before", ["add y: int8[1,8,8,4] <- x, x", "relu y: int8[1,8,8,4] <- x"])
def test_a_product_and_a_sum_by_channel_are_a_normalization(before: str) -> None:
    assert tflite() == [("MUL", "ADD")]
    assert tflite(before) == [("MUL", "ADD")]
    assert tflite(shift="sub", scale="int8[1,1,1,4]") == [("MUL", "SUB")]


def test_other_products_and_sums_are_none() -> None:
    assert tflite(scale="int8[]") == []
    assert tflite(scale="int8[1,8,8,1]") == []
    assert tflite(shift="mul") == []
    # The end of a layer norm, and the scaling of the input image.
    assert tflite("mul y: int8[1,8,8,4] <- x, x") == []
    assert tflite("quantize y: int8[1,8,8,4] <- x") == []


def test_a_product_that_something_else_reads_too_is_none() -> None:
    sketch = TFLITE.format(
        before="conv y: int8[1,8,8,4] <- x, weights: int8[4,1,1,4]", scale="int8[4]", shift="add"
    )
    assert found(f"{sketch}\nrelu r: int8[1,8,8,4] <- m") == []


def onnx(before: str, operator: str = "batch-normalization z: float32[1,4,8,8] <- y") -> str:
    return f"format onnx\ninput x: float32[1,4,8,8]\n{before}\n{operator}"


CONV = "conv y: float32[1,4,8,8] <- x, weights: float32[4,4,1,1]"


def test_the_operator_behind_a_layer_folds() -> None:
    assert found(onnx(CONV)) == []
    assert found(onnx("matmul y: float32[1,4,8,8] <- x, x")) == []


@pytest.mark.parametrize(
    "sketch",
    [
        onnx("add y: float32[1,4,8,8] <- x, x"),
        onnx(f"{CONV}\nrelu r: float32[1,4,8,8] <- y"),
        onnx(CONV, "batch-normalization z: float32[1,4,8,8], mean: float32[4] <- y"),
        onnx("relu y: float32[1,4,8,8] <- x"),
    ],
)
def test_behind_a_sum_or_a_branch_or_in_training_it_stays(sketch: str) -> None:
    assert found(sketch) == [("BatchNormalization",)]
