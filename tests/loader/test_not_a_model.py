"""Files that are not models: the message names what they are and what would be right."""

import io
import pickle
import struct
import tarfile
import zipfile

import pytest

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.not_a_model import named
from dlpulint.loader.open_model import format_of
from tests.mutations.mutants import seeds

EXPORT = "export it with `torch.onnx.export`"


def zipped(first: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(first, "content")
    return file.getvalue()


def tarred() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("model.tflite"), io.BytesIO())
    return file.getvalue()


def field(number: int, content: bytes) -> bytes:
    return bytes([number << 3 | 2, len(content)]) + content


NODE = field(1, field(1, b"input") + field(2, b"Placeholder"))
META_GRAPH = field(1, field(5, b"2.15.0") + field(4, b"serve"))

CASES = {
    "lfs": (
        b"version https://git-lfs.github.com/spec/v1\noid",
        "a Git LFS pointer, not the model: fetch it with `git lfs pull`",
    ),
    "gzip": (b"\x1f\x8b\x08\0" + bytes(20), "a gzip archive, not a model: unpack it first"),
    "bzip2": (b"BZh91AY&SY" + bytes(20), "a bzip2 archive, not a model: unpack it first"),
    "xz": (b"\xfd7zXZ\0\0\x04" + bytes(20), "an xz archive, not a model: unpack it first"),
    "tar": (tarred(), "a tar archive, not a model: unpack it first"),
    "zip": (zipped("model.tflite"), "a ZIP archive, not a model: unpack it first"),
    "pt": (zipped("yolov8n/data.pkl"), f"a PyTorch file (.pt), not a model: {EXPORT}"),
    "keras": (
        zipped("metadata.json"),
        "a Keras file (.keras), not a model: convert it to TFLite",
    ),
    "npz": (zipped("weights.npy"), "a NumPy archive (.npz), not a model"),
    "pickle": (
        pickle.dumps({"model": [1, 2, 3], "epoch": 300}),
        f"a Python pickle, not a model (PyTorch: {EXPORT})",
    ),
    "h5": (
        b"\x89HDF\r\n\x1a\n" + bytes(9),
        "an HDF5 file (Keras), not a model: convert it to TFLite",
    ),
    "graph": (NODE, "a TensorFlow graph (.pb), not a model: convert it to TFLite"),
    "saved model": (
        b"\x08\x01" + field(2, META_GRAPH),
        "a TensorFlow SavedModel (.pb), not a model: convert its folder with "
        "`tf.lite.TFLiteConverter.from_saved_model`",
    ),
    "core ml": (
        b"\x08\x07" + field(2, field(1, field(1, b"image"))),
        "a Core ML model, not a TFLite or ONNX one: convert what it was made from",
    ),
    "openvino": (
        b'<?xml version="1.0"?>\n<net name="yolov8n" version="11">',
        "an XML document, not a model (OpenVINO: convert to .tflite or .onnx)",
    ),
    "html": (b"\n <HTML><body>", "an HTML page, not a model: the download failed"),
    "json": (b'{"message": "Not Found", "status": 404}', "a JSON document, not a model"),
    "note": (b"The model is on the other disk.\n", "a text file, not a model"),
    "safetensors": (
        struct.pack("<Q", 40) + b'{"weight":{"dtype":"F32"}}',
        "a safetensors file, not a model: it holds weights and no graph",
    ),
    "ort": (
        b"\x1c\0\0\0ORTM" + bytes(20),
        "an ONNX Runtime file (.ort), not a model: lint the .onnx it was made from",
    ),
    "zeros": (bytes(512), "nothing but zeros, not a model: the copy or download failed"),
    "mac": (
        b"\0\x05\x16\x07\0\x02\0\0Mac OS X        ",
        "a macOS metadata file (its name begins with ._), not the model beside it",
    ),
    "engine": (
        b"ptrt" + bytes(20),
        "a TensorRT engine, not a model: lint the .onnx it was made from",
    ),
    "cv25": (
        bytes.fromhex("08000202") + bytes(60),
        "a model compiled for CV25 already, not a {0} file",
    ),
    "cv75": (
        bytes.fromhex("030003008eea5d0e") + bytes(60),
        "a model compiled for CV75 already, not a {0} file",
    ),
}


@pytest.mark.parametrize("suffix", [".tflite", ".onnx"])
@pytest.mark.parametrize("case", CASES)
def test_a_file_under_a_models_name_is_named_as_what_it_is(case: str, suffix: str) -> None:
    content, message = CASES[case]
    with pytest.raises(ModelFileError) as raised:
        format_of(memoryview(content), suffix)
    assert str(raised.value) == message.format(suffix)


def test_no_model_is_taken_for_something_else() -> None:
    for seed in seeds():
        assert named(seed.content[:512]) is None, seed.name
        assert format_of(memoryview(seed.content), "") == seed.name.rsplit(".", 1)[1]


def test_a_file_of_a_single_byte_is_nothing_in_particular() -> None:
    assert [number for number in range(1, 256) if named(bytes([number]))] == []
