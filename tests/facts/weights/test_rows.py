"""Weights by output channel, beside NumPy."""

from math import isfinite, prod
from typing import Any

import numpy as np
import pytest

from dlpulint.facts.weights import integer_rows
from dlpulint.facts.weights.float_rows import FloatRows
from dlpulint.facts.weights.integer_rows import IntegerRows
from dlpulint.facts.weights.rows import Rows

SHAPES = [
    ((3, 5), 0),
    ((3, 5), 1),
    ((2, 1, 1, 700), 0),
    ((2, 3, 3, 57), 0),
    ((1, 3, 3, 4), 3),
    ((1, 30, 40, 2), 3),
    ((4, 3, 2, 2), 1),
    ((600, 2, 2), 1),
]
"""Shapes with the output channels in them."""


def rows_of(shape: tuple[int, ...], axis: int, numbers: Any) -> tuple[Rows, Any]:
    """The rows, and the same by NumPy in 64 bits."""
    array = np.asarray(numbers).reshape(shape)
    kind = IntegerRows if array.dtype == "int8" else FloatRows
    rows = kind(memoryview(array.tobytes()), shape, axis)
    return rows, np.moveaxis(array, axis, 0).reshape(shape[axis], -1).astype("float64")


def numbers_of(dtype: str, count: int, seed: int = 7) -> Any:
    random = np.random.default_rng(seed)
    if dtype == "int8":
        return random.integers(-128, 128, count).astype("int8")
    return (random.normal(size=count) * (random.random(count) > 0.3)).astype("<f4")


@pytest.mark.parametrize(("shape", "axis"), SHAPES)
@pytest.mark.parametrize(
    ("dtype", "block"), [("int8", 1), ("int8", 100), ("int8", 2**16), ("f", 0)]
)
def test_rows_are_those_of_numpy(
    shape: tuple[int, ...], axis: int, dtype: str, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(integer_rows, "_BLOCK", block)
    rows, expected = rows_of(shape, axis, numbers_of(dtype, prod(shape)))
    assert rows.width == expected.shape[1]
    assert list(map(list, rows.numbers())) == expected.tolist()
    squares, nonzero = zip(*rows.sums(), strict=True)
    assert squares == pytest.approx((expected**2).sum(1), rel=0 if rows.whole else 1e-12)
    assert list(nonzero) == np.count_nonzero(expected, 1).tolist()


@pytest.mark.parametrize(("shape", "axis"), SHAPES)
@pytest.mark.parametrize("dtype", ["int8", "f"])
def test_the_peak_is_the_largest_magnitude_in_real_numbers(
    shape: tuple[int, ...], axis: int, dtype: str
) -> None:
    for seed in range(20):
        numbers = numbers_of(dtype, prod(shape), seed)
        if seed % 2:
            # Channels that use a part of the integers, as a scale of another tensor leaves them.
            numbers //= 3
        rows, expected = rows_of(shape, axis, numbers)
        scales = np.random.default_rng(seed).uniform(0.9, 1.1, shape[axis]).tolist()
        assert rows.peak(scales) == float((np.abs(expected).max(1) * scales).max())


def test_the_peak_may_be_in_a_channel_of_a_smaller_scale() -> None:
    rows, _ = rows_of((2, 1), 0, np.array([127, -128], "int8"))
    assert rows.peak((1.0, 0.999)) == 127.872


@pytest.mark.parametrize("number", [-128, -1, 0, 1, 127])
@pytest.mark.parametrize("width", [1, 511, 512, 1022, 5000])
def test_sums_of_equal_integers_are_exact(number: int, width: int) -> None:
    rows, _ = rows_of((2, width), 0, np.full(2 * width, number, "int8"))
    assert list(rows.sums()) == [(number * number * width, width if number else 0)] * 2


def test_the_step_of_an_integer_is_its_scale() -> None:
    rows, _ = rows_of((2, 1), 0, np.array([100, 30], "int8"))
    assert rows.steps((0.5, 0.1)) == (0.5, 0.1)


def test_the_step_of_another_number_is_what_the_largest_of_its_channel_would_give() -> None:
    rows, _ = rows_of((2, 2), 0, np.array([12.7, -25.4, 1.0, 0.0], "<f4"))
    assert rows.steps((1.0, 127.0)) == pytest.approx([0.2, 1.0])


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
def test_the_peak_of_what_is_no_number_is_not_finite(number: float) -> None:
    rows, _ = rows_of((2, 2), 0, np.array([1, 2, number, 3], "<f4"))
    assert not isfinite(rows.peak((1.0, 1.0)))
