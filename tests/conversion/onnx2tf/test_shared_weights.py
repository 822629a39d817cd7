"""Weights that several layers share, as the heads of FCOS and RetinaNet do, after conversion.

TensorFlow 2.21 writes two convolutions over constants that are equal with one tensor of weights,
in 8 bits with one scale and with one a channel, and two of biases, whose scales differ.
"""

import pytest

from dlpulint.conversion.onnx2tf.preview import converted
from dlpulint.facts.facts import Facts
from dlpulint.model.graph import Model
from tests.loader.onnx_files import graph, node, read, value, weights


def conversion(*more: object, layer: str = "Conv") -> Model:
    nodes = [node(layer, "x w", "a"), node(layer, "a w", "b"), *more]
    result = value(nodes[-1].output[0])
    factors = [weights("channels", 1, 8, 1, 1), weights("one", 1)]
    square = weights("w", 8, 8, 3, 3) if layer == "Conv" else weights("w", 8, 8)
    image = value("x", [1, 8, 32, 32] if layer == "Conv" else [4, 8])
    return converted(read(graph(nodes, [image], [result], [square, *factors])))


def test_convolutions_share_them_still() -> None:
    model = conversion()
    first, second = model.operators
    assert first.weights is second.weights
    assert first.bias is not second.bias
    assert Facts(model).constant_bytes == 8 * 8 * 3 * 3 + 2 * 8 * 4


def test_matrix_products_share_them_still() -> None:
    model = conversion(layer="MatMul")
    first, second = model.operators
    assert (first.kind, first.weights) == ("fully-connected", second.weights)
    assert Facts(model).constant_bytes == 8 * 8


@pytest.mark.parametrize(
    "more",
    [[node("Mul", "b channels", "y")], [node("Mul", "b one", "s"), node("Conv", "s w", "y")]],
    ids=["behind", "before"],
)
def test_a_layer_that_a_factor_is_folded_into_has_its_own(more: list[object]) -> None:
    layers = conversion(*more).operators
    assert {layer.native for layer in layers} == {"CONV_2D"}
    assert len({layer.weights for layer in layers}) == 2
