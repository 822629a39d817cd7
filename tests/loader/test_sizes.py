"""Shapes that no memory holds."""

import pytest

from dlpulint.loader.sizes import HIGHEST_RANK, MOST_ELEMENTS, countable
from dlpulint.model import Shape


@pytest.mark.parametrize(
    ("shape", "told"),
    [
        ((), True),
        ((1, 224, 224, 3), True),
        ((None, None), True),
        ((MOST_ELEMENTS,), True),
        ((MOST_ELEMENTS, 1), True),
        ((MOST_ELEMENTS + 1,), False),
        ((2**32, 2**31), False),
        ((None, 2**62, 2), False),
        ((0, 2**62, 2**62), False),  # Nothing in all, but parts of it are multiplied too.
        ((1,) * HIGHEST_RANK, True),
        ((1,) * (HIGHEST_RANK + 1), False),
    ],
)
def test_elements_are_counted_in_64_bits(shape: Shape, told: bool) -> None:
    assert countable(shape) is told
