"""Real files with names that mean harm, through the whole command line, in every format."""

import os
from pathlib import Path

import pytest

from dlpulint.formats import FORMATS
from tests.places import FIXTURES
from tests.reporters.reading import READERS, log_commands
from tests.running import run

TARGETS = "artpec8,artpec9,cv25"

HOSTILE = ("fixtures/hostile_names.tflite", "fixtures/hostile_names.onnx")

FILE_NAMES = (
    b"line\nbreak.tflite",
    b"\n::stop-commands::x.tflite",
    b"%0A::error::x.tflite",
    b"::error::x.tflite",
    b"::set-output name=a::b.tflite",
    b"##[error]x.tflite",
    b"\x1b[31mred.tflite",
    b"\xff\xfe.tflite",
    "\u202eetilft.b.tflite".encode(),
    b"-t.tflite",
    b"=1+1.tflite",
    b"<script>alert(1).tflite",
    b"<img src=x onerror=alert(1)>.tflite",
    b"[a](javascript:alert(1)).tflite",
    b"a`b|c`.tflite",
    b"@someone #1.tflite",
    b"{{7*7}}$.tflite",
    b'"]; a [label="b.tflite',
    b"]]>.tflite",
    b"%s%n.tflite",
    b"n" * 240 + b".tflite",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small model under every such name, and one that cannot be read."""
    folder = tmp_path_factory.mktemp("hostile")
    content = (FIXTURES / "edgetpu_compiled.tflite").read_bytes()
    for name in FILE_NAMES:
        Path(os.fsdecode(bytes(folder) + b"/" + name)).write_bytes(content)
    (folder / "::error::broken<b>.tflite").write_bytes(b"::error::x")
    return folder


def test_every_format_has_a_reader() -> None:
    assert set(FORMATS) <= set(READERS)


@pytest.mark.parametrize("format", FORMATS)
def test_names_within_a_model_are_only_names(format: str) -> None:
    done = run(*HOSTILE, "--target", TARGETS, "--format", format)
    assert (done.returncode, done.stderr) == (1, b"")
    text = done.stdout.decode("utf-8")
    READERS[format](text)
    assert format == "github" or log_commands(text) == []
    assert len(text) < 2_000_000  # 100,000 characters are not printed at every mention


@pytest.mark.parametrize("format", FORMATS)
def test_names_of_files_are_only_names(format: str, folder: Path) -> None:
    done = run(".", "--target", "artpec7,artpec8", "--format", format, cwd=folder)
    assert done.returncode == 2
    text = done.stdout.decode("utf-8")
    READERS[format](text)
    assert format == "github" or log_commands(text) == []
    complaint = done.stderr.decode("utf-8")
    assert complaint.startswith("dlpulint: ::error::broken<b>.tflite: ")
    assert log_commands(complaint) == []


@pytest.mark.parametrize("format", FORMATS)
def test_a_report_in_a_file_can_be_read_as_well(format: str, tmp_path: Path) -> None:
    file = tmp_path / "report"
    run(HOSTILE[0], "--target", "artpec8", "--format", f"{format}={file}", "--quiet")
    READERS[format](file.read_bytes().decode("utf-8"))


def test_the_full_text_holds_as_much() -> None:
    done = run(*HOSTILE, "--target", TARGETS, "--full")
    READERS["text"](done.stdout.decode("utf-8"))
    assert log_commands(done.stdout.decode("utf-8")) == []
