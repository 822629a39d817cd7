"""Noise that one scale adds to the weights of a layer."""

import numpy as np
import pytest

from dlpulint.facts.weights.layer_noise import layer_noise
from dlpulint.model.stored_weights import StoredWeights
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


def by_numpy(stored: StoredWeights) -> tuple[float, float]:
    """Median noise and part of weak channels of a convolution, from the error of each weight."""
    weights = stored.operator.weights
    assert weights is not None
    assert weights.shape is not None
    rows = np.frombuffer(stored.data, "i1" if weights.dtype == "int8" else "<f4")
    exact = rows.reshape(weights.shape).astype("float64")
    if weights.quantization:
        exact = exact * np.array(weights.quantization.scales)[:, None]
    exact /= np.abs(exact).max() / 127
    parts = ((np.rint(exact) - exact) ** 2).sum(1) / (exact**2).sum(1)
    return float(np.median(parts)), float((parts > 0.01).mean())


def random_layer(width: int, dtype: str, zeros: float = 0.0) -> StoredWeights:
    """A trained layer's likes: channels of very different size, some weights zero."""
    random = np.random.default_rng(width)
    rows = random.laplace(size=(101, width)) * (random.random((101, width)) >= zeros)
    sizes = 2 ** random.uniform(-6, 0, (101, 1))
    if dtype == "float32":
        return layer(rows * sizes, dtype=dtype)
    largest = np.abs(rows).max(1, keepdims=True)
    integers = np.rint(rows / largest * 127)
    return layer(integers, tuple((largest * sizes / 127).ravel().tolist()))


@pytest.mark.parametrize("dtype", ["int8", "float32"])
@pytest.mark.parametrize("width", [1, 9, 32])
def test_the_noise_of_narrow_channels_is_that_of_each_weight(width: int, dtype: str) -> None:
    stored = random_layer(width, dtype)
    noise = layer_noise(*stored)
    assert noise is not None
    assert (noise.median, noise.weak) == pytest.approx(by_numpy(stored), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("dtype", ["int8", "float32"])
@pytest.mark.parametrize("zeros", [0.0, 0.8])
@pytest.mark.parametrize("width", [64, 288, 1152])
def test_the_noise_of_wide_channels_is_as_expected(width: int, zeros: float, dtype: str) -> None:
    stored = random_layer(width, dtype, zeros)
    noise = layer_noise(*stored)
    assert noise is not None
    median, weak = by_numpy(stored)
    # The error of each weight is luck: a fifth is 0.8 dB of one layer.
    assert noise.median == pytest.approx(median, rel=0.2)
    assert noise.weak == pytest.approx(weak, abs=0.04)


def test_wide_channels_of_no_integers_lose_something_whatever_the_step() -> None:
    numbers = np.random.default_rng(3).normal(size=(3, 200))
    stored = layer(numbers / np.abs(numbers).max() * 127, dtype="float32")
    noise = layer_noise(*stored)
    assert noise is not None
    assert noise.median == pytest.approx(by_numpy(stored)[0], rel=0.2)


@pytest.mark.parametrize("size", [1.0, 0.999, 0.01, 0.001])
def test_wide_channels_lose_no_more_than_they_have_or_change(size: float) -> None:
    integers = np.random.default_rng(3).integers(-127, 128, (3, 200))
    integers[:, 0] = 127
    stored = layer(integers, (1.0, size, size))
    noise = layer_noise(*stored)
    assert noise is not None
    assert noise.median == pytest.approx(by_numpy(stored)[0], rel=0.25, abs=1e-12)
