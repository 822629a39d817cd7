"""Readers of model files: they describe what is in a file and never judge it."""

import mmap
from collections.abc import Mapping
from pathlib import Path
from stat import S_ISREG

from msgspec.structs import replace

from dlpulint.errors import ModelFileError
from dlpulint.model import Format, Metadata, Model

_LFS = b"version https://git-lfs"
_SUFFIXES: dict[str, Format] = {".tflite": "tflite", ".lite": "tflite", ".onnx": "onnx"}
_CVFLOW: dict[bytes, Format] = {
    b"\x08\x00\x02\x02": "cvflow-cv25",
    b"\x03\x00\x03\x00\x8e\xea\x5d\x0e": "cvflow-cv75",
}
"""First bytes of compiled Ambarella files, as those of Axis' model zoo begin."""


def load(path: Path, shapes: Mapping[str, tuple[int, ...]] | None = None) -> Model:
    """Read a model file; what it is, its content tells and not its name.

    `shapes` are those of inputs that an ONNX file leaves open, by the inputs' names; the shapes of
    a TFLite file are what its converter made of them.

    Raises ModelFileError in one line for a file that cannot be read or is no model.
    """
    try:
        if not S_ISREG(path.stat().st_mode):
            raise ModelFileError("not a regular file")
        with path.open("rb") as file:
            size = path.stat().st_size
            if size == 0:
                raise ModelFileError("empty file")
            # Not closed by hand: a raised error keeps views of the map alive for a while.
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except OSError as error:
        raise ModelFileError(f"cannot be read: {error.strerror or error}") from None
    return load_bytes(memoryview(mapped), path.suffix.lower(), shapes)


def is_pointer(path: Path) -> bool:
    """Whether a file is a Git LFS pointer, and the model itself has not been fetched."""
    try:
        with path.open("rb") as file:
            return file.read(len(_LFS)) == _LFS
    except OSError:
        return False


def load_bytes(
    data: memoryview, suffix: str = "", shapes: Mapping[str, tuple[int, ...]] | None = None
) -> Model:
    """Read a model from its bytes; `suffix` is the file name's, for a note when it misleads."""
    found = format_of(data, suffix)
    if found == "tflite":
        from dlpulint.loader.from_tflite import model_from_tflite

        model = model_from_tflite(data)
    elif found == "onnx":
        from dlpulint.loader.from_onnx import model_from_onnx

        model = model_from_onnx(data, shapes)
    else:
        return Model.build(format=found, layout="channels-first", operators=(), subgraphs=())
    expected = _SUFFIXES.get(suffix)
    if expected is None or expected == found:
        return model
    note = f"the file is named {suffix} and holds {'TFLite' if found == 'tflite' else 'ONNX'}"
    metadata: Metadata = replace(model.metadata, notes=(*model.metadata.notes, note))
    return replace(model, metadata=metadata)


def format_of(data: memoryview, suffix: str) -> Format:
    """The format of a file's bytes. Raises ModelFileError for what is known to be no model."""
    head = bytes(data[:512])
    if head[4:8] == b"TFL3":
        return "tflite"
    for magic, format in _CVFLOW.items():
        if head.startswith(magic) and suffix not in _SUFFIXES:
            return format
    if not head:
        raise ModelFileError("empty file")
    known = _no_model(head)
    if known:
        raise ModelFileError(known)
    if len(data) < 8:
        raise ModelFileError(f"too short to be a model ({len(data)} bytes)")
    if _SUFFIXES.get(suffix) == "tflite" and head[:1] != b"\x08":
        raise ModelFileError("damaged TFLite file, or none: no TFL3 identifier")
    return "onnx"


def _no_model(head: bytes) -> str | None:
    """What a file is that often lies where a model should be."""
    if head.startswith(_LFS):
        return "a Git LFS pointer, not the model: fetch it with `git lfs pull`"
    if head.startswith(b"PK\x03\x04"):
        return "a ZIP archive, not a model: unpack it first"
    if head.startswith(b"\x1f\x8b"):
        return "a gzip archive, not a model: unpack it first"
    if head.startswith(b"\x89HDF"):
        return "an HDF5 file (Keras), not a model: convert it to TFLite"
    text = head.lstrip().lower()
    if text.startswith((b"<!doctype html", b"<html")):
        return "an HTML page, not a model: the download failed"
    return _text_file(head)


def _text_file(head: bytes) -> str | None:
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:
            return None
        text = head[: error.start].decode("utf-8")
    letters = sum(letter.isprintable() or letter in "\r\n\t" for letter in text)
    return "a text file, not a model" if len(text) > 16 and letters == len(text) else None
