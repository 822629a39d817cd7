"""Models on both sides of a limit, as every generator makes them from its numbers."""

from collections.abc import Callable, Iterator
from math import ceil, floor, lcm
from typing import Any, TypeAlias

from msgspec import Struct

from dlpulint.checks.operators import Range
from dlpulint.proof.miniature import Miniature


class Variation(Struct, frozen=True):
    """A miniature with one thing set, and the answer that a limit has to give."""

    text: str
    """What the variation sets: `kernel_height=5`."""
    miniature: Miniature
    good: bool
    """Whether the limit has to accept it."""
    pinned: bool = False
    """Whether the sizes of inputs and results stay, because the limit compares them."""


Vary: TypeAlias = Callable[[Any, Miniature], Iterator[Variation]]
"""Called with a check's parameters and a miniature that keeps to them in all else."""


def sides_of(allowed: Range) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Numbers at the ends of a range, and those just beyond; none below 1 that is not asked for.

    Whole numbers; a range that holds none, such as one between 0 and 1, has no sides here.
    """
    multiple = allowed.multiple or 1
    step = lcm(multiple, 1 if allowed.parity is None else 2)
    # Never by trying: the numbers may be anything.
    offset = multiple if allowed.parity == "odd" else 0
    low = None if allowed.min is None else ceil(allowed.min)
    high = None if allowed.max is None else floor(allowed.max)
    lowest = low if low is not None else 1 if high is None else min(1, high)
    if allowed.above is not None:
        lowest = max(lowest, floor(allowed.above) + 1)
    first = lowest + (offset - lowest) % step
    if not allowed.admits(first):
        return (), ()
    last = first + step
    if high is not None:
        highest = high if allowed.below is None else min(high, ceil(allowed.below) - 1)
        last = highest - (highest - offset) % step
    least = min(1, first)
    near = {end + away for end in (first, last) for away in (-step, -1, 1, step)}
    bad = {number for number in near if number >= least and not allowed.admits(number)}
    return tuple(sorted({first, last})), tuple(sorted(bad))


def beside(allowed: tuple[int, ...]) -> tuple[int, ...]:
    """Whole numbers next to those of a set and not in it; none below 1 that is not asked for."""
    near = {number + step for number in allowed for step in (-1, 1)} - set(allowed)
    floor = min(1, *allowed)
    return tuple(sorted(number for number in near if number >= floor))
