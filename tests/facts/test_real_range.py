"""The real numbers that integers stand for."""

import pytest

from dlpulint.facts.real_range import real_range
from dlpulint.model.graph import Quantization, Tensor


def quantized(dtype: str, *scales: float, zero_points: tuple[int, ...] = (0,)) -> Tensor:
    return Tensor("x", dtype, (1, 8, 8, 3), quantization=Quantization(scales, zero_points))


@pytest.mark.parametrize(
    ("dtype", "scale", "zero_point", "ends"),
    [
        ("uint8", 1.0, 0, (0.0, 255.0)),
        ("uint8", 0.0078125, 128, (-1.0, 0.9921875)),
        ("int8", 0.5, -128, (0.0, 127.5)),
        ("int16", 0.5, 0, (-16384.0, 16383.5)),
    ],
)
def test_scale_and_zero_point_give_the_ends(
    dtype: str, scale: float, zero_point: int, ends: tuple[float, float]
) -> None:
    assert real_range(quantized(dtype, scale, zero_points=(zero_point,))) == ends


@pytest.mark.parametrize(
    "tensor",
    [
        Tensor("x", "float32", (1,)),
        Tensor("x", "uint8", (1,)),
        quantized("float32", 0.5),
        quantized("int8"),
        quantized("int8", 0.5, 0.25, zero_points=(0, 0)),
        quantized("int8", float("inf")),
        quantized("int8", float("nan")),
        quantized("int32", 0.5),
    ],
)
def test_without_one_known_scale_nothing_is_told(tensor: Tensor) -> None:
    assert real_range(tensor) is None
