"""Bytes of the weights of ONNX layers, and the factors of normalizations behind them."""

import struct
from math import sqrt

import pytest
from onnx import GraphProto, NodeProto, TensorProto, helper

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.onnx.file import model_from_onnx
from dlpulint.loader.onnx.weights import stored_weights
from dlpulint.model.stored_weights import StoredWeights
from tests.loader.onnx_files import FLOAT, file, graph, node, value

X = value("x", [1, 2, 4, 4])
CONV = node("Conv", "x w", "y")
NORMALIZATION = node("BatchNormalization", "y scale bias mean variance", "z", epsilon=0.5)


def constant(name: str, *numbers: float, dims: tuple[int, ...] = ()) -> TensorProto:
    packed = struct.pack(f"<{len(numbers)}f", *numbers)
    return TensorProto(name=name, data_type=FLOAT, dims=dims or [len(numbers)], raw_data=packed)


W = constant("w", *range(6), dims=(3, 2, 1, 1))
PARAMETERS = (
    constant("scale", 2.0, -3.0, 1.0),
    constant("bias", 0.0, 0.0, 0.0),
    constant("mean", 0.0, 0.0, 0.0),
    constant("variance", 0.5, 3.5, -0.5),
)


def found(main: GraphProto) -> list[StoredWeights]:
    data = memoryview(file(main).SerializeToString())
    return list(stored_weights(data, model_from_onnx(data)))


def normalized(*nodes: NodeProto, outputs: str = "z") -> list[StoredWeights]:
    ends = [value(name, [1, 3, 4, 4]) for name in outputs.split()]
    return found(graph([CONV, *nodes], [X], ends, (W, *PARAMETERS)))


def test_elements_of_an_initializer_in_either_field() -> None:
    numbers = struct.unpack("<6f", W.raw_data)
    plain = helper.make_tensor("w", FLOAT, W.dims, numbers)
    for weights in (W, plain):
        (stored,) = found(graph([CONV], [X], [value("y")], [weights]))
        assert stored.operator.native == "Conv"
        assert bytes(stored.data) == W.raw_data
        assert stored.factors == ()


def test_elements_of_a_constant_node() -> None:
    large = constant("", *range(600), dims=(300, 2, 1, 1))
    source = helper.make_node("Constant", [], ["w"], value=large)
    (stored,) = found(graph([source, CONV], [X], [value("y")]))
    assert bytes(stored.data) == large.raw_data


def test_elements_in_another_file() -> None:
    outside = TensorProto(name="w", data_type=FLOAT, dims=W.dims)
    outside.data_location = TensorProto.EXTERNAL
    outside.external_data.add(key="location", value="w.bin")
    with pytest.raises(ModelFileError, match="w are not in the graph"):
        found(graph([CONV], [X], [value("y")], [outside]))


def test_weights_of_another_type_are_left_out() -> None:
    half = TensorProto(name="w", data_type=10, dims=W.dims, raw_data=bytes(12))
    given = value("x", [1, 2, 4, 4], 10)
    assert not found(graph([CONV], [given], [value("y", dtype=10)], [half]))


def test_computed_weights_are_left_out() -> None:
    given = [X, value("w", [3, 2, 1, 1])]
    assert not found(graph([CONV], given, [value("y")]))


def test_a_normalization_multiplies_the_channels_of_its_layer() -> None:
    (stored,) = normalized(NORMALIZATION)
    assert stored.factors == pytest.approx((2.0, 3.0 / 2.0, 0.0))


def test_the_default_epsilon() -> None:
    plain = node("BatchNormalization", "y scale bias mean variance", "z")
    (stored,) = normalized(plain)
    assert stored.factors[1] == pytest.approx(3.0 / sqrt(3.5 + 1e-5))


def test_a_normalization_that_is_not_alone_multiplies_nothing() -> None:
    (stored,) = normalized(NORMALIZATION, outputs="z y")
    assert stored.factors == ()
    (stored,) = normalized(NORMALIZATION, node("Relu", "y", "r"), outputs="z r")
    assert stored.factors == ()


def test_a_normalization_with_computed_parameters() -> None:
    other = node("BatchNormalization", "y scale bias mean computed", "z")
    ends = [value("z", [1, 3, 4, 4])]
    main = graph([CONV, node("Relu", "variance", "computed"), other], [X], ends, (W, *PARAMETERS))
    with pytest.raises(ModelFileError, match="computed"):
        found(main)


def test_bytes_of_another_file() -> None:
    data = memoryview(file(graph([CONV], [X], [value("y")], [W])).SerializeToString())
    model = model_from_onnx(data)
    with pytest.raises(ModelFileError, match="w are not in the graph"):
        list(stored_weights(memoryview(b""), model))
