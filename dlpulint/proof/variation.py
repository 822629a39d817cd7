"""Models on both sides of a limit, made from its numbers: what every generator of them gives."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from dlpulint.checks.operators import Range
from dlpulint.proof.miniature import Miniature


@dataclass(frozen=True, slots=True)
class Variation:
    """A miniature with one thing set, and what a limit has to say of it."""

    says: str
    """What was set: `kernel_height=5`."""
    miniature: Miniature
    good: bool


Vary: TypeAlias = Callable[[Any, Miniature], Iterator[Variation]]
"""Called with a check's parameters and a miniature that keeps to them in all else."""


def sides_of(allowed: Range) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Numbers at the ends of a range, and those just beyond; none below 1 that is not asked for."""
    step = allowed.multiple or 1
    low, high = allowed.min, allowed.max
    first = None if low is None else low + -low % step
    last = None if high is None else high - high % step
    good = {end for end in (first, last) if end is not None} or {step, 2 * step}
    bad = set()
    if first is not None:
        bad.add(first - step)
    if last is not None:
        bad.add(last + step)
    if step > 1:
        bad |= {end + 1 for end in good} | {end - 1 for end in good}
    floor = min(1, *good)
    outside = {number for number in bad if number >= floor and not allowed.admits(number)}
    return tuple(sorted(good)), tuple(sorted(outside))


def beside(allowed: tuple[int, ...]) -> tuple[int, ...]:
    """Whole numbers next to those of a set and not in it; none below 1 that is not asked for."""
    near = {number + step for number in allowed for step in (-1, 1)} - set(allowed)
    floor = min(1, *allowed)
    return tuple(sorted(number for number in near if number >= floor))
