"""Weights of a layer by output channel."""

import numpy as np
import pytest

from dlpulint.facts.weights.channels import channels_of
from tests.facts.weights.layers import Stored, layer


def test_channels_of_a_convolution_come_first() -> None:
    channels = channels_of(*layer([[1, 2, 3], [4, 5, 6]], (0.5, 2.0)))
    assert channels is not None
    assert channels.rows.tolist() == [[1, 2, 3], [4, 5, 6]]
    assert channels.scales.tolist() == [0.5, 2.0]


def test_channels_of_a_depthwise_layer_come_last() -> None:
    weights = np.arange(8).reshape(1, 2, 2, 2)
    channels = channels_of(*layer(weights, (0.5, 2.0), kind="depthwise-conv", axis=3))
    assert channels is not None
    assert channels.rows.tolist() == [[0, 2, 4, 6], [1, 3, 5, 7]]


def test_weights_that_are_not_quantized_have_a_step_of_one() -> None:
    channels = channels_of(*layer([[0.5], [2.5]], dtype="float32", kind="fully-connected"))
    assert channels is not None
    assert channels.rows.tolist() == [[0.5], [2.5]]
    assert channels.scales.tolist() == [1.0, 1.0]


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
def test_what_has_no_channels_to_compare(stored: Stored) -> None:
    assert channels_of(*stored) is None
