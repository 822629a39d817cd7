"""Our figures of the fixtures, held to what independent counters found in them.

tests/data/counters.csv is written by benchmarks/counters.py; docs/counters.md explains it.
"""

import csv

import pytest

from dlpulint.facts.facts import Facts
from dlpulint.loader.open_model import load
from tests.places import ROOT

FIGURES = (ROOT / "tests" / "data" / "counters.csv").read_text("utf-8")
ROWS = list(csv.DictReader(FIGURES.splitlines()))
MODELS = sorted({row["model"] for row in ROWS})

SPLIT = {("attention_int8.tflite", "CONV_2D"), ("mobilenet_batch2.tflite", "CONV_2D")} | {
    ("mobilenet_batch2.tflite", "DEPTHWISE_CONV_2D")
}
"""Operators that Vela runs in several parts, so that only their sums compare."""

COUNTED_BESIDES = {
    "nms.onnx": 7,  # shapes, and how many boxes NonMaxSuppression keeps
    "resnet_dynamo_opset18.onnx": 4,  # axes and shapes
    "resnet_qdq_per_channel.onnx": 520,  # scales and zero points
    "resnet_qdq_per_tensor.onnx": 10,  # scales of the biases
    "vit_opset14.onnx": -1,  # a vector of one factor, which onnx-tool leaves out
    "vit_opset17.onnx": -1,
}
"""What onnx-tool counts among the parameters and training does not learn."""


def test_both_formats_are_counted_in_ten_models_each() -> None:
    onnx = [model for model in MODELS if model.endswith(".onnx")]
    assert len(onnx) >= 10
    assert len(MODELS) - len(onnx) >= 10


@pytest.mark.parametrize("model", MODELS)
def test_every_layer_has_the_macs_that_another_counts(model: str) -> None:
    facts = Facts(load(ROOT / "fixtures" / model))
    for row in (row for row in ROWS if row["model"] == model):
        theirs = [int(number) for number in row["macs"].split()]
        counts = (n for operator, n in facts.macs.items() if operator.native == row["operator"])
        counted = sorted(count for count in counts if count is not None)
        if (model, row["operator"]) in SPLIT:
            assert (sum(counted), len(counted) < len(theirs)) == (sum(theirs), True)
        else:
            assert counted == theirs


@pytest.mark.parametrize("model", sorted({row["model"] for row in ROWS if row["parameters"]}))
def test_there_are_as_many_parameters_as_another_counts(model: str) -> None:
    theirs = next(int(row["parameters"]) for row in ROWS if row["model"] == model)
    facts = Facts(load(ROOT / "fixtures" / model))
    assert facts.parameters == theirs - COUNTED_BESIDES.get(model, 0)


@pytest.mark.parametrize("model", sorted({row["model"] for row in ROWS if row["peak"]}))
def test_a_memory_planner_needs_the_peak_and_little_more(model: str) -> None:
    # A plan cannot take less than what is alive at once; it takes more for gaps and for scratch.
    arena = next(int(row["peak"]) for row in ROWS if row["model"] == model)
    peak = Facts(load(ROOT / "fixtures" / model)).peak_activation_bytes
    assert peak is not None
    assert peak <= arena <= 1.25 * peak
