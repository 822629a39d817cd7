"""Layers with one weight scale per channel, and which of them are refused."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from dlpulint.mending.draft import Draft
from dlpulint.mending.edits.rescalable import layers_of, refuse_unfit
from dlpulint.mending.refused import Refused
from tests.mending.edits.layers import INPUT, Layers, one_layer

W = (2, 1, 1, 2)


def check(data: bytes) -> None:
    draft = Draft(data)
    layers = layers_of(draft)
    assert layers
    refuse_unfit(draft, layers)


@pytest.mark.parametrize("native", ["CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED"])
def test_layers_with_several_scales(native: str) -> None:
    (layer,) = layers_of(Draft(one_layer(native)))
    assert (layer.data, layer.weights, layer.bias, layer.bias_position) == (0, 1, 2, 2)


def test_a_layer_with_one_scale_is_none() -> None:
    assert not layers_of(Draft(one_layer(scales=(0.1,), zero_points=(0,))))


def test_other_operators_are_none() -> None:
    assert not layers_of(Draft(one_layer("BATCH_MATMUL")))


def test_a_layer_of_int8_is_fit() -> None:
    check(one_layer())


def with_input(dtype: str) -> bytes:
    file = Layers(dtype=dtype)
    weights = file.constant("w", file.buffer([1] * 4, "int8"), W, scales=(0.1, 0.2))
    return file.written(file.operator("CONV_2D", INPUT, weights))


def with_bias(**more: Any) -> bytes:
    file = Layers()
    weights = file.constant("w", file.buffer([1] * 4, "int8"), W, scales=(0.1, 0.2))
    numbers = file.buffer([1] * more.pop("count", 2), more.pop("stored", "<i4"))
    bias = file.constant("b", numbers, (2,), **{"dtype": "int32", **more})
    return file.written(file.operator("CONV_2D", INPUT, weights, bias))


def with_another_reader() -> bytes:
    file = Layers()
    weights = file.constant("w", file.buffer([1] * 4, "int8"), W, scales=(0.1, 0.2))
    layer = file.operator("CONV_2D", INPUT, weights)
    return file.written(layer, file.operator("DEQUANTIZE", weights))


def with_weights_as_an_output() -> bytes:
    file = Layers()
    weights = file.constant("w", file.buffer([1] * 4, "int8"), W, scales=(0.1, 0.2))
    return file.written(file.operator("CONV_2D", INPUT, weights), weights)


def with_computed_weights() -> bytes:
    file = Layers()
    weights = file.operator("RELU", INPUT)
    file.tensors[weights] = file.tensors[weights].__class__(
        "w", "int8", W, scales=(0.1, 0.2), zero_points=(0, 0)
    )
    return file.written(file.operator("CONV_2D", INPUT, weights))


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: with_input("int16"), "its layers have 16-bit inputs (int16x8)"),
        (
            lambda: with_input("float32"),
            "only its weights are quantized, not the inputs of layers (dynamic range)",
        ),
        (
            lambda: with_input("uint8"),
            "the input of the layer with the weights 'w' is not int8 with a scale",
        ),
        (
            lambda: one_layer(dtype="int4"),
            "the weights 'w' have a scale per channel and are not int8",
        ),
        (
            lambda: one_layer(zero_points=(0, 1)),
            "the weights 'w' have zero points other than 0",
        ),
        (lambda: one_layer(blockwise=32), "the weights 'w' are stored in blocks or sparsely"),
        (lambda: one_layer(shape=(2, 1, 1, 3)), "the content of 'w' is not in the file"),
        (lambda: one_layer(axis=1), "the scales of 'w' do not fit its channels"),
        (lambda: one_layer(axis=7), "the scales of 'w' do not fit its channels"),
        (lambda: one_layer(scales=(0.1, 0.0)), "the scales of 'w' do not fit its channels"),
        (
            lambda: one_layer(scales=(0.1, float("inf"))),
            "the scales of 'w' do not fit its channels",
        ),
        (with_computed_weights, "the content of 'w' is not in the file"),
        (with_another_reader, "more than layers read 'w'"),
        (with_weights_as_an_output, "more than layers read 'w'"),
        (lambda: with_bias(dtype="int64", stored="<i8"), "the bias 'b' is not int32"),
        (lambda: with_bias(count=3), "the content of 'b' is not in the file"),
        (
            lambda: with_bias(scales=(0.1,), zero_points=(1,)),
            "the bias 'b' has zero points other than 0",
        ),
    ],
)
def test_what_cannot_be_rewritten_is_refused(make: Callable[[], bytes], reason: str) -> None:
    with pytest.raises(Refused, match=f"^{re.escape(reason)}$"):
        check(make())
