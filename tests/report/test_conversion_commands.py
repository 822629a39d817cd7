"""Commands that convert a model, with its own names and sizes and the target's quantization."""

import ast
import shlex
import shutil
import subprocess

import pytest

from dlpulint.api import lint
from dlpulint.engine.judge import judge
from dlpulint.facts.facts import Facts
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.report.commands import NextStep
from dlpulint.report.conversion_commands import conversion_step
from dlpulint.reporters.first_step import first_step
from tests.places import FIXTURES

ONNX = """
format onnx
input {0}: float32[{1}]
relu y: float32[{1}] <- {0}
output y
"""
FLOAT = """
format tflite
{0}input x: float32[{1}]
conv y: float32[1,8,8,4] <- x, weights: float32[4,3,3,3]
output y
"""
DENSE = """
format tflite
input x: float32[1,640]
fully-connected y: float32[1,10] <- x, weights: float32[10,640]
output y
"""


def step(sketch: str, target: str, path: str = "nets/net.onnx") -> NextStep | None:
    facts, pack = Facts(model_from_sketch(sketch)), load_pack(target, Folders(()))
    return conversion_step(path, facts, pack, judge(facts, pack).findings)


def commands(sketch: str, target: str, path: str = "nets/net.onnx") -> tuple[str, ...]:
    found = step(sketch, target, path)
    assert found is not None
    return found.commands


def script(command: str) -> list[str]:
    """The lines of a Python script, which Python accepts."""
    first, *lines, last = command.split("\n")
    assert (first, last) == ("python - <<'END'", "END")
    ast.parse("\n".join(lines))
    return lines


@pytest.mark.parametrize(
    ("target", "scales"),
    [("artpec7", "per-channel"), ("artpec8", "per-tensor"), ("artpec9", "per-channel")],
)
def test_onnx_is_converted_with_its_own_names_and_sizes(target: str, scales: str) -> None:
    install, calibrate, convert, again = commands(ONNX.format("images", "1,3,480,640"), target)
    assert install == "pip install onnx2tf==1.29.16"
    assert "    return tf.image.resize(pixels, (480, 640)).numpy() / 255" in script(calibrate)
    assert convert == (
        f"onnx2tf -i net.onnx -oiqt -qt {scales} -iqd uint8 -oqd uint8 "
        "-cind images calib.npy '[[[[0,0,0]]]]' '[[[[1,1,1]]]]'"
    )
    assert again == f"dlpulint saved_model/net_full_integer_quant.tflite --target {target}"


def test_an_open_batch_is_set_to_one() -> None:
    assert "-i net.onnx -b 1 -oiqt" in commands(ONNX.format("x", "?,3,8,9"), "artpec8")[2]
    assert "-b 1" not in commands(ONNX.format("x", "1,3,8,9"), "artpec8")[2]


def test_inputs_that_are_no_image_are_calibrated_with_samples() -> None:
    two = """
format onnx
input a: float32[1,8]
input b: float32[1,8]
add y: float32[1,8] <- a, b
output y
"""
    assert commands(two, "artpec8")[1].endswith(
        "-cind a calib-1.npy '[0]' '[1]' -cind b calib-2.npy '[0]' '[1]'"
    )


def test_an_open_size_or_a_name_that_cannot_be_typed_has_to_go_first() -> None:
    opened = step(ONNX.format("x", "1,3,?,9"), "artpec8")
    assert opened is not None
    assert (opened.commands, opened.notes) == (
        (),
        ("Input 'x' has an open size: export it with a fixed one.",),
    )
    renamed = step(ONNX.format("x", "1,3,8,9"), "artpec8", "a\N{REPLACEMENT CHARACTER}.onnx")
    assert renamed is not None
    assert renamed.notes == ("The file or an input has a name that cannot be typed: rename it.",)


@pytest.mark.parametrize("name", ["$(reboot)", "a'b", '";reboot;"', "`id`", "a\\b"])
def test_a_shell_reads_a_foreign_name_as_one_word(name: str) -> None:
    convert, again = commands(ONNX.format(name, "1,3,8,9"), "artpec8", f"{name}.onnx")[2:]
    assert shlex.split(convert)[:3] == ["onnx2tf", "-i", f"{name}.onnx"]
    assert shlex.split(convert)[10:12] == ["-cind", name]
    assert shlex.split(again)[1] == f"saved_model/{name}_full_integer_quant.tflite"


@pytest.mark.parametrize("name", ['a"b', "a\\", "END", "a'b", '"+open("x")+"', "{stem}"])
def test_python_reads_a_foreign_name_as_one_text(name: str) -> None:
    sketch = FLOAT.format("", "1,8,8,3")
    lines = script(commands(sketch, "artpec8", f"{name}.tflite")[0])
    loading = ast.parse(lines[1]).body[0]
    assert isinstance(loading, ast.Assign)
    assert isinstance(loading.value, ast.Call)
    assert ast.literal_eval(loading.value.args[0]) == f"{name}.keras"


