"""The bytes of constants and of custom options."""

import pytest

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.tflite.contents import Contents
from dlpulint.loader.tflite.file import model_from_tflite
from tests.loader.tflite_files import Code, Graph, Operator, Tensor, write


def graph(custom: bytes = b"") -> Graph:
    tensors = [Tensor("x"), Tensor("c", shape=(3,), buffer=1), Tensor("y")]
    operators = [Operator([0, 0], [2]), Operator([2, 1], [2], custom=custom)]
    return Graph(tensors, operators[1:], [0], [2])


def test_constants_by_their_readers() -> None:
    data = write(graph(), buffers=(b"", b"abc"))
    operator = model_from_tflite(data).operators[0]
    contents = Contents(data)
    assert bytes(contents.constant(operator, 1)) == b"abc"
    assert bytes(contents.constant(operator, 0)) == b""


def test_constants_outside_the_flatbuffer() -> None:
    whole = write(graph(), buffers=(b"", 4000))
    data = memoryview(bytes(whole).ljust(4000, b"\0") + b"z" * 64)
    operator = model_from_tflite(data).operators[0]
    assert bytes(Contents(data).constant(operator, 1)) == b"z" * 64


def test_custom_options() -> None:
    data = write(graph(b"options"), codes=[Code("CUSTOM", custom="Mine")], buffers=(b"", b"abc"))
    operator = model_from_tflite(data).operators[0]
    assert bytes(Contents(data).custom_options(operator)) == b"options"


def test_a_file_without_a_graph() -> None:
    with pytest.raises(ModelFileError, match="it has no graph"):
        Contents(write())
