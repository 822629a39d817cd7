"""Commands to copy hold the words of a stranger's pack or file as words, and no more."""

import shlex
from pathlib import Path

import pytest

from dlpulint.api import lint
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.report.commands import command_on_camera
from dlpulint.reporters.fixable import fix_command
from dlpulint.reporters.text.figures import lint_command
from tests.pack_files import header, load
from tests.places import FIXTURES
from tests.running import run

MODEL = "input x: uint8[1,8]\nrelu y: uint8[1,8] <- x\noutput y"


@pytest.mark.parametrize("device", ["x; touch hacked", "$(touch hacked)", "`id`", "a'b", "-x y"])
def test_the_device_of_a_pack_is_one_word(tmp_path: Path, device: str) -> None:
    pack = load(tmp_path, header(f'device = "{device}"', 'camera_file = "{name}"'))
    command = command_on_camera("net.tflite", model_from_sketch(MODEL), pack)
    assert command is not None
    words = shlex.split(command)
    assert words[words.index("-c") + 1] == device


def test_a_file_is_never_an_option_of_a_command(tmp_path: Path) -> None:
    (tmp_path / "--fix.tflite").write_bytes((FIXTURES / "nchw_born_int8.tflite").read_bytes())
    (tmp_path / "-x.onnx").write_bytes((FIXTURES / "vit_opset14.onnx").read_bytes())
    done = run("./--fix.tflite", "./-x.onnx", "-t", "artpec8,cv25", "--full", cwd=tmp_path)
    commands = [line.strip() for line in done.stdout.decode().splitlines() if "dlpulint " in line]
    assert commands
    for line in commands:
        assert " --fix.tflite" not in line
        assert " -x" not in line


def test_paths_of_reports_are_typed_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "--fix.tflite").write_bytes((FIXTURES / "nchw_born_int8.tflite").read_bytes())
    monkeypatch.chdir(tmp_path)
    (report,) = lint("--fix.tflite", "artpec8").reports
    assert lint_command(report) == "dlpulint ./--fix.tflite --target artpec8"
    assert fix_command(report).startswith("dlpulint ./--fix.tflite --target artpec8 --fix")