@pytest.mark.parametrize(
    ("target", "line"),
    [
        ("artpec7", None),
        ("artpec8", "converter._experimental_disable_per_channel = True"),
        (
            "artpec9",
            "converter._experimental_disable_per_channel_quantization_for_dense_layers = True",
        ),
    ],
)
@pytest.mark.parametrize("sketch", [FLOAT.format("", "1,8,8,3"), DENSE])
def test_a_float_tflite_gets_the_whole_converter(
    sketch: str, target: str, line: str | None
) -> None:
    convert, again = commands(sketch, target, "net.tflite")
    lines = script(convert)
    assert 'network = tf.keras.models.load_model("net.keras")' in lines
    assert "converter.inference_input_type = tf.uint8" in lines
    flags = [text for text in lines if text.startswith("converter._experimental")]
    assert flags == ([] if line is None else [line])
    assert again == f"dlpulint net-int8.tflite --target {target}"


@pytest.mark.parametrize(
    ("target", "scheme"), [("artpec7", "int8-per-channel"), ("artpec8", "int8-per-tensor")]
)
def test_a_note_says_what_a_script_reads_and_how_to_preview(target: str, scheme: str) -> None:
    found = step(FLOAT.format("", "1,8,8,3"), target, "net.tflite")
    assert found is not None
    assert found.notes[0] == (
        "The script reads `net.keras` and 100 to 200 varied camera images, `images/*.jpg`, and "
        "writes `net-int8.tflite`. To preview: "
        f"`dlpulint net.tflite --target {target} --as-if {scheme}`."
    )


def test_a_planar_input_is_converted_from_the_onnx_file_with_its_sizes() -> None:
    path = FIXTURES / "cures" / "models" / "onnx2tf-channels-last-input.before.tflite"
    (report,) = lint([path], ["artpec9"]).reports
    found = report.next_step
    assert found is not None
    _, calibrate, convert, again = found.commands
    assert "    return tf.image.resize(pixels, (32, 32)).numpy() / 255" in script(calibrate)
    assert shlex.split(convert) == [
        *("onnx2tf", "-i", f"{path.stem}.onnx", "-oiqt", "-qt", "per-channel", "-iqd", "uint8"),
        *("-oqd", "uint8", "-cind", "images", "calib.npy", "[[[[0,0,0]]]]", "[[[[1,1,1]]]]"),
    ]
    assert again == f"dlpulint saved_model/{path.stem}_full_integer_quant.tflite --target artpec9"
    assert f"`{path.stem}.onnx`" in found.notes[0]


def test_a_file_of_onnx2tf_is_converted_from_its_onnx_again() -> None:
    name = "model/tf.nn.convolution/convolution"
    sketch = FLOAT.format("made-by TensorFlow 2.19.0\n", "1,8,8,3")
    sketch = sketch.replace("conv y", f"conv {name}").replace("output y", f"output {name}")
    _, convert, again = commands(sketch, "artpec8", "net_float32.tflite")
    assert convert.startswith("onnx2tf -i net.onnx -oiqt -qt per-tensor")
    assert again == "dlpulint saved_model/net_full_integer_quant.tflite --target artpec8"


def test_what_needs_no_conversion_or_another_cure_gets_none() -> None:
    assert step(FLOAT.format("", "1,8,8,3").replace("float32", "int8"), "artpec8") is None
    quantized = """
format onnx
input x: float32[1,3,8,8]
quantize q: int8[1,3,8,8] <- x
dequantize y: float32[1,3,8,8] <- q
output y
"""
    assert step(quantized, "artpec8") is None
    assert step(ONNX.format("x", "1,3,8,8"), "cv25") is None


@pytest.fixture(scope="module")
def printed() -> list[str]:
    files = ["resnet_opset17.onnx", "vit_opset17.onnx", "mobilenet_float32.tflite"]
    paths = [FIXTURES / file for file in files]
    reports = lint(paths, ["artpec7", "artpec8", "artpec9", "cpu"]).reports
    return [c for r in reports if r.next_step and r.next_step.cures for c in r.next_step.commands]


def test_no_command_has_an_ellipsis(printed: list[str]) -> None:
    assert len(printed) >= 20
    assert not any("…" in command or "..." in command for command in printed)


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_bash_reads_each_command(printed: list[str]) -> None:
    for command in printed:
        subprocess.run(["bash", "-n", "-c", command], check=True)


def test_the_first_step_has_the_commands_of_its_cure() -> None:
    (report,) = lint([FIXTURES / "resnet_opset17.onnx"], ["artpec8"]).reports
    first = first_step(report)
    assert first is not None
    assert report.next_step is not None
    assert first.finding is not None
    assert (first.finding.rule, first.commands) == ("tflite/wrong-file", report.next_step.commands)
