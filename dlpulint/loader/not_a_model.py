"""Files that are not models, recognized: other tools' files, archives, failed downloads."""

from typing import Final

LFS_POINTER: Final = b"version https://git-lfs"
"""First bytes of the pointer that a clone without Git LFS has in place of a file."""

_ONNX_EXPORT = "export it with `torch.onnx.export`"

_BEGINNINGS: Final = (
    (LFS_POINTER, "a Git LFS pointer, not the model: fetch it with `git lfs pull`"),
    (b"\x1f\x8b", "a gzip archive, not a model: unpack it first"),
    (b"BZh", "a bzip2 archive, not a model: unpack it first"),
    (b"\xfd7zXZ\0", "an xz archive, not a model: unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive, not a model: unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive, not a model: unpack it first"),
    (b"Rar!\x1a\x07", "a RAR archive, not a model: unpack it first"),
    (b"\x89HDF", "an HDF5 file (Keras), not a model: convert it to TFLite"),
    (b"\x93NUMPY", "a NumPy array, not a model"),
    (b"GGUF", "a GGUF file, not a TFLite or ONNX model: no DLPU loads such language models"),
    (b"RKNN", "a model compiled for Rockchip's NPU: lint the .tflite or .onnx it was made from"),
    (b"\x01HEF", "a model compiled for Hailo: lint the .tflite or .onnx it was made from"),
    (b"ptrt", "a TensorRT engine, not a model: lint the .onnx it was made from"),
    (b"ftrt", "a TensorRT engine, not a model: lint the .onnx it was made from"),
    (b"\x7fELF", "a program or library (ELF), not a model"),
    (b"\0\x05\x16\x07", "a macOS metadata file (its name begins with ._), not the model beside it"),
)
"""First bytes of files, and the message for them."""

_IDENTIFIERS: Final = {
    b"ORTM": "an ONNX Runtime file (.ort), not a model: lint the .onnx it was made from",
    b"PTMF": f"a PyTorch Mobile file, not a model: {_ONNX_EXPORT}",
    b"ET12": f"an ExecuTorch program, not a model: {_ONNX_EXPORT}",
}
"""Messages for other FlatBuffers, by bytes 4 to 8."""

_TEXTS: Final = (
    (("<!doctype html", "<html"), "an HTML page, not a model: the download failed"),
    (("<?xml", "<net "), "an XML document, not a model (OpenVINO: convert to .tflite or .onnx)"),
    (("{", "[{"), "a JSON document, not a model"),
)
"""Beginnings of texts in lower case, and the message for them."""

_LOCAL_NAME = 30
"""Position of the first file's name in a ZIP archive."""

_PICKLE_PROTOCOLS = (b"\x02", b"\x03", b"\x04", b"\x05")
_SAVED_MODEL, _COREML = 1, range(2, 16)
"""Versions of both formats, in the field where ONNX has its IR version."""


def named(head: bytes) -> str | None:
    """Message for a file that is known not to be a model, or `None`.

    Args:
        head: The file's first bytes; 512 are enough.

    >>> named(b"GGUF")
    'a GGUF file, not a TFLite or ONNX model: no DLPU loads such language models'
    """
    for beginning, message in _BEGINNINGS:
        if head.startswith(beginning):
            return message
    if head.startswith(b"PK\x03\x04"):
        return _archive(head)
    if not any(head):
        return "nothing but zeros, not a model: the copy or download failed"
    if head[257:262] == b"ustar":
        return "a tar archive, not a model: unpack it first"
    if head[:1] == b"\x80" and head[1:2] in _PICKLE_PROTOCOLS:
        return f"a Python pickle, not a model (PyTorch: {_ONNX_EXPORT})"
    if head[8:10] == b'{"' and int.from_bytes(head[:8], "little") < 2**32:
        return "a safetensors file, not a model: it holds weights and no graph"
    return _IDENTIFIERS.get(head[4:8]) or _text(head) or _protobuf(head)


def _archive(head: bytes) -> str:
    """Message for a ZIP archive by its first file's name; many tools' models are such archives."""
    length = int.from_bytes(head[26:28], "little")
    first = head[_LOCAL_NAME : _LOCAL_NAME + length]
    if first.endswith((b"data.pkl", b".format_version", b"constants.pkl")):
        return f"a PyTorch file (.pt), not a model: {_ONNX_EXPORT}"
    if first in (b"metadata.json", b"config.json"):
        return "a Keras file (.keras), not a model: convert it to TFLite"
    if first.endswith(b".npy"):
        return "a NumPy archive (.npz), not a model"
    return "a ZIP archive, not a model: unpack it first"


def _text(head: bytes) -> str | None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for beginnings, message in _TEXTS[:2]:
        if start.startswith(tuple(map(str.encode, beginnings))):
            return message
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:
            return None
        text = head[: error.start].decode("utf-8")
    letters = sum(letter.isprintable() or letter in "\r\n\t\ufeff" for letter in text)
    if len(text) <= 16 or letters < len(text):
        return None
    beginnings, message = _TEXTS[2]
    return message if text.lstrip().startswith(beginnings) else "a text file, not a model"


def _protobuf(head: bytes) -> str | None:
    """Message for a protobuf of TensorFlow or Core ML; ONNX has other fields at these positions."""
    if len(head) < 8:
        return None
    if head[:1] == b"\x0a" and _content(head, 0) == b"\x0a":
        return "a TensorFlow graph (.pb), not a model: convert it to TFLite"
    if head[:1] == b"\x08" and head[2:3] == b"\x12" and _content(head, 2) == b"\x0a":
        # ONNX has its producer's name here, which does not begin with a line break.
        if head[1] == _SAVED_MODEL:
            return (
                "a TensorFlow SavedModel (.pb), not a model: convert its folder with "
                "`tf.lite.TFLiteConverter.from_saved_model`"
            )
        if head[1] in _COREML:
            return "a Core ML model, not a TFLite or ONNX one: convert what it was made from"
    return None


def _content(head: bytes, start: int) -> bytes:
    """The first byte of the content of a field at `start`, after its tag and length."""
    position = start + 1
    while position < len(head) and head[position] & 0x80:
        position += 1
    return head[position + 1 : position + 2]
