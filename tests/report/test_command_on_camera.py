"""The command that tries a model on a camera."""

import pytest

from dlpulint.api import lint
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.report.commands import command_on_camera
from tests.places import FIXTURES

PLAIN = "input x: uint8[1,8]\nrelu y: uint8[1,8] <- x\noutput y"
TWO_INPUTS = "input x: uint8[1,8]\ninput z: uint8[1,8]\nadd y: uint8[1,8] <- x, z\noutput y"
COMPILED = "input x: uint8[1,8]\ncustom:edgetpu-custom-op y: uint8[1,8] <- x\noutput y"


def command(path: str, target: str, sketch: str = PLAIN) -> str | None:
    return command_on_camera(path, model_from_sketch(sketch), load_pack(target, Folders(())))


def test_larod_is_given_the_file_its_device_and_random_input() -> None:
    found = command("models/net.tflite", "artpec8")
    assert found == "larod-client -g net.tflite -c axis-a8-dlpu-tflite -R 100 -w 5 -i ''"


def test_each_input_is_fed() -> None:
    found = command("net.tflite", "artpec9", TWO_INPUTS)
    assert found == "larod-client -g net.tflite -c a9-dlpu-tflite -R 100 -w 5 -i '' -i ''"


def test_a_model_whose_time_depends_on_scores_is_given_a_picture() -> None:
    sketch = TWO_INPUTS.replace("add", "custom:TFLite_Detection_PostProcess")
    found = command("net.tflite", "artpec9", sketch)
    assert found is not None
    assert found.endswith(" -R 100 -w 5 -i picture1.bin -i picture2.bin")


def test_the_edge_tpu_is_given_the_compiled_file() -> None:
    device = "-c google-edge-tpu-tflite -R 100 -w 5 -i ''"
    assert command("net.tflite", "artpec7") == f"larod-client -g net_edgetpu.tflite {device}"
    compiled = command("net_edgetpu.tflite", "artpec7", COMPILED)
    assert compiled == f"larod-client -g net_edgetpu.tflite {device}"


def test_a_name_that_a_shell_reads_otherwise_is_quoted() -> None:
    found = command("a/my net; reboot.tflite", "artpec8")
    assert found is not None
    assert found.startswith("larod-client -g 'my net; reboot.tflite' -c ")


def test_a_file_is_not_taken_for_an_option() -> None:
    found = command("-rf.tflite", "artpec7")
    assert found is not None
    assert found.startswith("larod-client -g ./-rf_edgetpu.tflite -c ")


def test_a_file_named_like_a_slot_keeps_its_name() -> None:
    found = command("{name}.tflite", "artpec7")
    assert found is not None
    assert found.startswith("larod-client -g '{name}_edgetpu.tflite' -c ")


@pytest.mark.parametrize(
    ("target", "device"), [("cv25", "ambarella-cvflow"), ("cv75", "cv75-dlpu-native")]
)
def test_an_ambarella_chip_is_given_what_the_toolchain_makes(target: str, device: str) -> None:
    found = command("nets/net.onnx", target, f"format onnx\n{PLAIN}")
    assert found == f"larod-client -g net_{target}.bin -c {device} -R 100 -w 5 -i ''"


def test_standard_input_is_given_a_name() -> None:
    found = command("-", "artpec8")
    assert found is not None
    assert found.startswith("larod-client -g model.tflite ")


@pytest.mark.parametrize(
    ("sketch", "target"), [(PLAIN, "cv25"), (f"format onnx\n{PLAIN}", "artpec8")]
)
def test_what_larod_does_not_load_has_no_command(sketch: str, target: str) -> None:
    assert command("net.tflite", target, sketch) is None


@pytest.mark.parametrize(
    ("file", "target", "told"),
    [
        ("mobilenet_int8_io.tflite", "artpec8", True),
        ("mobilenet_float32.tflite", "artpec8", False),  # all of it on the CPU: an error
        ("mobilenet_opset13.onnx", "artpec8", False),
        ("edgetpu_compiled.tflite", "artpec7", True),
        ("edgetpu_compiled.tflite", "artpec8", False),
    ],
)
def test_a_model_with_an_error_has_no_command(file: str, target: str, told: bool) -> None:
    (one,) = lint([FIXTURES / file], [target]).reports
    assert (one.try_on_camera is not None) is told
