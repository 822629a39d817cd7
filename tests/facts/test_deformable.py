"""Deformable convolution under the names that frameworks give it."""

import pytest

from dlpulint.facts.deformable import deformable_convolutions
from dlpulint.loader.from_sketch import model_from_sketch


def found(line: str) -> list[str]:
    model = model_from_sketch(f"format onnx\ninput x: float32[1,8,8,8]\n{line}")
    return [pattern.core.native for pattern in deformable_convolutions(model)]


@pytest.mark.parametrize(
    ("kind", "native"),
    [
        ("deformable-conv", "DeformConv"),
        ("custom:MMCVModulatedDeformConv2d", "MMCVModulatedDeformConv2d"),
        ("onnx:mmcv.DEFORM_CONV", "mmcv.DEFORM_CONV"),
        ("flex:DeformableConvolution", "FlexDeformableConvolution"),
    ],
)
def test_a_deformable_convolution_is_told_by_kind_or_by_a_foreign_name(
    kind: str, native: str
) -> None:
    assert found(f"{kind} y: float32[1,8,8,8] <- x") == [native]


@pytest.mark.parametrize("kind", ["conv", "custom:Transform", "grid-sample"])
def test_other_operators_are_not_deformable_convolutions(kind: str) -> None:
    assert found(f"{kind} y: float32[1,8,8,8] <- x") == []


def test_each_is_a_pattern_of_its_own() -> None:
    line = "deformable-conv y: float32[8] <- x\ndeformable-conv z: float32[8] <- y"
    assert found(line) == ["DeformConv", "DeformConv"]
