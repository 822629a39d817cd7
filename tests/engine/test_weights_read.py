"""The risk of per-tensor weights in reports: for which targets, and from which files."""

import subprocess
import sys
from pathlib import Path

import pytest

from dlpulint.api import lint
from dlpulint.engine.judge import judge
from dlpulint.engine.weights_read import MOST_LAYERS, risk_in, wants_risk
from dlpulint.facts.facts import Facts
from dlpulint.facts.weights.risk import Risk
from dlpulint.loader.open_model import load_bytes
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.report.report import ModelReport
from tests.loader.tflite_files import Code, Graph, Operator, Tensor, write
from tests.mending.edits.layers import INPUT, Layers
from tests.places import FIXTURES, ROOT

PER_CHANNEL = FIXTURES / "mobilenet_int8_per_channel.tflite"
PER_TENSOR = FIXTURES / "mobilenet_int8_per_tensor.tflite"
FLOAT = FIXTURES / "mobilenet_float32.tflite"
CONVERSION = "artpec8/per-channel-weights"


def report(path: Path, target: str, as_if: str | None = None) -> ModelReport:
    (found,) = lint([path], [target], as_if=as_if).reports
    return found


@pytest.fixture
def ruined(tmp_path: Path) -> Path:
    """A model whose small channels one scale would round away."""
    file = Layers()
    numbers = [[127, 3], [40, 13], [40, 13]]
    weights = file.buffer(numbers, "int8")
    layer = file.constant("w", weights, (3, 1, 1, 2), scales=(1.0, 0.03, 0.03))
    path = tmp_path / "ruined.tflite"
    path.write_bytes(file.written(file.operator("CONV_2D", INPUT, layer)))
    return path


@pytest.mark.parametrize(
    ("target", "scheme", "wanted"),
    [
        ("artpec8", None, True),
        ("artpec8", "int8-per-channel", True),
        ("artpec9", None, False),
        ("artpec9", "int8-per-channel", False),
        ("artpec9", "int8-per-tensor", True),
        ("cpu", "int8-per-tensor", True),
        ("cv25", "int8-per-tensor", False),
    ],
)
def test_targets_and_options_that_want_one_scale(target: str, scheme: None, wanted: bool) -> None:
    assert wants_risk(load_pack(target, Folders()), scheme) == wanted


@pytest.mark.parametrize(
    ("path", "target", "as_if", "grade"),
    [
        (PER_CHANNEL, "artpec8", None, "likely-fine"),
        (PER_CHANNEL, "artpec9", None, None),
        (PER_CHANNEL, "artpec9", "int8-per-tensor", "likely-fine"),
        (FLOAT, "artpec8", None, "likely-fine"),
        (FLOAT, "artpec8", "int8-per-tensor", "likely-fine"),
        (FLOAT, "artpec9", "int8-per-channel", None),
        (PER_TENSOR, "artpec8", None, None),
        (FIXTURES / "resnet_opset17.onnx", "artpec8", None, "likely-fine"),
        (FIXTURES / "resnet_opset17.onnx", "artpec9", None, None),
        (FIXTURES / "resnet_qdq_per_channel.onnx", "artpec8", None, None),
    ],
)
def test_files_that_show_the_risk(
    path: Path, target: str, as_if: str | None, grade: str | None
) -> None:
    risk = report(path, target, as_if).per_tensor_risk
    assert (None if risk is None else risk.grade) == grade


def test_a_normalization_apart_gives_the_risk_of_one_within_the_layer() -> None:
    apart, within = (
        report(FIXTURES / f"resnet_{name}.onnx", "artpec8").per_tensor_risk
        for name in ("train_bn", "opset13")
    )
    assert apart is not None
    assert within is not None
    assert apart.decibels == within.decibels
    assert [layer.decibels for layer in apart.worst] == [layer.decibels for layer in within.worst]


def test_more_layers_than_networks_have_show_nothing() -> None:
    shared = Tensor("x", shape=(1, 1)), Tensor("y", shape=(1, 1))
    scales = [0.1, 0.2]

    def risk(count: int) -> object:
        weights = [Tensor(f"w{n}", shape=(2, 1), buffer=1, scales=scales) for n in range(count)]
        layers = [Operator([0, 2 + n], [1]) for n in range(count)]
        graph = Graph([*shared, *weights], layers, [0], [1])
        data = write(graph, codes=[Code("FULLY_CONNECTED")], buffers=(b"", b"ab"))
        return risk_in(data, load_bytes(data))

    assert risk(MOST_LAYERS) is not None
    assert risk(MOST_LAYERS + 1) is None


