"""Networks of three kinds, as PyTorch exports them in several ways, are named for what they are.

A vision transformer and a deformable convolution are named with the operators involved on every
target; a plain residual network is clean but for advice where ONNX is taken.
"""

from typing import Any

import pytest

from tests.places import FIXTURES
from tests.running import run_json

TARGETS = ("artpec7", "artpec8", "artpec9", "artpec9-cpu", "cpu", "cv25", "cv75")


def reports(file: str, *targets: str) -> list[dict[str, Any]]:
    return list(run_json(file, "--target", ",".join(targets), cwd=FIXTURES)["reports"])


def operators_of(report: dict[str, Any], rule: str) -> list[str]:
    """The native names of the operators that a rule's findings point at, in the file's order."""
    places = [p for one in report["findings"] if one["rule"] == rule for p in one["locations"]]
    return [place["op"] for place in sorted(places, key=lambda place: place["index"])]


WRITTEN_OUT = ["MatMul", "Softmax", "MatMul"]


@pytest.mark.parametrize(
    ("file", "core"),
    [
        ("vit_opset14.onnx", WRITTEN_OUT),
        ("vit_opset17.onnx", WRITTEN_OUT),
        ("vit_dynamo_opset23.onnx", ["Attention"]),
        ("attention_float32.tflite", ["BATCH_MATMUL", "SOFTMAX", "BATCH_MATMUL"]),
    ],
)
def test_a_vision_transformer_is_named_with_its_products_on_every_target(
    file: str, core: list[str]
) -> None:
    for report in reports(file, *TARGETS):
        named = operators_of(report, "common/attention")
        assert [op for op in named if op in core] == core
        counts = {one["name"]: one["count"] for one in report["model"]["patterns"]}
        assert (counts["attention"], counts["layer normalization"], counts["GELU"]) == (1, 2, 1)


@pytest.mark.parametrize(
    ("file", "core"),
    [
        ("deformable_dynamo_opset19.onnx", ["DeformConv"]),
        ("deformable_dynamo_opset22.onnx", ["DeformConv"]),
        ("deformable_rewritten_opset17.onnx", ["Conv", *["GridSample"] * 9]),
    ],
)
def test_a_deformable_convolution_is_named_with_its_operators_on_every_target(
    file: str, core: list[str]
) -> None:
    for report in reports(file, *TARGETS):
        named = operators_of(report, "common/deformable-convolution")
        assert [op for op in named if op in core] == core
        assert {"name": "deformable convolution", "count": 1} in report["model"]["patterns"]


@pytest.mark.parametrize("file", ["resnet_opset13.onnx", "resnet_opset17.onnx"])
def test_a_plain_residual_network_is_clean_but_for_advice(file: str) -> None:
    (report,) = reports(file, "cv25")
    assert report["verdict"] == "clean"
    assert {(one["effect"], one["level"]) for one in report["findings"]} <= {("advice", "note")}
    assert report["model"]["patterns"] == []
