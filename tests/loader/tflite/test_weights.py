"""Bytes of the weights of layers."""

import pytest

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.tflite.file import model_from_tflite
from dlpulint.loader.tflite.weights import stored_weights
from tests.loader.tflite_files import Code, Graph, Operator, Tensor, write
from tests.places import FIXTURES

TENSORS = (
    Tensor("x", shape=(1, 4)),
    Tensor("w", shape=(1, 4), buffer=1),
    Tensor("y", shape=(1, 1)),
    Tensor("z", shape=(1, 1)),
)


def layers(*operators: Operator, buffers: tuple[bytes, ...] = (b"", b"abcd")) -> memoryview:
    graph = Graph(TENSORS, operators, [0], [2])
    return write(graph, codes=[Code("FULLY_CONNECTED"), Code("RELU")], buffers=buffers)


def test_weights_by_their_layers() -> None:
    data = layers(Operator([0], [3], 1), Operator([0, 1], [2]), Operator([0, 1], [3]))
    found = [
        (stored.operator.index, bytes(stored.data))
        for stored in stored_weights(data, model_from_tflite(data))
    ]
    assert found == [(1, b"abcd"), (2, b"abcd")]


def test_computed_weights_are_left_out() -> None:
    data = layers(Operator([0, 3], [2]))
    assert not list(stored_weights(data, model_from_tflite(data)))


def test_other_graphs_are_left_out() -> None:
    graph = Graph(TENSORS, [Operator([0, 1], [2])], [0], [2])
    codes, buffers = [Code("FULLY_CONNECTED")], (b"", b"abcd")
    data = write(graph, graph, codes=codes, buffers=buffers)
    model = model_from_tflite(data)
    assert len(model.operators) == 2
    assert [stored.operator.subgraph for stored in stored_weights(data, model)] == [0]


def test_bytes_of_another_file() -> None:
    model = model_from_tflite(layers(Operator([0, 1], [2])))
    with pytest.raises(ModelFileError, match="a table runs out of it"):
        list(stored_weights(layers(), model))


def test_every_layer_of_a_file_has_as_many_bytes_as_its_shape() -> None:
    data = memoryview((FIXTURES / "mobilenet_int8_per_channel.tflite").read_bytes())
    found = list(stored_weights(data, model_from_tflite(data)))
    assert len(found) == 17
    for stored in found:
        assert stored.operator.weights is not None
        assert stored.operator.weights.elements == len(stored.data)
