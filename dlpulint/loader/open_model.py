"""A model file of any format, opened and read."""

from collections.abc import Mapping
from pathlib import Path
from stat import S_ISREG

from msgspec.structs import replace

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.content import Content, opened
from dlpulint.loader.not_a_model import LFS_POINTER, named
from dlpulint.loader.ranges import Bytes
from dlpulint.model.graph import Format, Metadata, Model

_SUFFIXES: dict[str, Format] = {".tflite": "tflite", ".lite": "tflite", ".onnx": "onnx"}
_HEAD = 512
"""Bytes that decide about the format."""
_CVFLOW: dict[bytes, Format] = {
    b"\x08\x00\x02\x02": "cvflow-cv25",
    b"\x03\x00\x03\x00\x8e\xea\x5d\x0e": "cvflow-cv75",
}
"""First bytes of compiled Ambarella files, as in Axis' model zoo."""


def load(path: Path, shapes: Mapping[str, tuple[int, ...]] | None = None) -> Model:
    """Model read from a file, whose content decides about its format, not its name.

    Args:
        path: A regular file.
        shapes: Sizes for open dimensions of inputs, by the input's name; used in ONNX files only.

    Raises:
        ModelFileError: In one line, if the file cannot be read or is not a model.

    >>> model = load(Path("yolov8n.onnx"), {"images": (1, 3, 640, 640)})  # doctest: +SKIP
    """
    return load_bytes(content_of(path).data, path.suffix.lower(), shapes)


def content_of(path: Path) -> Content:
    """Bytes of a file that begins as a model does.

    Raises:
        ModelFileError: In one line, if the file cannot be read, changed meanwhile, or is no model.
    """
    with opened(path) as file:
        # Rubbish is refused before the rest of it is read.
        format_of(memoryview(file.beginning(_HEAD)), path.suffix.lower())
        return file.content()


def is_pointer(path: Path) -> bool:
    """Whether a file is a Git LFS pointer in place of a model that was not fetched."""
    try:
        if not S_ISREG(path.stat().st_mode):
            return False
        with path.open("rb") as file:
            return file.read(len(LFS_POINTER)) == LFS_POINTER
    except OSError:
        return False


def load_bytes(
    data: Bytes, suffix: str = "", shapes: Mapping[str, tuple[int, ...]] | None = None
) -> Model:
    """Model read from the bytes of a file.

    Args:
        data: The whole file.
        suffix: That of the file's name (`.onnx`); a note says if the content does not match.
        shapes: As for `load`.

    Raises:
        ModelFileError: In one line, if the bytes are not a model.
    """
    found = format_of(data, suffix)
    if found == "tflite":
        from dlpulint.loader.tflite.file import model_from_tflite

        model = model_from_tflite(data[0 : len(data)])
    elif found == "onnx":
        from dlpulint.loader.onnx.file import model_from_onnx

        model = model_from_onnx(data, shapes)
    else:
        return Model.build(format=found, layout="channels-first", operators=(), subgraphs=())
    expected = _SUFFIXES.get(suffix)
    if expected is None or expected == found:
        return model
    note = f"the file is named {suffix} and holds {'TFLite' if found == 'tflite' else 'ONNX'}"
    metadata: Metadata = replace(model.metadata, notes=(*model.metadata.notes, note))
    return replace(model, metadata=metadata)


def format_of(data: Bytes, suffix: str) -> Format:
    """The format of a file's bytes. Raises ModelFileError for a known file that is not a model."""
    head = bytes(data[:_HEAD])
    if head[4:8] == b"TFL3":
        return "tflite"
    for magic, format in _CVFLOW.items():
        if head.startswith(magic):
            if suffix in _SUFFIXES:
                chip = format.removeprefix("cvflow-").upper()
                raise ModelFileError(f"a model compiled for {chip} already, not a {suffix} file")
            return format
    if not head:
        raise ModelFileError("empty file")
    if found := named(head):
        raise ModelFileError(found)
    if len(data) < 8:
        raise ModelFileError(f"too short to be a model ({len(data)} bytes)")
    if _SUFFIXES.get(suffix) == "tflite" and head[:1] != b"\x08":
        raise ModelFileError("damaged TFLite file, or none: no TFL3 identifier")
    return "onnx"