def test_a_model_that_would_be_ruined_gets_no_advice_to_convert_it(ruined: Path) -> None:
    found = report(ruined, "artpec8")
    assert found.per_tensor_risk is not None
    assert found.per_tensor_risk.grade == "likely-ruined"
    (finding,) = (finding for finding in found.findings if finding.rule == CONVERSION)
    assert finding.fix.startswith("Retrain with quantization-aware training per tensor")
    assert finding.fixable is None


@pytest.mark.parametrize(
    ("activation", "first"),
    [
        ("relu", "Export the float model as ONNX and equalize its channels"),
        ("relu6", "Retrain with quantization-aware training per tensor"),
        ("none", "Retrain with quantization-aware training per tensor"),
    ],
)
def test_equalization_is_for_networks_with_relu(activation: str, first: str) -> None:
    attributes = f"{{fused_activation={activation}}}"
    model = model_from_sketch(f"""
        format tflite
        input x: int8[1,8,8,4] scale=0.1
        conv y: int8[1,8,8,4] scale=0.1 <- x, weights: int8[4,1,1,4] per-channel(0) {attributes}
        output y
    """)
    risk = Risk(decibels=9.0, weak=0.0, layers=1, blamed=())
    findings = judge(Facts(model, risk), load_pack("artpec8", Folders())).findings
    (finding,) = (finding for finding in findings if finding.rule == CONVERSION)
    assert finding.fix.startswith(first)


def test_the_estimate_is_no_finding(ruined: Path) -> None:
    without, found = report(ruined, "artpec9"), report(ruined, "artpec9", "int8-per-tensor")
    assert (without.per_tensor_risk, found.per_tensor_risk is None) == (None, False)
    assert (without.verdict, without.findings) == (found.verdict, found.findings)


def test_tensors_may_not_make_the_weights_longer_than_the_file() -> None:
    weights = [Tensor(f"w{n}", shape=(64, 64), buffer=1, scales=[0.1] * 64) for n in range(9)]
    tensors = [Tensor("x", shape=(1, 64)), Tensor("y", shape=(1, 64)), *weights]
    layers = [Operator([0, 2 + n], [1]) for n in range(9)]
    shared = (b"", bytes(range(64)) * 64)

    def risk(count: int) -> object:
        graph = Graph(tensors, layers[:count], [0], [1])
        data = write(graph, codes=[Code("FULLY_CONNECTED")], buffers=shared)
        return risk_in(data, load_bytes(data))

    assert risk(1) is not None
    assert risk(9) is None


def test_weights_that_lie_outside_the_file_show_nothing() -> None:
    data = memoryview(PER_CHANNEL.read_bytes())
    model = load_bytes(data)
    assert risk_in(data, model) is not None
    assert risk_in(memoryview(PER_TENSOR.read_bytes())[:2000], model) is None


@pytest.mark.parametrize(
    ("path", "target", "imported"),
    [
        (FLOAT, "artpec8", True),
        (FLOAT, "artpec9", False),
        (PER_CHANNEL, "artpec8", False),
        (PER_TENSOR, "artpec8", False),
    ],
)
def test_numpy_is_imported_for_the_weights_of_a_float_model(
    path: Path, target: str, imported: bool
) -> None:
    code = (
        "import sys; from dlpulint import lint; lint(sys.argv[1:2], sys.argv[2:]); "
        "print('numpy' in sys.modules)"
    )
    command = [sys.executable, "-c", code, str(path), target]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == f"{imported}\n"


@pytest.mark.parametrize(("path", "grade"), [(FLOAT, None), (PER_CHANNEL, "likely-fine")])
def test_without_the_whole_of_numpy_only_integers_are_measured(
    path: Path, grade: str | None
) -> None:
    """As on the page to try it, whose NumPy is `docs/try/small_arrays.py`."""
    code = (
        "import sys; sys.path.insert(0, 'docs/try'); import small_arrays; "
        "sys.modules['numpy'] = small_arrays; from dlpulint import lint; "
        "(report,) = lint(sys.argv[1:2], sys.argv[2:]).reports; "
        "print(report.error, report.per_tensor_risk and report.per_tensor_risk.grade)"
    )
    command = [sys.executable, "-c", code, str(path), "artpec8"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == f"None {grade}\n"
