"""Selection among results: NMS under its names, and top-k."""

import pytest

from dlpulint.facts.patterns.selection import selections
from dlpulint.loader.sketch.read import model_from_sketch


def found(kind: str) -> list[str]:
    model = model_from_sketch(f"format onnx\ninput x: float32[1,100]\n{kind} y: float32[1,10] <- x")
    return [pattern.name for pattern in selections(model)]


@pytest.mark.parametrize(
    "kind",
    [
        "non-max-suppression",
        "custom:TFLite_Detection_PostProcess",
        "flex:CombinedNonMaxSuppression",
        "onnx:TRT.EfficientNMS_TRT",
        "onnx:mmdeploy.TRTBatchedNMS",
        "custom:non_max_suppression",
    ],
)
def test_what_suppresses_boxes_is_told_by_kind_or_name(kind: str) -> None:
    assert found(kind) == ["non-maximum suppression"]


def test_a_top_k_is_told_apart() -> None:
    assert found("top-k") == ["top-k"]


@pytest.mark.parametrize("kind", ["arg-max", "reduce-max", "custom:Transforms", "softmax"])
def test_other_operators_select_nothing(kind: str) -> None:
    assert found(kind) == []
