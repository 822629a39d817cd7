"""Files whose names differ in what nobody sees are two files in every report."""

import json
import os
import shutil
from collections.abc import Callable
from itertools import product
from pathlib import Path
from urllib.parse import unquote

import pytest

from dlpulint.basics.printable import escaped, unescaped
from dlpulint.reporters.formats import FORMATS
from tests.places import FIXTURES
from tests.reporters.reading import Page, rendered_markdown
from tests.running import run

NAMES = (
    b"a\xff.tflite",
    b"a\xfe.tflite",
    b"a\\xff.tflite",
    b"a\\\\xff.tflite",
    b"a\x01.tflite",
    b"a\x02.tflite",
    b"a\n.tflite",
    "a\u202e.tflite".encode(),
    "a\u200b.tflite".encode(),
    "a\u0085.tflite".encode(),
    b"a\x85.tflite",
    "a\U000e0001.tflite".encode(),
)
SHOWN = (
    r"a\xff.tflite",
    r"a\xfe.tflite",
    r"a\\xff.tflite",
    r"a\\\\xff.tflite",
    r"a\x01.tflite",
    r"a\x02.tflite",
    r"a\x0a.tflite",
    r"a\u202e.tflite",
    r"a\u200b.tflite",
    r"a\u0085.tflite",
    r"a\x85.tflite",
    r"a\U000e0001.tflite",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in NAMES:
        shutil.copy(FIXTURES / "rank5_int8.tflite", tmp_path / os.fsdecode(name))
    return tmp_path


@pytest.mark.parametrize(("name", "shown"), list(zip(NAMES, SHOWN, strict=True)))
def test_what_cannot_be_printed_is_written_out(name: bytes, shown: str) -> None:
    path = os.fsdecode(name)
    assert escaped(path) == shown
    assert unescaped(shown) == path
    assert shown.isprintable()


@pytest.mark.parametrize("path", ["models/a.tflite", "größe 1.onnx", r"a\b.onnx", r"C:\users\u"])
def test_what_can_be_printed_stays_as_it_is(path: str) -> None:
    assert escaped(path) == path
    assert unescaped(path) == path


def test_no_two_paths_have_one_text() -> None:
    letters = ["\\", "x", "u", "f", "\udcff", "\xff", "\x01", "0"]
    paths = [
        "".join(word) + "ff" for count in range(1, 6) for word in product(letters, repeat=count)
    ]
    texts = list(map(escaped, paths))
    assert len(set(texts)) == len(texts)
    assert list(map(unescaped, texts)) == paths


def test_a_text_that_is_of_no_path_is_no_error() -> None:
    assert unescaped("\\Uffffffff") == "\\Uffffffff"


READ: dict[str, Callable[[str], str]] = {
    "json": lambda text: "\n".join(_texts(json.loads(text))),
    "sarif": lambda text: unquote(text, errors="surrogateescape"),
    "html": lambda text: "".join(Page(text).visible()),
    "markdown": lambda text: "".join(rendered_markdown(text).visible()),
    "dot": lambda text: text.replace("\\\\", "\\"),
}
"""What a format's reader makes of it, where that is not the text itself."""


@pytest.mark.parametrize("format", [name for name in FORMATS if name != "model-explorer"])
def test_each_file_has_a_name_of_its_own_in_every_format(format: str, folder: Path) -> None:
    # A run on GitHub shows ten annotations of a level.
    most = 4 if format == "github" else len(NAMES)
    paths = map(os.fsdecode, NAMES[:most])
    done = run(*paths, "--target", "artpec8", "--format", format, cwd=folder)
    text = READ.get(format, str)(done.stdout.decode())
    # SARIF has addresses, in which any byte can be written.
    names = map(os.fsdecode, NAMES) if format == "sarif" else SHOWN[:most]
    assert [name for name in names if name not in text] == []


def _texts(value: object) -> list[str]:
    """Every text of a JSON document."""
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [value] if isinstance(value, str) else []


def test_each_file_has_entries_of_its_own_in_a_baseline(folder: Path) -> None:
    run(".", "--target", "artpec8", "--write-baseline", "accepted.json", "-q", cwd=folder)
    written = (folder / "accepted.json").read_text("utf-8")
    entries = json.loads(written)["entries"]
    assert {entry["path"] for entry in entries} == set(SHOWN)
    (folder / os.fsdecode(NAMES[0])).unlink()
    run("a\x01.tflite", "--target", "artpec8", "--prune-baseline", "accepted.json", cwd=folder)
    left = json.loads((folder / "accepted.json").read_text("utf-8"))["entries"]
    assert {entry["path"] for entry in left} == set(SHOWN[1:])
