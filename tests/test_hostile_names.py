"""Real files with names that mean harm, through the whole command line, in every format."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from dlpulint.reporters.formats import FORMATS, SINGLE
from tests.places import FIXTURES
from tests.reporters.reading import READERS, log_commands, read_rows
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


PRINTED = [format for format in FORMATS if format not in SINGLE]
"""Formats that standard output can hold a whole run of."""


def written(folder: Path, format: str) -> list[str]:
    """What a run wrote into a folder, each file read as the format's readers do."""
    texts = [path.read_bytes().decode("utf-8") for path in sorted(folder.iterdir())]
    assert texts
    for text in texts:
        READERS[format](text)
    return texts


@pytest.mark.parametrize("format", FORMATS)
def test_names_within_a_model_are_only_names(format: str, tmp_path: Path) -> None:
    file = tmp_path / "report"
    done = run(*HOSTILE, "-t", TARGETS, "--format", f"{format}={file}", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")
    texts = written(tmp_path, format)
    assert sum(map(len, texts)) < 2_000_000  # 100,000 characters are not written at every mention


@pytest.mark.parametrize("format", FORMATS)
def test_names_of_files_are_only_names(format: str, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "report"
    done = run(".", "-t", "artpec7,artpec8", "-q", "--format", f"{format}={file}", cwd=folder)
    assert done.returncode == 2
    written(tmp_path, format)
    complaint = done.stderr.decode("utf-8")
    assert complaint.startswith("dlpulint: ::error::broken<b>.tflite: ")
    assert log_commands(complaint) == []


@pytest.mark.parametrize("format", PRINTED)
def test_what_is_printed_has_no_commands_for_the_log(format: str, folder: Path) -> None:
    within = run(*HOSTILE, "-t", "artpec8", "--format", format)
    of_files = run(".", "-t", "artpec8", "--format", format, cwd=folder)
    for done in (within, of_files):
        text = done.stdout.decode("utf-8")
        assert text
        READERS[format](text)
        assert format == "github" or log_commands(text) == []


def test_the_full_text_holds_as_much() -> None:
    done = run(*HOSTILE, "--target", TARGETS, "--full")
    READERS["text"](done.stdout.decode("utf-8"))
    assert log_commands(done.stdout.decode("utf-8")) == []


@pytest.mark.parametrize(("suffix", "reader"), [("csv", read_rows), ("html", READERS["html"])])
def test_the_summary_holds_as_much_in_every_form(
    suffix: str, reader: Callable[[str], None], folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / f"summary.{suffix}"
    assert run(".", "-t", "artpec8", "-f", f"summary={file}", "-q", cwd=folder).returncode == 2
    reader(file.read_bytes().decode("utf-8"))
