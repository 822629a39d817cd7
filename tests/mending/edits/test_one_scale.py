"""One step for all channels, and the weights in parts of it."""

import numpy as np
import pytest

from dlpulint.mending.edits import one_scale
from dlpulint.mending.edits.one_scale import blocks_of, largest_of


def test_the_largest_is_a_magnitude_in_real_numbers() -> None:
    rows = np.array([[100, -128], [30, 40]], "int8")
    assert largest_of(rows, np.array([0.5, 0.1])) == 64.0


@pytest.mark.parametrize("size", [1, 2, 3, 4, 100])
def test_blocks_of_any_size_are_the_whole(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_scale, "_BLOCK", size)
    weights = np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]], "int8")
    found = np.zeros((3, 3))
    for rows, columns, exact in blocks_of(weights, np.array([0.5, 1.0, 2.0]), 0.5):
        assert exact.size <= size
        found[rows, columns] += exact
    assert found.tolist() == [[1, 2, 3], [8, 10, 12], [28, 32, 36]]
