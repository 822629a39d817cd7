"""Weights of a layer by output channel."""

import numpy as np
import pytest
from msgspec.structs import replace

from dlpulint.facts.weights.channels import Channels, channels_of
from dlpulint.model.stored_weights import StoredWeights
from tests.facts.weights.layers import layer


def rows_of(channels: Channels) -> list[list[float]]:
    return [list(row) for row in channels.rows.numbers()]


def test_channels_of_a_convolution_come_first() -> None:
    channels = channels_of(*layer([[1, 2, 3], [4, 5, 6]], (0.5, 2.0)))
    assert channels is not None
    assert rows_of(channels) == [[1, 2, 3], [4, 5, 6]]
    assert list(channels.scales) == [0.5, 2.0]


def test_channels_of_a_depthwise_layer_come_last() -> None:
    weights = np.arange(8).reshape(1, 2, 2, 2)
    channels = channels_of(*layer(weights, (0.5, 2.0), kind="depthwise-conv", axis=3))
    assert channels is not None
    assert rows_of(channels) == [[0, 2, 4, 6], [1, 3, 5, 7]]


def test_weights_that_are_not_quantized_have_a_step_of_one() -> None:
    channels = channels_of(*layer([[0.5], [2.5]], dtype="float32", kind="fully-connected"))
    assert channels is not None
    assert rows_of(channels) == [[0.5], [2.5]]
    assert list(channels.scales) == [1.0, 1.0]


@pytest.mark.parametrize(
    ("native", "attributes", "axis"),
    [
        ("Conv", {}, 0),
        ("ConvTranspose", {"groups": 1}, 1),
        ("Gemm", {}, 1),
        ("Gemm", {"transpose_right": True}, 0),
        ("MatMul", {}, 1),
    ],
)
def test_channels_in_onnx(native: str, attributes: dict[str, int], axis: int) -> None:
    weights = np.arange(6, dtype="f4").reshape(2, 3)
    stored = layer(weights, dtype="float32")
    operator = replace(stored.operator, native=native, attributes=attributes)
    channels = channels_of(operator, stored.data)
    assert channels is not None
    assert rows_of(channels) == (weights if axis == 0 else weights.T).tolist()


def test_channels_of_a_transposed_convolution_in_groups_are_not_known() -> None:
    stored = layer([[1.0, 2.0], [3.0, 4.0]], dtype="float32")
    operator = replace(stored.operator, native="ConvTranspose", attributes={"groups": 2})
    assert channels_of(operator, stored.data) is None


def test_a_normalization_takes_part_in_the_scales() -> None:
    stored = layer([[1.0], [2.0]], dtype="float32")
    channels = channels_of(stored.operator, stored.data, (0.5, 3.0))
    assert channels is not None
    assert list(channels.scales) == [0.5, 3.0]
    assert channels_of(stored.operator, stored.data, (0.5,)) is None


@pytest.mark.parametrize(
    "stored",
    [
        layer([[1], [2]], (0.5,)),
        layer([[1], [2]]),
        layer([[1]], (0.5,)),
        layer([[1], [2]], (0.5, 2.0), axis=1),
        layer([[1], [2]], (0.5, 2.0), zero_points=(0, 1)),
        layer([[1], [2]], (0.5, 0.0)),
        layer([[1], [2]], (0.5, float("nan"))),
        layer([[1], [2]], (0.5, 2.0), kind="batch-matmul"),
        layer([[1], [2]], (0.5, 2.0), kind="depthwise-conv"),
        layer([[1], [2]], (0.5, 2.0), dtype="int16"),
        layer([[], []], (0.5, 2.0)),
        (layer([[1], [2]], (0.5, 2.0))[0], memoryview(b"abc")),
    ],
    ids=(
        "one scale", "no scale", "one channel", "another axis", "zero points", "no step",
        "not a number", "no layer", "too few axes", "16 bits", "empty", "other bytes",
    ),
)  # fmt: skip
def test_what_has_no_channels_to_compare(stored: StoredWeights) -> None:
    assert channels_of(*stored) is None
