"""URIs of linted files, relative to their repository."""

import os
from pathlib import Path

import pytest

from dlpulint.reporters.repository import top_of_repository, uri_within


@pytest.fixture(autouse=True)
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "project"
    (folder / ".git").mkdir(parents=True)
    (folder / "models").mkdir()
    (folder / "models" / "a.tflite").touch()
    monkeypatch.chdir(folder / "models")
    return folder


def linked(link: Path, to: Path) -> None:
    try:
        link.symlink_to(to)
    except OSError:
        pytest.skip("symbolic links are not allowed here")


def test_the_top_holds_git(top: Path) -> None:
    assert top_of_repository() == top


def test_a_work_tree_whose_git_is_a_file_is_a_repository(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (top / "models" / ".git").touch()
    assert top_of_repository() == top / "models"


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("a.tflite", "models/a.tflite"),
        ("../b.onnx", "b.onnx"),
        ("./x/../a.tflite", "models/a.tflite"),
        ("a b%#?.tflite", "models/a%20b%25%23%3F.tflite"),
        ("ä:é.tflite", "models/%C3%A4%3A%C3%A9.tflite"),
        ("-", "stdin"),
        ("s3://bucket/models/a b.tflite", "s3://bucket/models/a%20b.tflite"),
        ("../../elsewhere/c.tflite", "c.tflite"),
    ],
)
def test_a_uri_is_relative_to_the_top(top: Path, path: str, uri: str) -> None:
    assert uri_within(top, path) == uri


def test_an_absolute_path_becomes_relative(top: Path) -> None:
    assert uri_within(top, (top / "models" / "a.tflite").as_posix()) == "models/a.tflite"


@pytest.mark.skipif(os.name == "nt", reason="file names are text on Windows")
def test_a_name_that_is_no_utf8_is_encoded_byte_by_byte(top: Path) -> None:
    assert uri_within(top, os.fsdecode(b"\xff.tflite")) == "models/%FF.tflite"


def test_a_link_within_the_repository_is_followed(top: Path) -> None:
    linked(top / "link.tflite", top / "models" / "a.tflite")
    assert uri_within(top, "../link.tflite") == "models/a.tflite"


def test_a_link_out_of_the_repository_keeps_its_name(top: Path) -> None:
    (top.parent / "0f3a").touch()
    linked(top / "models" / "stored.tflite", top.parent / "0f3a")
    assert uri_within(top, "stored.tflite") == "models/stored.tflite"


def test_a_repository_behind_a_link_is_found(top: Path) -> None:
    linked(top.parent / "door", top)
    assert uri_within(top.parent / "door", "a.tflite") == "models/a.tflite"
