"""Networks of PyTorch, Keras and Ultralytics, checked before they are trained.

Their packages take hundreds of megabytes, so that tests/outside/run does not install them: run this
file with a Python that has `torch torchvision ultralytics`, and with one that has `tensorflow`.
"""

from pathlib import Path
from typing import Any

import pytest

from dlpulint import check, lint
from dlpulint.basics.errors import UsageError
from dlpulint.basics.terms import Verdict
from tests.documented import blocks_of
from tests.places import ROOT

PAGE = ROOT / "docs" / "api.md"


def on_page(word: str) -> str:
    """The Python code on the page that has a word."""
    (found,) = (
        "\n".join(block.lines)
        for block in blocks_of(PAGE)
        if block.language == "python" and any(word in line for line in block.lines)
    )
    return found


class TestTorch:
    """Modules of PyTorch."""

    @pytest.fixture
    def torch(self) -> Any:
        """PyTorch."""
        return pytest.importorskip("torch", reason="needs `pip install torch`, 200 MB")

    @pytest.fixture
    def network(self, torch: Any) -> Any:
        """A network with a SiLU, as before training."""
        nn = torch.nn
        return nn.Sequential(
            *(nn.Conv2d(3, 16, 3, 2, 1), nn.BatchNorm2d(16), nn.SiLU()),
            *(nn.Conv2d(16, 24, 3, 2, 1), nn.ReLU(), nn.Flatten(), nn.Linear(24 * 16 * 16, 10)),
        )

    def test_a_module_is_judged_as_the_file_that_onnx2tf_would_write(
        self, torch: Any, network: Any
    ) -> None:
        report, other = check(network, ["artpec8", "cv25"], torch.zeros(1, 3, 64, 64)).reports
        assert (report.path, report.format, report.verdict) == ("-", "onnx", Verdict.CONVERT)
        assert report.after_conversion is Verdict.FALLBACK
        assert "artpec8/silu-activation" in {finding.rule for finding in report.findings}
        assert report.notices[0].startswith(
            "Exported in memory from the torch.nn.Module Sequential (PyTorch "
        )
        assert report.model is not None
        assert [given.shape for given in report.model.inputs] == [(1, 3, 64, 64)]
        assert not other.preview

    def test_an_example_may_be_a_shape_or_several_tensors(self, torch: Any, network: Any) -> None:
        by_tensor = check(network, "artpec8", torch.zeros(1, 3, 64, 64))
        assert check(network, "artpec8", (1, 3, 64, 64)) == by_tensor
        assert check(network, "artpec8", (torch.zeros(1, 3, 64, 64),)) == by_tensor

    def test_the_module_stays_as_it_is(self, torch: Any, network: Any) -> None:
        network.train()
        network[1].eval()
        before = {name: value.clone() for name, value in network.state_dict().items()}
        check(network, "artpec8", (2, 3, 64, 64))
        assert [part.training for part in network.modules()][:3] == [True, True, False]
        for name, value in network.state_dict().items():
            assert torch.equal(value, before[name])

    def test_what_pytorch_does_not_export_is_one_line(self, torch: Any, network: Any) -> None:
        with pytest.raises(UsageError) as refusal:
            check(network, "artpec8", (1, 4, 64, 64))
        text = str(refusal.value)
        assert text.startswith("PyTorch cannot export Sequential: Given groups=1, weight of size")
        assert "\n" not in text
        with pytest.raises(UsageError, match="PyTorch needs an example"):
            check(network, "artpec8")

    def test_the_page_checks_a_module(self, torch: Any, capsys: pytest.CaptureFixture[str]) -> None:
        exec(compile(on_page("from torch import nn"), str(PAGE), "exec"), {})
        verdict, *findings = capsys.readouterr().out.splitlines()
        assert verdict == "fallback"
        assert any("artpec8/silu-activation" in line for line in findings)


