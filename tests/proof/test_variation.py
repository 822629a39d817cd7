"""Numbers on both sides of a range and of a set."""

import pytest

from dlpulint.checks.operators import Range
from dlpulint.proof.variation import beside, sides_of

HUGE = 10**18


@pytest.mark.parametrize(
    ("allowed", "good", "bad"),
    [
        (Range(min=1, max=9), (1, 9), (10,)),
        (Range(min=2, max=9), (2, 9), (1, 10)),
        (Range(max=1), (1,), (2,)),
        (Range(max=0), (0,), (1,)),
        (Range(min=4), (4, 5), (3,)),
        (Range(min=0, max=3), (0, 3), (4,)),
        (Range(multiple=16), (16, 32), (15, 17, 31, 33)),
        (Range(max=100, multiple=32), (32, 96), (31, 33, 95, 97, 128)),
        (Range(min=1, multiple=4), (4, 8), (3, 5, 7, 9)),
        (Range(min=5, max=7, multiple=4), (), ()),
        (Range(min=-2, max=-1), (-2, -1), (0,)),
        (Range(parity="even"), (2, 4), (1, 3, 5)),
        (Range(max=9, parity="odd"), (1, 9), (2, 8, 10, 11)),
        (Range(multiple=2, parity="odd"), (), ()),
        (Range(above=100), (101, 102), (100,)),
        (Range(multiple=HUGE), (HUGE, 2 * HUGE), (HUGE - 1, HUGE + 1, 2 * HUGE - 1, 2 * HUGE + 1)),
        (Range(max=HUGE, below=6), (1, 5), (6,)),
        (Range(min=2, max=HUGE, multiple=3), (3, HUGE - 1), (2, 4, HUGE - 2, HUGE, HUGE + 2)),
    ],
)
def test_the_ends_of_a_range_and_what_lies_beyond(
    allowed: Range, good: tuple[int, ...], bad: tuple[int, ...]
) -> None:
    assert sides_of(allowed) == (good, bad)


@pytest.mark.parametrize(
    ("allowed", "bad"),
    [((1, 2, 3, 5), (4, 6)), ((1,), (2,)), ((0,), (1,)), ((-1,), (0,)), ((3, -1), (0, 2, 4))],
)
def test_what_lies_beside_the_numbers_of_a_set(
    allowed: tuple[int, ...], bad: tuple[int, ...]
) -> None:
    assert beside(allowed) == bad
