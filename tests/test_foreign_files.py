"""The bounds of docs/internals.md, on whole files: what is no model costs next to nothing."""

import os
import resource
import socket
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader import stream
from dlpulint.loader.open_model import is_pointer, load, load_bytes
from dlpulint.model.graph import OPERATOR_CEILING
from tests.mutations import crafted_onnx, crafted_tflite
from tests.mutations.watching import said_of
from tests.places import FIXTURES, ROOT

TWO_GIGABYTES = 2 * 10**9
ADDRESS_SPACE = 3 * 2**30
"""The map of a copy, Python and its libraries; the file does not fit in as well."""


def sparse(path: Path, beginning: bytes, size: int = TWO_GIGABYTES) -> Path:
    with path.open("wb") as file:
        file.write(beginning)
        file.truncate(size)
    return path


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))


def run_limited(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """A run of the command line that may neither hang nor take the machine's memory."""
    command = [sys.executable, "-m", "dlpulint", *map(str, arguments), "--target", "all", "-q"]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=60, cwd=ROOT, preexec_fn=limited
    )


@pytest.mark.parametrize(
    ("name", "beginning", "said"),
    [
        ("a.tflite", b"", "nothing but zeros, not a model: the copy or download failed"),
        ("a.onnx", b"", "nothing but zeros, not a model: the copy or download failed"),
        ("a.onnx", b"\xffrubbish", "not an ONNX model"),
        ("a.tflite", b"\xffrubbish", "damaged TFLite file, or none: no TFL3 identifier"),
        (
            "a.tflite",
            b"\x1c\0\0\0TFL3",
            "damaged TFLite file (it has no graph)",
        ),
        (
            "a.tflite",
            b"\xff\xff\xff\x70TFL3",
            "damaged TFLite file (it has no graph)",
        ),
        ("a.onnx", b"\x08\x08", "damaged or truncated ONNX file (the bytes at 2 are no field)"),
        (
            "a.onnx",
            b"\x08\x08\x3a\xf0\xff\xff\xff\x06",
            "damaged or truncated ONNX file (the bytes at 8 are no field)",
        ),
    ],
)
def test_two_gigabytes_of_rubbish_are_refused_at_once(
    tmp_path: Path, name: str, beginning: bytes, said: str
) -> None:
    path = sparse(tmp_path / name, beginning)
    done = run_limited(path, FIXTURES / "rank5_int8.tflite")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"dlpulint: {path}: {said}\n"


@pytest.mark.parametrize(
    ("name", "beginning"),
    [("a.tflite", b"\x1c\0\0\0TFL3"), ("a.onnx", b"\x08\x08"), ("a.onnx", b"")],
)
def test_fifty_gigabytes_are_refused_unread(tmp_path: Path, name: str, beginning: bytes) -> None:
    path = sparse(tmp_path / name, beginning, 50 * 10**9)
    done = run_limited(path, FIXTURES / "rank5_int8.tflite")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"dlpulint: {path}: 50,000,000,000 bytes, too many for a model: at most 4,294,967,296 are "
        "read\n"
    )


def failure(path: Path) -> str:
    with pytest.raises(ModelFileError) as raised:
        load(path)
    return str(raised.value)


def test_what_is_no_file_is_refused_by_name_and_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.tflite")
    (tmp_path / "link.onnx").symlink_to("/dev/zero")
    (tmp_path / "gone.onnx").symlink_to("nowhere")
    (tmp_path / "round.onnx").symlink_to("round.onnx")
    assert not is_pointer(tmp_path / "pipe.tflite")
    assert failure(tmp_path) == "a folder, not a model file"
    assert failure(tmp_path / "pipe.tflite") == "a named pipe, not a model file"
    assert failure(tmp_path / "link.onnx") == "a device, not a model file"
    assert failure(Path("/dev/zero")) == "a device, not a model file"
    assert failure(tmp_path / "gone.onnx") == "cannot be read: No such file or directory"
    assert failure(tmp_path / "round.onnx").startswith("cannot be read: Too many levels")


def test_a_socket_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # The path of a socket may not be long.
    with socket.socket(socket.AF_UNIX) as opened:
        opened.bind("socket.tflite")
        assert failure(tmp_path / "socket.tflite") == "a socket, not a model file"


def test_a_folder_of_pipes_and_devices_does_not_stop_a_run(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.tflite")
    (tmp_path / "b.onnx").symlink_to("/dev/zero")
    (tmp_path / "c.tflite").symlink_to(FIXTURES / "rank5_int8.tflite")
    done = run_limited(tmp_path, "--format", f"json={tmp_path / 'report.json'}")
    assert done.returncode == 2
    assert done.stderr == (
        f"dlpulint: {tmp_path}/a.tflite: a named pipe, not a model file\n"
        f"dlpulint: {tmp_path}/b.onnx: a device, not a model file\n"
    )
    assert "c.tflite" in (tmp_path / "report.json").read_text("utf-8")


def test_standard_input_without_an_end_is_refused() -> None:
    with Path("/dev/zero").open("rb") as endless:
        command = [sys.executable, "-m", "dlpulint", "-", "--target", "cpu", "-q"]
        done = subprocess.run(
            command, stdin=endless, capture_output=True, text=True, timeout=60, cwd=ROOT
        )
    assert done.returncode == 2
    assert done.stderr == (
        "dlpulint: -: nothing but zeros, not a model: the copy or download failed\n"
    )


def test_standard_input_is_read_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "LARGEST", 1000)
    endless = BytesIO(b"\x08" * 5000)
    whole = stream.read(endless)
    assert (len(whole), endless.tell()) == (1001, 1001)
    assert said_of(whole) == "more than 1,000 bytes on standard input: name the file instead"


def test_a_graph_ends_at_the_ceiling(monkeypatch: pytest.MonkeyPatch) -> None:
    assert OPERATOR_CEILING == 250_000
    for module in ("dlpulint.loader.tflite.file", "dlpulint.loader.onnx.scope"):
        monkeypatch.setattr(f"{module}.OPERATOR_CEILING", 99)
    for crafted in (crafted_tflite.backwards, crafted_onnx.backwards):
        assert len(load_bytes(memoryview(crafted(99))).operators) == 99
        with pytest.raises(ModelFileError) as raised:
            load_bytes(memoryview(crafted(100)))
        assert str(raised.value) == "more than 99 operators, which is what dlpulint reads"
