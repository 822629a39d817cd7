"""A model file of any format, opened and read."""

import mmap
from collections.abc import Mapping
from pathlib import Path
from stat import S_ISBLK, S_ISCHR, S_ISDIR, S_ISFIFO, S_ISREG, S_ISSOCK

from msgspec.structs import replace

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.not_a_model import LFS_POINTER, named
from dlpulint.model.graph import Format, Metadata, Model

_SUFFIXES: dict[str, Format] = {".tflite": "tflite", ".lite": "tflite", ".onnx": "onnx"}
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
    try:
        mode = path.stat().st_mode
        if not S_ISREG(mode):
            raise ModelFileError(f"{_kind_of(mode)}, not a model file")
        with path.open("rb") as file:
            if path.stat().st_size == 0:
                raise ModelFileError("empty file")
            # Not closed by hand: a raised error keeps views of the map alive for a while.
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except OSError as error:
        raise ModelFileError(f"cannot be read: {error.strerror or error}") from None
    return load_bytes(memoryview(mapped), path.suffix.lower(), shapes)


def _kind_of(mode: int) -> str:
    """Name of a kind of file; opening some kinds would wait for ever, or never end."""
    if S_ISDIR(mode):
        return "a folder"
    if S_ISFIFO(mode):
        return "a named pipe"
    if S_ISCHR(mode) or S_ISBLK(mode):
        return "a device"
    return "a socket" if S_ISSOCK(mode) else "something special"


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
    data: memoryview, suffix: str = "", shapes: Mapping[str, tuple[int, ...]] | None = None
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

        model = model_from_tflite(data)
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


def format_of(data: memoryview, suffix: str) -> Format:
    """The format of a file's bytes. Raises ModelFileError for a known file that is not a model."""
    head = bytes(data[:512])
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