class TestKeras:
    """Models of Keras on TensorFlow."""

    @pytest.fixture
    def tensorflow(self) -> Any:
        """TensorFlow."""
        return pytest.importorskip("tensorflow", reason="needs `pip install tensorflow`, 600 MB")

    @pytest.fixture
    def network(self, tensorflow: Any) -> Any:
        """A network with a SiLU, as before training."""
        layers = tensorflow.keras.layers
        return tensorflow.keras.Sequential([
            layers.Input((64, 64, 3)),
            layers.Conv2D(16, 3, strides=2, padding="same"),
            layers.BatchNormalization(),
            layers.Activation("swish"),
            layers.Conv2D(24, 3, padding="same", activation="relu6"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(10),
        ])  # fmt: skip

    def test_a_model_is_judged_as_if_quantized(self, network: Any) -> None:
        report, other = check(network, ["artpec8", "artpec9"]).reports
        assert (report.format, report.verdict) == ("tflite", Verdict.FALLBACK)
        assert (report.as_if, other.as_if) == ("int8-per-tensor", "int8-per-channel")
        assert "artpec8/silu-activation" in {finding.rule for finding in report.findings}
        assert report.notices[0].startswith(
            "Exported in memory from the Keras model Sequential (TensorFlow "
        )

    def test_the_graph_is_the_one_that_keras_users_export(
        self, tensorflow: Any, network: Any
    ) -> None:
        (report,) = check(network, "artpec8").reports
        for variable in network.trainable_variables:
            # As after training: the converter drops a bias that is all zero.
            variable.assign(variable + 0.1)
        data = tensorflow.lite.TFLiteConverter.from_keras_model(network).convert()
        (own,) = lint(bytes(data), "artpec8", as_if="int8-per-tensor").reports
        assert report.placement is not None
        assert own.placement is not None
        assert [(o.op, o.device, o.macs) for o in report.placement.operators] == [
            (o.op, o.device, o.macs) for o in own.placement.operators
        ]
        # Keras leaves the batch open, which `check` fixes.
        others = [f.message for f in own.findings if not f.message.startswith("Batch size not")]
        assert [f.message for f in report.findings] == others

    def test_an_example_may_be_an_array_or_a_shape(self, tensorflow: Any, network: Any) -> None:
        stated = check(network, "artpec8")
        assert check(network, "artpec8", (1, 64, 64, 3)) == stated
        assert check(network, "artpec8", tensorflow.zeros((1, 64, 64, 3)).numpy()) == stated

    def test_several_inputs_are_a_list(self, tensorflow: Any) -> None:
        keras = tensorflow.keras
        one, two = keras.Input((32, 32, 3)), keras.Input((32, 32, 3))
        network = keras.Model([one, two], keras.layers.Conv2D(3, 3)(keras.layers.add([one, two])))
        image = tensorflow.zeros((1, 32, 32, 3))
        (stated,) = check(network, "artpec8").reports
        (given,) = check(network, "artpec8", [image, image]).reports
        assert stated.model is not None
        assert len(stated.model.inputs) == 2
        assert given == stated

    def test_the_model_stays_as_it_is(self, network: Any) -> None:
        before = network.get_weights()
        check(network, "artpec8")
        for value, old in zip(network.get_weights(), before, strict=True):
            assert value.tobytes() == old.tobytes()

    def test_open_sizes_need_an_example(self, tensorflow: Any) -> None:
        keras = tensorflow.keras
        network = keras.Sequential([keras.layers.Input((None, None, 3)), keras.layers.Conv2D(3, 3)])
        with pytest.raises(UsageError, match="leaves sizes open"):
            check(network, "artpec8")
        (report,) = check(network, "artpec8", (1, 96, 96, 3)).reports
        assert report.model is not None
        assert report.model.inputs[0].shape == (1, 96, 96, 3)

    def test_what_tensorflow_does_not_export_is_one_line(self, network: Any) -> None:
        with pytest.raises(UsageError) as refusal:
            check(network, "artpec8", (1, 64, 64, 4))
        text = str(refusal.value)
        assert text.startswith("TensorFlow cannot export Sequential: ValueError: ")
        assert "expected axis -1 of input shape to have value 3" in text
        assert "\n" not in text


def test_the_callback_for_ultralytics_runs_before_the_first_epoch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("ultralytics", reason="needs `pip install torch ultralytics`, 400 MB")
    import cv2
    import numpy

    for folder in ("images", "labels"):
        (tmp_path / folder).mkdir()
    for number in range(4):
        image = numpy.full((64, 64, 3), 40 * number, "uint8")
        cv2.imwrite(str(tmp_path / "images" / f"{number}.png"), image)
        (tmp_path / "labels" / f"{number}.txt").write_text("0 0.5 0.5 0.4 0.4\n")
    (tmp_path / "cameras.yaml").write_text(
        f"path: {tmp_path}\ntrain: images\nval: images\nnames: {{0: person}}\n"
    )
    monkeypatch.chdir(tmp_path)
    code, _, training = on_page("import YOLO").partition("model.train(")
    assert training == 'data="cameras.yaml", imgsz=320)'
    callback = code.partition("def ")[2].partition("\n\n\n")[0]
    assert len(callback.splitlines()) <= 10
    names: dict[str, Any] = {}
    exec(compile(code, str(PAGE), "exec"), names)
    epochs: list[str] = []
    names["model"].add_callback(
        "on_train_epoch_start", lambda _: epochs.append(capsys.readouterr().out)
    )
    sparing = {"epochs": 1, "batch": 2, "workers": 0, "device": "cpu", "amp": False}
    quiet = {"val": False, "plots": False, "save": False, "project": str(tmp_path / "runs")}
    names["model"].train(data="cameras.yaml", imgsz=64, **sparing, **quiet)
    (printed,) = epochs
    assert "artpec9: " in printed
    assert "  artpec9/silu-activation: After conversion to TFLite: SiLU (57×)" in printed
