"""What the Edge TPU compiler refuses or leaves on the CPU by version, size and form."""

import os
from pathlib import Path

import pytest

from dlpulint.api import lint
from dlpulint.basics.terms import Device
from dlpulint.report.report import ModelReport
from tests.test_targets import devices, judged

MODELS = os.environ.get("DLPULINT_MODELS")
CASES = Path(MODELS).parent / "cases" if MODELS else Path("cases")
D, C, U = Device.DLPU, Device.CPU, Device.UNKNOWN


@pytest.mark.parametrize(
    ("line", "device"),
    [
        ("add@3 y: int8[1,8,8,4] <- x, int8[4]", D),
        ("add@4 y: int8[1,8,8,4] <- x, int8[4]", C),
        ("fully-connected@8 y: int8[64,4] <- x, weights: int8[4,4] {weights_format=default}", D),
        ("fully-connected@9 y: int8[64,4] <- x, weights: int8[4,4] {weights_format=default}", C),
        ("tile@2 y: int8[1,16,16,4] <- x, shape: int32[4] = 1,2,2,1", D),
        ("tile@2 y: int8[1,256,256,4] <- x, shape: int32[4] = 1,32,32,1", U),
        ("split y: int8[1,8,8,4] <- axes: int32[1] = 0, x {axis=0}", D),
    ],
)
def test_an_operator_is_placed_by_its_version_and_form(line: str, device: Device) -> None:
    found = devices("artpec7", f"input x: int8[1,8,8,4] scale=0.1\n{line}\noutput y")
    assert found == [device]


@pytest.mark.parametrize(
    ("shape", "device", "verdict"),
    [
        ("1,7,7,1280", D, "clean"),
        ("1,64,128,3", D, "clean"),
        ("1,160,160,3", U, "unknown"),
        ("1,256,128,3", C, "fallback"),
        ("1,256,256,32", C, "rejected"),
    ],
)
def test_a_mean_is_placed_by_what_it_reads(shape: str, device: Device, verdict: str) -> None:
    channels = shape.rpartition(",")[2]
    sketch = f"""
    input x: int8[{shape}] scale=0.1
    mean y: int8[1,{channels}] scale=0.1 <- x, axes: int32[2] = 1,2 {{axes=1,2}}
    output y
    """
    assert devices("artpec7", sketch) == [device]
    assert judged("artpec7", sketch).verdict == verdict


@pytest.mark.parametrize(
    ("line", "highest"),
    [
        ("conv@{} y: int8[1,8,8,4] <- x, weights: int8[4,3,3,4]", 5),
        ("quantize@{} y: int8[1,8,8,4] scale=0.2 <- x", 2),
        ("exp@{} y: int8[1,8,8,4] <- x", 1),
    ],
)
def test_a_version_that_the_compiler_cannot_parse_is_rejected(line: str, highest: int) -> None:
    for version in (highest, highest + 1):
        text = f"input x: int8[1,8,8,4] scale=0.1\n{line.format(version)}\noutput y"
        found = {f.rule for f in judged("artpec7", text).findings}
        rule = "artpec7/operator-too-new-to-compile"
        assert (rule in found) == (version > highest)


def test_a_package_for_a_later_runtime_than_the_last_known_one_is_unknown() -> None:
    text = """
    input x: uint8[1,8]
    custom:edgetpu-custom-op y: uint8[1,8] <- x {edgetpu_runtime=14}
    output y
    """
    assert judged("artpec7", text).verdict == "unknown"


def answers(name: str, target: str) -> ModelReport:
    (report,) = lint([str(CASES / f"{name}.tflite")], targets=[target]).reports
    return report


needs_cases = pytest.mark.skipif(
    not CASES.is_dir(), reason="no folder `cases` beside that of DLPULINT_MODELS"
)


@pytest.mark.slow
@needs_cases
def test_the_files_of_the_reports_are_answered_as_the_compiler_did() -> None:
    assert answers("80-gap-256x256x32", "artpec7").verdict == "rejected"
    prelu = answers("36-prelu-640x192", "artpec7")
    assert prelu.verdict == "unknown"
    assert any(f.rule == "artpec7/large-separate-activations" for f in prelu.findings)


@pytest.mark.slow
@needs_cases
@pytest.mark.parametrize("target", ["artpec7", "artpec8", "artpec9"])
def test_upsampling_of_keras_3_has_its_own_cure(target: str) -> None:
    found = answers("20-keras3-upsampling", target)
    assert "keras.layers.Resizing" in (found.findings[0].fix or "")
    assert any(f.rule == "artpec/tiled-upsampling" for f in found.findings)


@pytest.mark.slow
@needs_cases
@pytest.mark.parametrize("target", ["artpec7", "artpec8", "artpec9"])
def test_an_input_that_camera_bytes_do_not_fit_comes_first(target: str) -> None:
    found = answers("84b-odd-input-scale", target)
    (finding,) = (f for f in found.findings if f.rule == "artpec/input-range")
    assert finding.level == "warning"
    assert found.findings[0] is finding
