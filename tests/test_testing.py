"""The helper for people who test their exports: when it fails, and what it says then."""

import pytest

from dlpulint import stated_versions
from dlpulint.basics.errors import UsageError
from dlpulint.basics.terms import Verdict
from dlpulint.testing import assert_deployable
from tests.places import FIXTURES, ROOT

GOOD = FIXTURES / "resnet_int8_per_tensor.tflite"
SLOW = FIXTURES / "mobilenet_int8_per_channel.tflite"
BAD = FIXTURES / "nchw_born_int8.tflite"
FLOAT = FIXTURES / "mobilenet_float32.tflite"


def reasons(*arguments: object, **more: object) -> list[str]:
    with pytest.raises(AssertionError) as raised:
        assert_deployable(*arguments, **more)  # type: ignore[arg-type]  # given on as they are
    return str(raised.value).splitlines()


def test_a_model_that_will_do_gives_its_report() -> None:
    report = assert_deployable(GOOD, "artpec9")
    assert (report.verdict, report.target) == (Verdict.CLEAN, "artpec9")
    assert assert_deployable(GOOD.read_bytes(), "artpec9").path == "-"


def test_a_failure_says_verdict_finding_place_and_cure() -> None:
    assert reasons(BAD, "artpec8") == [
        f"{BAD.as_posix()} will not do for artpec8: wrong. The model runs, but gives wrong "
        "results (1 error, 1 warning, 2 notes).",
        "  error tflite/planar-input: The input 'images' (1x3x64x64) is planar (NCHW); the camera "
        "delivers interleaved (NHWC)",
        "    At images",
        "    Do: Convert the ONNX file with onnx2tf, which writes a channels-last input: `onnx2tf "
        "-i model.onnx -oiqt -iqd uint8 -oqd uint8` with calibration images (`-cind`), for "
        "ARTPEC-8 also `-qt per-tensor`; leave out `-k`. No retraining is needed. With "
        "litert-torch, convert "
        "`litert_torch.to_channel_last_io(model, args=[0])` with a sample of `sample.permute(0, 2, "
        "3, 1)`; add `outputs=[0]` if the output is a feature map.",
        "  warning tflite/leading-transpose: TRANSPOSE #0 transposes the input 'images' "
        "(0,2,3,1) before any other operator",
        "    At TRANSPOSE #0 (transpose)",
        "    Do: Convert with onnx2tf instead of onnx-tf, and without `-k`: it changes the layout "
        "of the input itself. In TensorFlow, remove the `tf.transpose` or Permute layer after the "
        "input.",
    ]


def test_a_warning_fails_when_asked_for() -> None:
    assert assert_deployable(SLOW, "artpec8").verdict is Verdict.SLOW
    first, finding, place, *_ = reasons(SLOW, "artpec8", fail_on="warning")
    assert ": slow. The model runs on the DLPU, slower than it could" in first
    assert finding.startswith(
        "  warning artpec8/per-channel-weights: CONV_2D (11×): 8 to 96 weight scales"
    )
    assert place.startswith(
        "    At CONV_2D #1 (mobilenet_1/stem_relu6_1/Relu6;mobilene…), CONV_2D #3"
    )
    assert place.endswith(" …")
    assert reasons(SLOW, "artpec8", fail_on=["fallback", "slow"])
    assert assert_deployable(SLOW, "artpec8", fail_on=["fallback"])


def test_what_cannot_be_told_is_told_when_it_is_what_fails() -> None:
    model = FIXTURES / "mobilenet_int8_per_tensor.tflite"
    _, finding, *_ = reasons(model, "artpec8", fail_on="unknown")
    assert finding.startswith("  note artpec8/mean: MEAN #19 may or may not run on the DLPU.")


def test_a_file_that_cannot_be_read_fails() -> None:
    damaged = FIXTURES / "damaged" / "truncated.tflite"
    assert reasons(damaged, "artpec8") == [
        f"{damaged.as_posix()} cannot be read as a model: damaged or truncated TFLite file "
        "(a table runs out of it)"
    ]
    assert reasons(b"", "artpec8") == ["the model cannot be read as a model: empty file"]


def test_of_many_findings_the_first_are_told() -> None:
    many = FIXTURES / "attention_int8.tflite"
    *told, last = reasons(many, "artpec9", fail_on="note")
    assert len([line for line in told if line.startswith(("  warning", "  note"))]) == 5
    assert last == f"  19 more; `dlpulint {many.as_posix()} --target artpec9` lists all."


def test_what_if_versions_and_packs_are_as_for_lint() -> None:
    assert reasons(FLOAT, "artpec7")
    assert assert_deployable(FLOAT, "artpec7", as_if="int8-per-tensor")
    hybrid = FIXTURES / "mobilenet_dynamic_range.tflite"
    told = reasons(hybrid, "cpu", versions=stated_versions(runtime="2.3.1"))
    assert told[1].startswith("  error tflite/runtime-too-old")
    sized = FIXTURES / "resnet_dynamic_axes.onnx"
    assert reasons(sized, "cv25")[1].startswith("  error ")
    assert assert_deployable(sized, "cv25", input_shapes={"images": (1, 3, 224, 224)})
    assert reasons(GOOD, "lobby", rules=ROOT / "docs" / "samples")[1].startswith(
        "  error lobby/small-input"
    )


def test_a_test_that_is_wrong_is_no_failure_of_the_model() -> None:
    with pytest.raises(UsageError):
        assert_deployable("absent.tflite", "artpec8")
    with pytest.raises(UsageError, match="is not one model on one target"):
        assert_deployable(GOOD, "all")
    with pytest.raises(UsageError, match="fail_on: no gate 'warnings'; did you mean 'warning'"):
        assert_deployable(GOOD, "artpec9", fail_on="warnings")
