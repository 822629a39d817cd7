"""One step for all channels, and the weights in parts of it."""

import numpy as np
import pytest

from dlpulint.facts.weights import one_scale
from dlpulint.facts.weights.channels import channels_of
from dlpulint.facts.weights.one_scale import blocks_of, peaks_of
from tests.facts.weights.layers import layer


def test_the_peak_is_the_largest_magnitude_in_real_numbers() -> None:
    channels = channels_of(*layer([[100, -128], [30, 40]], (0.5, 0.1)))
    assert channels is not None
    assert peaks_of(channels).tolist() == [64.0, 4.0]


@pytest.mark.parametrize("size", [1, 2, 3, 4, 100])
def test_blocks_of_any_size_are_the_whole(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_scale, "_BLOCK", size)
    channels = channels_of(*layer([[1, 2, 3], [4, 5, 6], [7, 8, 9]], (0.5, 1.0, 2.0)))
    assert channels is not None
    found = np.zeros((3, 3))
    for rows, columns, exact in blocks_of(channels, 0.5):
        assert exact.size <= size
        found[rows, columns] += exact
    assert found.tolist() == [[1, 2, 3], [8, 10, 12], [28, 32, 36]]
