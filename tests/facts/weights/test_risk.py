"""Grades of the risk of one scale per tensor."""

from math import inf, log10

import numpy as np
import pytest

from dlpulint.facts.weights.risk import Risk, risk_of
from dlpulint.model.stored_weights import StoredWeights
from tests.facts.weights.layers import layer


def noisy(scale: float) -> StoredWeights:
    """A layer whose second channel, of some scale, has the numbers 100 and 30."""
    return layer([[127, 3], [100, 30]], (1.0, scale))


def median(scale: float) -> float:
    exact = np.array([100, 30]) * scale
    return float(((np.rint(exact) - exact) ** 2).sum() / (exact**2).sum() / 2)


def test_noise_of_all_layers_is_summed() -> None:
    risk = risk_of([noisy(0.015), noisy(0.011)])
    assert risk is not None
    expected = -10 * log10(median(0.015) + median(0.011))
    assert risk.decibels == pytest.approx(expected, rel=1e-5)
    assert risk.layers == 2


def test_the_worst_layer_has_the_most_weak_channels() -> None:
    risk = risk_of([noisy(0.5), noisy(0.011)])
    assert risk is not None
    assert risk.weak == 0.5


def test_three_layers_are_blamed_with_the_worst_first() -> None:
    layers = [noisy(scale) for scale in (0.5, 0.01, 0.012, 0.034)]
    risk = risk_of(layers)
    assert risk is not None
    assert [noise.operator for noise in risk.blamed] == [layers[at][0] for at in (2, 1, 3)]
    assert [noise.median for noise in risk.blamed] == pytest.approx(
        [median(0.012), median(0.01), median(0.034)], rel=1e-5
    )


def test_layers_that_share_weights_count_each() -> None:
    shared = noisy(0.015)
    risk = risk_of([shared, shared])
    assert risk is not None
    assert risk.decibels == pytest.approx(-10 * log10(2 * median(0.015)), rel=1e-5)


def test_nothing_to_measure() -> None:
    assert risk_of([layer([[1], [2]], (0.5,))]) is None


def test_no_noise_at_all_is_fine() -> None:
    risk = risk_of([layer([[127], [127]], (0.5, 0.5))])
    assert risk is not None
    assert (risk.decibels, risk.grade) == (90.0, "likely-fine")


@pytest.mark.parametrize(
    ("decibels", "weak", "grade"),
    [
        (11.5, 0.0, "likely-ruined"),
        (11.51, 0.0, "unknown"),
        (24.99, 0.0, "unknown"),
        (25.0, 0.0, "likely-fine"),
        (inf, 0.73, "likely-ruined"),
        (inf, 0.729, "likely-fine"),
    ],
)
def test_grades(decibels: float, weak: float, grade: str) -> None:
    assert Risk(decibels=decibels, weak=weak, layers=1, blamed=()).grade == grade
