"""Shapes that no memory holds, and numbers of things that no model has."""

import pytest

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.bounds import HIGHEST_RANK, MOST_ELEMENTS, countable, refuse_more
from dlpulint.model.graph import Shape


@pytest.mark.parametrize(
    ("shape", "within"),
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
def test_elements_are_counted_in_64_bits(shape: Shape, within: bool) -> None:
    assert countable(shape) is within


def test_more_than_the_most_is_refused() -> None:
    refuse_more(1000, 1000, "tensors")
    with pytest.raises(ModelFileError) as raised:
        refuse_more(1001, 1000, "tensors")
    assert str(raised.value) == "more than 1,000 tensors, which is what dlpulint reads"
