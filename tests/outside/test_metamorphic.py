"""Edits that change nothing about a model change no answer; and they do change nothing."""

from pathlib import Path
from random import Random
from typing import Any

import numpy
import onnx
import pytest

from benchmarks import onnx_same, tflite_same, tflite_same_layers
from benchmarks.metamorphic import ROOT, models_in, run
from benchmarks.tflite_edits import read, written
from tests.places import CORPUS, CURES, FIXTURES

EDITS = (
    *(tflite_same.rewritten, tflite_same.renamed, tflite_same.reordered, tflite_same.with_unused),
    *(tflite_same.renumbered, tflite_same.with_metadata, tflite_same_layers.reshaped),
)
NODES = (
    *(onnx_same.renamed, onnx_same.reordered, onnx_same.as_constants, onnx_same.with_identities),
    *(onnx_same.with_unused,),
)


def test_what_changes_nothing_about_a_model_changes_no_answer(tmp_path: Path) -> None:
    folders = [ROOT / "fixtures", *([CORPUS] if CORPUS else [])]
    # The models of cures are about patterns, which a RESHAPE between their operators breaks.
    models = [path for path in models_in(folders) if CURES not in path.parents]
    found = run(models, 200, 11, tmp_path)
    assert found.violations == []
    assert found.edits.total() == 200
    assert len(found.edits) > 10


def outputs(data: bytes) -> list[Any]:
    """What LiteRT computes of a model from numbers that are always the same."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_content=data)
    interpreter.allocate_tensors()
    numbers = numpy.random.default_rng(7)
    for entry in interpreter.get_input_details():
        image = numbers.integers(0, 100, entry["shape"]).astype(entry["dtype"])
        interpreter.set_tensor(entry["index"], image)
    interpreter.invoke()
    return [interpreter.get_tensor(entry["index"]) for entry in interpreter.get_output_details()]


@pytest.mark.parametrize("change", EDITS)
def test_a_model_computes_the_same_after_an_edit(change: Any) -> None:
    data = (FIXTURES / "silu_detector_int8.tflite").read_bytes()
    model = read(data)
    assert change(model, Random(5)) is not None
    for before, after in zip(outputs(data), outputs(written(model)), strict=True):
        assert numpy.array_equal(before, after)


def test_permuted_channels_are_permuted_results() -> None:
    data = (FIXTURES / "mobilenet_int8_per_channel.tflite").read_bytes()
    model = read(data)
    # Only the last layer, whose results nothing reads.
    kept, model.subgraphs[0].operators = model.subgraphs[0].operators, []
    last = [o for o in kept if tflite_same.code_of(model, o) == 9][-1:]
    model.subgraphs[0].operators = last
    assert tflite_same_layers.permuted(model, Random(5)) is not None
    model.subgraphs[0].operators = kept
    (before,), (after,) = outputs(data), outputs(written(model))
    assert sorted(before.flatten()) == sorted(after.flatten())


@pytest.mark.parametrize("change", NODES)
def test_an_onnx_file_is_valid_after_an_edit(change: Any) -> None:
    model = onnx.load(FIXTURES / "resnet_opset13.onnx")
    assert change(model, Random(5)) is not None
    onnx.checker.check_model(model, full_check=True)
