"""Paths, and the files that they stand for."""

from pathlib import Path

import pytest

from dlpulint.basics.errors import UsageError
from dlpulint.engine.model_files import model_files, raw_path, shown


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("b.tflite", "a.ONNX", ".hidden.onnx", "notes.txt", "sub/c.onnx", ".cache/d.onnx"):
        path = tmp_path / "models" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    (tmp_path / "models" / "e.onnx").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_a_folder_stands_for_its_models_without_hidden_ones() -> None:
    assert list(model_files(["models"])) == [
        "models/a.ONNX",
        "models/b.tflite",
        "models/sub/c.onnx",
    ]


@pytest.mark.usefixtures("folder")
def test_a_pattern_stands_for_the_files_that_match_in_order_and_for_no_folder() -> None:
    assert list(model_files(["models/*.*"])) == [
        "models/a.ONNX",
        "models/b.tflite",
        "models/notes.txt",
    ]
    assert list(model_files(["**/*.onnx"])) == ["models/sub/c.onnx"]


@pytest.mark.usefixtures("folder")
def test_a_file_is_named_once_however_it_is_reached() -> None:
    Path("link.tflite").symlink_to("models/b.tflite")
    paths = ["-", "link.tflite", "models/b.tflite", "models/./b.tflite", "models/notes.txt", "-"]
    assert list(model_files(paths)) == ["-", "link.tflite", "models/notes.txt"]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("models/none.onnx", "there is no such file or folder"),
        ("models/*.bin", "nothing matches"),
        ("models/.ca*", "nothing matches"),
        ("models/e.onnx", "no .tflite or .onnx file in this folder"),
    ],
)
def test_a_path_that_stands_for_no_file_is_refused(path: str, problem: str) -> None:
    with pytest.raises(UsageError) as refused:
        list(model_files([path]))
    assert str(refused.value) == f"{path}: {problem}"


def test_a_path_that_cannot_be_printed_is_shown_and_kept() -> None:
    assert (shown("a.onnx"), raw_path("a.onnx")) == ("a.onnx", None)
    assert "\x1b" not in shown("a\x1b.onnx")
    assert raw_path("a\x1b.onnx") == "a\x1b.onnx"
