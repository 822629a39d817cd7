"""What the Edge TPU compiler refuses or leaves on the CPU by version, size and form."""

import os
from pathlib import Path

import pytest

from dlpulint.api import lint
from dlpulint.basics.terms import Device
from dlpulint.basics.version import UNSTATED, Version, Versions
from dlpulint.engine.place import place
from dlpulint.facts.facts import Facts
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.packs.applying import pack_for
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
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
        ("1,256,128,3", C, "cpu-only"),
        ("1,256,256,32", C, "rejected"),
    ],
)
def test_a_mean_is_placed_by_what_it_reads(shape: str, device: Device, verdict: str) -> None:
    channels = shape.rpartition(",")[2]
    sketch = f"""
    input x: int8[{shape}] scale=0.00392 zp=-128
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


def test_an_operator_that_the_compiler_cannot_parse_is_rejected() -> None:
    text = """
    input x: int8[1,8,8,4] scale=0.1
    dynamic-update-slice y: int8[1,8,8,4] scale=0.1 <- x, int8[1,1,8,4], int32[4] = 0,1,0,0
    output y
    """
    answer = judged("artpec7", text)
    assert (answer.verdict, answer.findings[0].level) == ("rejected", "error")
    assert answer.findings[0].rule == "artpec7/operator-unknown-to-compiler"


@pytest.mark.parametrize(("compiler", "device"), [("15", C), ("16", D), (None, D)])
def test_the_compiler_s_version_decides_about_nearest_of_version_3(
    compiler: str | None, device: Device
) -> None:
    sketch = "resize-nearest@3 y: int8[1,16,16,4] <- x, size: int32[2] = 16,16"
    stated = Versions(compiler=Version.parse(compiler)) if compiler else UNSTATED
    pack = pack_for(load_pack("artpec7", Folders()), stated)
    model = model_from_sketch(f"input x: int8[1,8,8,4] scale=0.1\n{sketch}\noutput y")
    (placed,) = place(Facts(model), pack).operators
    assert placed.device is device


def test_the_mean_of_a_large_map_is_clean_in_steps() -> None:
    sketch = """
    input x: int8[1,256,256,32] scale=0.1
    average-pool p: int8[1,32,32,32] scale=0.1 <- x {kernel=8 stride=8 fused_activation=none}
    mean y: int8[1,32] scale=0.1 <- p, axes: int32[2] = 1,2 {axes=1,2}
    output y
    """
    assert devices("artpec7", sketch) == [D, D]
    assert judged("artpec7", sketch).verdict == "clean"


@pytest.mark.parametrize(("runtime", "verdict"), [(13, "clean"), (14, "unknown")])
def test_a_package_for_a_later_runtime_than_the_last_known_one_is_unknown(
    runtime: int, verdict: str
) -> None:
    text = f"""
    input x: uint8[1,8]
    custom:edgetpu-custom-op y: uint8[1,8] <- x {{edgetpu_runtime={runtime} streamed_bytes=0}}
    output y
    """
    answer = judged("artpec7", text)
    assert answer.verdict == verdict
    found = [f.message for f in answer.findings if f.rule == "artpec7/newer-edge-tpu-runtime"]
    assert found == (
        [
            "The file needs Edge TPU runtime 14; camera firmware of 2021-09 had runtime 13, and "
            "newer firmware is undocumented; the effect on the camera is unknown"
        ]
        if verdict == "unknown"
        else []
    )


# 251 channels: 15.94 MiB in and out, above the 15.89 MiB that are known to have compiled.
@pytest.mark.parametrize(("n", "verdict"), [(249, "clean"), (251, "unknown")])
def test_activations_beyond_what_is_known_to_compile_are_unknown(n: int, verdict: str) -> None:
    sketch = f"""
    input x: int8[1,256,256,5] scale=0.1
    conv y: int8[1,256,256,{n}] <- x, weights: int8[{n},1,1,5], bias: int32[{n}]
    output y
    """
    answer = judged("artpec7", sketch)
    assert answer.verdict == verdict
    found = {f.rule for f in answer.findings if "large" in f.rule}
    assert found == ({"artpec7/large-activations"} if verdict == "unknown" else set())


@pytest.mark.parametrize(("rows", "verdict"), [(120, "clean"), (121, "unknown")])
def test_large_maps_with_an_activation_of_their_own_are_unknown(rows: int, verdict: str) -> None:
    sketch = f"""
    input x: int8[1,{rows},640,32] scale=0.1
    prelu y: int8[1,{rows},640,32] scale=0.1 <- x, alpha: int8[1,1,32] scale=0.1
    output y
    """
    answer = judged("artpec7", sketch)
    assert answer.verdict == verdict
    rule = "artpec7/large-separate-activations"
    assert [f.fix for f in answer.findings if f.rule == rule] == [
        f.fix for f in answer.findings if "edgetpu_compiler -s -d" in f.fix
    ]


POST_PROCESSING = """
input x: uint8[1,8,8,4] scale=0.1 zp=0
{before}
reshape d: uint8[1,64,4] scale=0.1 zp=0 <- {read}, shape: int32[3] = 1,64,4
dequantize e: float32[1,64,4] <- d
custom:TFLite_Detection_PostProcess a: float32[1,10,4], n: float32[1] <- e, e, float32[64,4]
output a, n
"""


@pytest.mark.parametrize("target", ["artpec7", "artpec8", "artpec9"])
def test_the_step_to_float_before_post_processing_needs_no_cure(target: str) -> None:
    text = POST_PROCESSING.format(before="", read="x")
    answer = judged(target, text)
    about = [f for f in answer.findings if f.kind == "dequantize"]
    assert [(f.rule, f.fix) for f in about] == [
        ("artpec/dequantize-before-post-processing", "No change is needed.")
    ]
    assert answer.verdict == "clean"


@pytest.mark.parametrize("target", ["artpec7", "artpec8", "artpec9"])
def test_a_step_to_float_elsewhere_is_still_reported_beside_post_processing(target: str) -> None:
    before = "dequantize m: float32[1,8,8,4] <- x\nquantize q: uint8[1,8,8,4] scale=0.1 zp=0 <- m"
    text = POST_PROCESSING.format(before=before, read="q")
    about = [f for f in judged(target, text).findings if f.rule == f"{target}/dequantize"]
    assert [[place.index for place in f.locations] for f in about] == [[0]]


UPSAMPLING = """
input x: int8[1,8,8,4] scale=0.1
reshape a: int8[1,8,1,8,4] scale=0.1 <- x, shape: int32[5] = 1,8,1,8,4
tile{version} b: int8[1,8,2,8,4] scale=0.1 <- a, shape: int32[5] = 1,1,2,1,1
reshape c: int8[1,16,8,1,4] scale=0.1 <- b, shape: int32[5] = 1,16,8,1,4
tile{version} d: int8[1,16,8,2,4] scale=0.1 <- c, shape: int32[5] = 1,1,1,2,1
reshape y: int8[1,16,16,4] scale=0.1 <- d, shape: int32[4] = 1,16,16,4
{after}
"""


@pytest.mark.parametrize("target", ["artpec7", "artpec8", "artpec9"])
@pytest.mark.parametrize("version", ["", "@3"])
def test_tiles_that_upsample_are_cured_by_one_resize(target: str, version: str) -> None:
    answer = judged(target, UPSAMPLING.format(version=version, after="output y"))
    partly = "fallback" if target == "artpec8" else "cpu-only"
    assert answer.verdict == ("rejected" if version and target == "artpec7" else partly)
    cures = {f.fix for f in answer.findings if f.level != "note"}
    assert cures
    assert all("keras.layers.Resizing" in cure for cure in cures)
    resized = "resize-nearest@3 y: int8[1,16,16,4] scale=0.1 <- x, size: int32[2] = 16,16"
    text = f"input x: int8[1,8,8,4] scale=0.1\n{resized}\noutput y"
    assert judged(target, text).verdict == "clean"


@pytest.mark.parametrize(
    ("target", "rule"),
    [("artpec7", "artpec7/leading-dimensions"), ("artpec9", "artpec9/tensor-rank")],
)
def test_five_dimensions_beside_an_upsampling_are_still_reported(target: str, rule: str) -> None:
    after = """
    relu r: int8[1,16,16,4] scale=0.1 <- y
    reshape s: int8[1,8,2,16,4] scale=0.1 <- r, shape: int32[5] = 1,8,2,16,4
    reshape z: int8[1,8,32,4] scale=0.1 <- s, shape: int32[4] = 1,8,32,4
    output z
    """
    found = judged(target, UPSAMPLING.format(version="", after=after)).findings
    (finding,) = (f for f in found if f.rule == rule)
    assert [place.index for place in finding.locations] == [6, 7]


@pytest.mark.parametrize("target", ["artpec7", "artpec8", "artpec9", "artpec9-cpu", "cpu"])
@pytest.mark.parametrize(("end", "verdict"), [(1, "clean"), (0.96, "clean"), (0.5, "wrong")])
def test_an_image_that_stands_for_half_the_range_is_wrong(
    target: str, end: float, verdict: str
) -> None:
    scale = f"scale={end / 255} zp=0"
    text = f"""
    input x: uint8[1,64,64,3] {scale}
    max-pool y: uint8[1,32,32,3] {scale} <- x {{kernel=2 stride=2 fused_activation=none}}
    output y
    """
    answer = judged(target, text)
    assert answer.verdict == verdict
    about = [f for f in answer.findings if "input-range" in f.rule]
    assert about == ([answer.findings[0]] if verdict == "wrong" else [])


@pytest.mark.parametrize("target", ["artpec7", "artpec8", "artpec9"])
def test_an_image_normalised_by_mean_and_deviation_is_told_and_not_wrong(target: str) -> None:
    scale = "scale=0.0186584 zp=114"
    text = f"""
    input x: uint8[1,64,64,3] {scale}
    max-pool y: uint8[1,32,32,3] {scale} <- x {{kernel=2 stride=2 fused_activation=none}}
    output y
    """
    answer = judged(target, text)
    assert answer.verdict == "clean"
    assert [f.rule for f in answer.findings if "range" in f.rule] == ["artpec/input-range"]


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
@pytest.mark.parametrize("target", ["artpec7", "artpec8", "artpec9", "artpec9-cpu", "cpu"])
def test_an_input_that_camera_bytes_do_not_fit_comes_first(target: str) -> None:
    found = answers("84b-odd-input-scale", target)
    (finding,) = (f for f in found.findings if f.rule == "tflite/partial-input-range")
    assert (found.verdict, finding.level) == ("wrong", "warning")
    assert found.findings[0] is finding
