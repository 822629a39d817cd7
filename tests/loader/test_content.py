"""Files that change while they are read: one answer about one file, or one line that says so."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dlpulint import lint
from dlpulint.basics.errors import ModelFileError
from dlpulint.loader import content, open_model
from tests.places import FIXTURES, ROOT
from tests.running import run, run_json

TFLITE = FIXTURES / "edgetpu_compiled.tflite"
OTHER = FIXTURES / "rank5_int8.tflite"
CHANGED = "the file changed while it was read"


@pytest.fixture(params=["in memory", "copied"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways of reading a file, whatever its size."""
    if request.param == "copied":
        monkeypatch.setattr(content, "IN_MEMORY", 0)
    return str(request.param)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return Path(shutil.copy(TFLITE, tmp_path / "a.tflite"))


def emptied(path: Path) -> None:
    os.truncate(path, 0)


def cut(path: Path) -> None:
    os.truncate(path, 4000)


def lengthened(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def overwritten(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"x" * 100)
    os.utime(path, (1, 1))  # This test is shorter than a step of the clock of files.


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("change", [emptied, cut, lengthened, overwritten])
def test_a_file_that_changes_after_its_beginning_was_read_is_refused(
    model: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None]
) -> None:
    format_of = open_model.format_of

    def changing(data: memoryview, suffix: str) -> object:
        monkeypatch.undo()
        change(model)
        return format_of(data, suffix)

    monkeypatch.setattr(open_model, "format_of", changing)
    done = run(model, OTHER, "--target", "artpec8", "--format", "csv")
    assert done.returncode == 2
    assert done.stderr.decode() == f"dlpulint: {model}: {CHANGED}\n"
    assert OTHER.name in done.stdout.decode()


@pytest.mark.usefixtures("way")
def test_a_file_that_is_replaced_is_the_one_that_was_opened(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_bytes = open_model.load_bytes
    newer = Path(shutil.copy(OTHER, tmp_path / "newer"))

    def replacing(*arguments: object, **named: object) -> object:
        found = load_bytes(*arguments, **named)  # type: ignore[arg-type]
        os.replace(newer, model)
        return found

    monkeypatch.setattr(open_model, "load_bytes", replacing)
    (report,) = lint(model, "artpec8").reports
    assert report.model is not None
    assert report.model.sha256 == hashlib.sha256(TFLITE.read_bytes()).hexdigest()
    assert report.model.bytes == TFLITE.stat().st_size


EMPTYING = """
import os, sys
from dlpulint.loader import content
from dlpulint.loader.tflite import file
content.IN_MEMORY = int(sys.argv.pop(1))
read = file.model_from_tflite
def emptying(data):
    os.truncate(sys.argv[1], 0)
    return read(data)
file.model_from_tflite = emptying
from dlpulint.cli.main import main
main()
"""


@pytest.mark.parametrize("bound", [0, 2**30])
def test_a_file_that_is_cut_while_it_is_parsed_does_not_end_the_process(
    model: Path, bound: int
) -> None:
    command = [sys.executable, "-c", EMPTYING, str(bound), str(model), "--target", "edgetpu"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert model.stat().st_size == 0


def test_a_copied_file_reads_as_one_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = run_json(TFLITE, "--target", "edgetpu")
    monkeypatch.setattr(content, "IN_MEMORY", 0)
    assert run_json(TFLITE, "--target", "edgetpu") == expected


def test_holes_are_part_of_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "IN_MEMORY", 0)
    path = tmp_path / "a.bin"
    with path.open("wb") as file:
        for start in (300_000, 900_000):
            file.seek(start)
            file.write(os.urandom(150_000))
        file.truncate(2_000_001)
    expected = path.read_bytes()
    with content.opened(path) as opened:
        assert opened.beginning(1000) == bytes(1000)
        found = opened.content()
    assert bytes(found.data) == expected
    assert found.sha256 == hashlib.sha256(expected).hexdigest()


def test_a_copy_without_room_is_one_line(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> object:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(content, "IN_MEMORY", 0)
    monkeypatch.setattr("tempfile.TemporaryFile", full)
    monkeypatch.setattr("tempfile.gettempdir", lambda: "/tmp")
    with pytest.raises(ModelFileError) as raised:
        open_model.load(model)
    assert str(raised.value) == (
        "no room for a copy in /tmp: No space left on device; TMPDIR names another folder"
    )


def test_a_pipe_that_takes_the_place_of_a_file_is_not_waited_for(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = os.open

    def replacing(path: str, flags: int) -> int:
        monkeypatch.undo()
        model.unlink()
        os.mkfifo(model)
        return opened(path, flags)

    monkeypatch.setattr("os.open", replacing)
    with pytest.raises(ModelFileError) as raised:
        open_model.load(model)
    assert str(raised.value) == "a named pipe, not a model file"
