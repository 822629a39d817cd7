"""Noise that one scale adds to the weights of a layer."""

import numpy as np
import pytest

from dlpulint.facts.weights.layer_noise import layer_noise
from tests.facts.weights.layers import layer


def test_equal_scales_add_no_noise() -> None:
    noise = layer_noise(*layer([[127, 3], [-127, 5]], (0.1, 0.1)))
    assert noise is not None
    assert noise.median == pytest.approx(0, abs=1e-9)
    assert (noise.weak, noise.ratio) == (0.0, 1.0)


def test_noise_is_what_rounding_loses_in_each_channel() -> None:
    # 127 and 3 stay; 100 and 3 become 10 and 0.3, which is rounded to 0.
    noise = layer_noise(*layer([[127, 3], [100, 3]], (1.0, 0.1)))
    assert noise is not None
    lost = 0.3**2 / (10**2 + 0.3**2)
    assert noise.median == pytest.approx(lost / 2, rel=1e-5)
    assert (noise.weak, noise.ratio) == (0.0, 10.0)


def test_a_channel_that_is_rounded_away_is_all_noise() -> None:
    noise = layer_noise(*layer([[127], [49]], (1.0, 0.01)))
    assert noise is not None
    assert noise.median == pytest.approx(0.5)
    assert noise.weak == 0.5


def test_dead_channels_do_not_count() -> None:
    weights = [[127, 3], [127, 3], [127, 3], [0, 0]]
    noise = layer_noise(*layer(weights, (1.0, 1.0, 0.0009, 1.0)))
    assert noise is not None
    assert (noise.weak, noise.ratio) == (0.0, 1.0)


def test_a_channel_of_zeros_may_have_any_scale() -> None:
    noise = layer_noise(*layer([[127, 3], [127, 3], [0, 0]], (1e-6, 1e-6, 3e38)))
    assert noise is not None
    assert (noise.weak, noise.ratio) == (0.0, 1.0)


def test_a_channel_just_above_the_dead_counts() -> None:
    noise = layer_noise(*layer([[127, 3], [127, 3], [127, 3]], (1.0, 1.0, 0.0011)))
    assert noise is not None
    assert noise.weak == pytest.approx(1 / 3)


def test_float_weights_are_measured_as_they_are() -> None:
    noise = layer_noise(*layer([[12.7, 0.3], [1.0, 0.04]], dtype="float32"))
    assert noise is not None
    lost = 0.4**2 / (10**2 + 0.4**2)
    assert noise.median == pytest.approx(lost / 2, rel=1e-4)
    assert noise.ratio == pytest.approx(12.7)


@pytest.mark.parametrize(
    "weights",
    [np.zeros((2, 3)), [[1.0, np.nan], [1.0, 2.0]], [[1.0, np.inf], [1.0, 2.0]]],
    ids=("zeros", "not a number", "infinite"),
)
def test_numbers_that_cannot_be_measured(weights: object) -> None:
    assert layer_noise(*layer(weights, dtype="float32")) is None


def test_very_different_numbers_raise_nothing() -> None:
    noise = layer_noise(*layer([[3e38, 1e-38], [1e-38, 1e-40]], dtype="float32"))
    assert noise is not None
    assert noise.ratio == 1.0


def test_a_layer_with_one_scale_has_no_noise() -> None:
    assert layer_noise(*layer([[127, 3], [-127, 5]], (0.1,))) is None
