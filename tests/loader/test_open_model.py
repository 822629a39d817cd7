"""What a file is, its content tells and not its name."""

import shutil
from pathlib import Path

import pytest

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.open_model import format_of, load, load_bytes
from tests.places import FIXTURES

DAMAGED = FIXTURES / "damaged"
TFLITE = FIXTURES / "edgetpu_compiled.tflite"
ONNX = FIXTURES / "deformconv_opset19.onnx"


def failure(path: Path) -> str:
    with pytest.raises(ModelFileError) as raised:
        load(path)
    assert "\n" not in str(raised.value)
    return str(raised.value)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("empty.tflite", "empty file"),
        ("empty.onnx", "empty file"),
        ("lfs_pointer.tflite", "a Git LFS pointer, not the model: fetch it with `git lfs pull`"),
        ("lfs_pointer.onnx", "a Git LFS pointer, not the model: fetch it with `git lfs pull`"),
        ("html.tflite", "an HTML page, not a model: the download failed"),
        ("text.onnx", "a text file, not a model"),
        ("zip.tflite", "a ZIP archive, not a model: unpack it first"),
        ("no_identifier.tflite", "damaged TFLite file, or none: no TFL3 identifier"),
        ("truncated.tflite", "damaged or truncated TFLite file (a table runs out of it)"),
    ],
)
def test_a_file_that_is_no_model_is_named_as_what_it_is(name: str, message: str) -> None:
    assert failure(DAMAGED / name) == message


@pytest.mark.parametrize(("name", "chip"), [("ambarella_cv25", "cv25"), ("ambarella_cv75", "cv75")])
def test_a_compiled_ambarella_file_is_known_by_its_first_bytes(name: str, chip: str) -> None:
    model = load(DAMAGED / f"{name}.bin")
    assert model.format == f"cvflow-{chip}"
    assert (model.operators, model.inputs) == ((), ())


@pytest.mark.parametrize("suffix", ["", ".bin", ".cvflow"])
def test_a_compiled_file_may_have_any_name_but_that_of_a_model(suffix: str) -> None:
    data = memoryview((DAMAGED / "ambarella_cv25.bin").read_bytes())
    assert format_of(data, suffix) == "cvflow-cv25"
    with pytest.raises(ModelFileError) as raised:
        format_of(data, ".onnx")
    assert str(raised.value) == "a model compiled for CV25 already, not a .onnx file"


def test_a_tflite_file_is_read_under_any_name_and_a_misleading_one_is_noted(
    tmp_path: Path,
) -> None:
    for name, notes in (
        ("a.tflite", ()),
        ("a.TFLITE", ()),
        ("a.lite", ()),
        ("a.bin", ()),
        ("a", ()),
        ("a.onnx", ("the file is named .onnx and holds TFLite",)),
        ("b.ONNX", ("the file is named .onnx and holds TFLite",)),
    ):
        shutil.copy(TFLITE, tmp_path / name)
        model = load(tmp_path / name)
        assert (model.format, model.metadata.notes) == ("tflite", notes), name
        assert len(model.operators) == 1


def test_a_note_about_the_name_leaves_the_rest_as_it_is() -> None:
    plain, named = load(FIXTURES / "rank5_int8.tflite"), load(DAMAGED / "tflite_named_onnx.onnx")
    assert named.metadata.notes == ("the file is named .onnx and holds TFLite",)
    assert named.metadata.made_by == plain.metadata.made_by == "TensorFlow 2.21.0"
    assert [o.kind for o in named.operators] == [o.kind for o in plain.operators]


def test_an_onnx_file_is_read_under_any_name_and_a_misleading_one_is_noted(
    tmp_path: Path,
) -> None:
    for name, notes in (
        ("a.onnx", ()),
        ("a.bin", ()),
        ("a.tflite", ("the file is named .tflite and holds ONNX",)),
        ("a.lite", ("the file is named .lite and holds ONNX",)),
    ):
        shutil.copy(ONNX, tmp_path / name)
        model = load(tmp_path / name)
        assert (model.format, model.metadata.notes) == ("onnx", notes), name


def test_bytes_without_a_name_are_told_by_content() -> None:
    assert load_bytes(memoryview(TFLITE.read_bytes())).format == "tflite"
    assert load_bytes(memoryview(ONNX.read_bytes())).format == "onnx"
    assert load_bytes(memoryview(TFLITE.read_bytes())).metadata.notes == ()


def format_or_error(data: bytes, suffix: str = "") -> str:
    try:
        return format_of(memoryview(data), suffix)
    except ModelFileError as error:
        return str(error)


SHORT = "too short to be a model ({0} bytes)"
TEXT = "a text file, not a model"


@pytest.mark.parametrize(
    ("data", "suffix", "answer"),
    [
        (b"", "", "empty file"),
        (b"\x08", "", SHORT.format(1)),
        (b"\x08\x01\x02\x03\x04\x05\x06", ".onnx", SHORT.format(7)),
        (b"\x08\x01\x02\x03\x04\x05\x06\x07", ".onnx", "onnx"),
        (b"\x1c\0\0\0TFL3", "", "tflite"),
        (b"\x1c\0\0\0TFL3", ".onnx", "tflite"),
        (
            b"\x1c\0\0\0TFL2" + bytes(20),
            ".tflite",
            "damaged TFLite file, or none: no TFL3 identifier",
        ),
        (b"\x1c\0\0\0TFL2" + bytes(20), ".onnx", "onnx"),
        (b"\x08\x07" + bytes(20), ".tflite", "onnx"),
        (b"\x1f\x8b\x08\x00" + bytes(20), ".onnx", "a gzip archive, not a model: unpack it first"),
        (b"PK\x03\x04" + bytes(20), ".tflite", "a ZIP archive, not a model: unpack it first"),
        (
            b"\x89HDF\r\n\x1a\n" + bytes(9),
            ".tflite",
            "an HDF5 file (Keras), not a model: convert it to TFLite",
        ),
        (b"\n <HTML><body>", ".onnx", "an HTML page, not a model: the download failed"),
        (b"<!doctype html><p>", ".tflite", "an HTML page, not a model: the download failed"),
        (b"seventeen letters", ".onnx", TEXT),
        (b"sixteen  letters", ".onnx", "onnx"),
        ("Größe und Länge, Ä".encode(), ".onnx", TEXT),
        (b"x" * 511 + "Ä".encode(), ".onnx", TEXT),  # a letter on the border of what is looked at
        (b"x" * 600, ".tflite", TEXT),
        (b"some text and then \x01 a control character", ".onnx", "onnx"),
        (b"some text and then \xff\xfe no letter of any kind", ".onnx", "onnx"),
    ],
)
def test_the_first_bytes_tell(data: bytes, suffix: str, answer: str) -> None:
    assert format_or_error(data, suffix) == answer


def test_a_file_that_may_not_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> object:
        raise PermissionError(13, "Permission denied")

    shutil.copy(TFLITE, tmp_path / "a.tflite")
    monkeypatch.setattr("os.open", refuse)
    assert failure(tmp_path / "a.tflite") == "cannot be read: Permission denied"
