"""Models that training code has exported: judged as the target's converter would make them."""

from dlpulint import lint
from dlpulint.basics.terms import Verdict
from dlpulint.basics.version import UNSTATED
from dlpulint.conversion.exported.training_code import Exported
from dlpulint.engine.in_memory import lint_exported
from dlpulint.packs.library import Folders
from dlpulint.packs.shelf import load_packs
from dlpulint.report.report import Report
from tests.places import FIXTURES

NOTICE = (
    "Exported in memory from the Keras model Net. Values of weights are not judged: accuracy and "
    "scales are known only after training and quantization."
)


def linted(name: str, *targets: str, as_if: str | None = None) -> Report:
    """Report on a fixture as if Keras had exported it."""
    model = Exported((FIXTURES / name).read_bytes(), "the Keras model Net")
    packs = load_packs(targets, Folders(()))
    return lint_exported(model, packs, as_if=as_if, versions=UNSTATED, asked_for=True)  # type: ignore[arg-type]  # parametrized


def test_float_tflite_gets_the_weight_scales_that_a_target_wants() -> None:
    report = linted("mobilenet_float32.tflite", "artpec8", "artpec9", "cv25")
    assert [(one.target, one.as_if) for one in report.reports] == [
        ("artpec8", "int8-per-tensor"),
        ("artpec9", "int8-per-channel"),
        ("cv25", None),
    ]
    assert [target.target for target in report.targets] == ["artpec8", "artpec9", "cv25"]


def test_every_report_states_where_the_model_comes_from_and_what_was_supposed() -> None:
    for report in linted("mobilenet_float32.tflite", "artpec8", "cv25").reports:
        assert report.path == "-"
        assert report.notices[0] == NOTICE
        assert report.try_on_camera is None
    (one,) = linted("mobilenet_float32.tflite", "artpec8").reports
    assert one.notices[1] == (
        "The file itself is not quantized this way; convert it and lint the result to be sure."
    )


def test_other_weight_scales_may_be_asked_for() -> None:
    (one,) = linted("mobilenet_float32.tflite", "artpec8", as_if="int8-per-channel").reports
    assert one.as_if == "int8-per-channel"
    assert "artpec8/per-channel-weights" in {finding.rule for finding in one.findings}


def test_onnx_is_judged_as_after_its_conversion() -> None:
    (one,) = linted("resnet_opset17.onnx", "artpec8").reports
    assert (one.verdict, one.as_if, one.preview) == (Verdict.CONVERT, None, True)
    assert one.after_conversion is not None
    assert one.notices[0] == NOTICE
    assert one.notices[1].startswith("Preview: the model as onnx2tf would convert it to int8")


def test_weights_that_training_changes_are_not_judged() -> None:
    name = "mobilenet_float32.tflite"
    (one,) = linted(name, "artpec8").reports
    assert one.per_tensor_risk is None
    (trained,) = lint(FIXTURES / name, "artpec8", as_if="int8-per-tensor").reports
    assert trained.per_tensor_risk is not None
