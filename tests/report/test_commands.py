"""The commands of a toolchain, with a model's own names and sizes."""

import shlex
from pathlib import Path

import pytest

from dlpulint.api import lint
from dlpulint.basics.version import stated_versions
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.packs.applying import pack_for
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.report.commands import NextStep, next_step
from tests.places import FIXTURES

CLASSIFIER = """
format onnx
input {0}: float32[1,3,240,320]
relu {1}: float32[1,3,240,320] <- {0}
output {1}
"""
INT8 = "input x: uint8[1,8]\nrelu y: uint8[1,8] <- x\noutput y"


def step(path: str, target: str, sketch: str) -> NextStep | None:
    return next_step(path, model_from_sketch(sketch), load_pack(target, Folders(())))


def commands(path: str, target: str, sketch: str) -> tuple[str, ...]:
    found = step(path, target, sketch)
    assert found is not None
    return found.commands


def notes(sketch: str, path: str = "net.onnx") -> tuple[str, ...]:
    """Why nothing can be run for a model."""
    found = step(path, "cv25", sketch)
    assert found is not None
    assert found.commands == ()
    return found.notes


@pytest.mark.parametrize("target", ["cv25", "cv75"])
def test_the_line_of_axis_guide_has_the_models_own_names_and_sizes(target: str) -> None:
    assert commands("nets/net.onnx", target, CLASSIFIER.format("image", "scores")) == (
        "gen_image_list.py -f ./representative_images -o calib_images.txt -ns -e .jpg -c 0 "
        "-d 0,0 -r 240,320 -bf calib -bo calib/list.txt",
        "onnxparser.py -m net.onnx "
        "-isrc 'is:1,3,240,320|iq|idf:0,0,8,0|i:image=calib/list.txt' "
        "-o quantized -of quantized -odst 'o:scores|odf:fp32'",
        "vas -auto -show-progress quantized/quantized.vas",
        f"cavalry_gen -d vas_output/ -f net_{target}.bin",
    )


def test_each_output_is_asked_for() -> None:
    more = CLASSIFIER.format("x", "boxes") + "relu scores: float32[1,3,240,320] <- x\noutput scores"
    said = "-odst 'o:boxes|odf:fp32' -odst 'o:scores|odf:fp32'"
    assert commands("net.onnx", "cv25", more)[1].endswith(said)


@pytest.mark.parametrize("name", ["$(reboot)", "a'b", '";reboot;"', "`id`", "-odst", "a\\b"])
def test_a_shell_reads_a_foreign_name_as_one_word(name: str) -> None:
    parser = commands(f"{name} {{name}}.onnx", "cv25", CLASSIFIER.format(name, "y"))[1]
    file = f"./{name}" if name.startswith("-") else name
    assert shlex.split(parser) == [
        *("onnxparser.py", "-m", f"{file} {{name}}.onnx"),
        *("-isrc", f"is:1,3,240,320|iq|idf:0,0,8,0|i:{name}=calib/list.txt"),
        *("-o", "quantized", "-of", "quantized", "-odst", "o:y|odf:fp32"),
    ]


@pytest.mark.parametrize("letter", ["|", "="])
@pytest.mark.parametrize("names", [("a{0}b", "y"), ("x", "a{0}b")])
def test_a_name_that_the_toolchain_would_cut_is_told(letter: str, names: tuple[str, str]) -> None:
    sketch = CLASSIFIER.format(*(name.format(letter) for name in names))
    assert notes(sketch) == (
        f"For the toolchain a tensor's name ends at a {letter}: rename the inputs and outputs "
        "that have one.",
    )


@pytest.mark.parametrize(
    ("tensor", "path"),
    [("a\N{REPLACEMENT CHARACTER}b", "net.onnx"), ("abc…", "net.onnx"), ("x", "a\ufffd.onnx")],
)
def test_a_name_that_is_not_told_as_it_is_is_not_typed(tensor: str, path: str) -> None:
    assert notes(CLASSIFIER.format(tensor, "y"), path) == (
        "The file or a tensor has a name that cannot be typed as it is: rename it.",
    )


@pytest.mark.parametrize(
    "inputs",
    [
        "input x: float32[1,3,8,8]\ninput z: float32[1,3,8,8]",
        "input x: float32[1,1,8,8]",
        "input x: float32[1,16]",
        "input x: float32[1,3,?,8]",
        "input x: float32[*]",
        "",
    ],
)
def test_what_is_no_single_image_has_no_public_line(inputs: str) -> None:
    operand = "x" if inputs else "float32[8]"
    assert notes(f"format onnx\n{inputs}\nrelu y: float32[8] <- {operand}\noutput y") == (
        "The commands that are public are for a model of one colour image of a stated size, "
        "which this one is not.",
    )


@pytest.mark.parametrize(
    ("target", "sketch"),
    [
        ("cv25", INT8),  # the public line is for ONNX
        ("artpec7", "input x: uint8[1,8]\ncustom:edgetpu-custom-op y: uint8[1,8] <- x\noutput y"),
        ("artpec8", INT8),
    ],
)
def test_where_no_toolchain_stands_between_there_is_no_next_step(target: str, sketch: str) -> None:
    assert step("net", target, sketch) is None


def test_the_edge_tpu_compiler_is_given_the_runtime_of_the_camera() -> None:
    model = model_from_sketch(INT8)
    pack = load_pack("artpec7", Folders(()))
    begin = "edgetpu_compiler -s --min_runtime_version"
    found = [
        next_step("-x.tflite", model, pack_for(pack, stated))
        for stated in (stated_versions(), stated_versions(edgetpu_runtime="14"))
    ]
    assert found == [
        NextStep((f"{begin} 13 ./-x.tflite",), ()),
        NextStep((f"{begin} 14 ./-x.tflite",), ()),
    ]


@pytest.mark.parametrize(
    ("file", "target", "told"),
    [
        ("resnet_opset17.onnx", "cv25", True),
        ("nms.onnx", "cv75", True),  # whether it compiles, its compiler tells
        ("resnet_dynamic_axes.onnx", "cv25", False),
        ("nhwc_input.onnx", "cv25", False),
        ("resnet_opset17.onnx", "artpec7", False),
        ("mobilenet_int8_per_tensor.tflite", "artpec7", True),
        ("mobilenet_float32.tflite", "artpec7", False),
    ],
)
def test_a_model_with_an_error_has_no_next_step(file: str, target: str, told: bool) -> None:
    (one,) = lint([FIXTURES / file], [target]).reports
    step = one.next_step
    assert (step is not None and not step.cures) is told
    assert (one.try_on_camera is not None) is told


def test_what_nobody_can_compile_is_not_to_be_tried(tmp_path: Path) -> None:
    renamed = tmp_path / "a\nb.onnx"
    renamed.write_bytes((FIXTURES / "resnet_opset17.onnx").read_bytes())
    (one,) = lint([renamed], ["cv25"]).reports
    assert one.next_step is not None
    assert (one.next_step.commands, one.try_on_camera) == ((), None)
