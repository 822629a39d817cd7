"""Chance for makers of inputs: mostly sense, sometimes an odd value, by an input's own odds."""

from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")

ODDS = (0.0, 0.0, 0.001, 0.01, 0.05, 0.3)
"""Chances that a value is odd, one of which an input has: many inputs have no odd value at all."""

EXTREMES = (
    *(-1, 0, 1, 2, 127, 128, 255, 256, 32767, 65535, 2**31 - 1, 2**31, 2**32 - 1),
    *(2**62, 2**63 - 1, 2**63, 2**64 - 1, -(2**31), -(2**63)),
)

TEXTS = (
    *("", "x", "images", "a/b.c:0", "n" * 600, "e\u0301\u202e", "\0", "\x1b[31m", "::error::x"),
    *("<b>", "%s{0}", "../../x", "=1+1", "\U0001f600", "\n"),
)


class Luck:
    """A source of choices for one input."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.odds = random.choice(ODDS)

    @property
    def odd(self) -> bool:
        """Whether the next value is to be an odd one."""
        return self.odds > 0 and self.random.random() < self.odds

    def chance(self, share: float) -> bool:
        """True in this share of cases."""
        return self.random.random() < share

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices."""
        return choices[int(self.random.random() * len(choices))]

    def upto(self, most: int) -> int:
        """A whole number from 0 to `most`."""
        return int(self.random.random() * (most + 1))

    def extreme(self, least: int, most: int) -> int:
        """An extreme number within bounds."""
        return min(most, max(least, self.pick(EXTREMES)))

    def index(self, count: int) -> int:
        """A valid index of a list; an odd one may be beyond its end, or before its beginning."""
        if count and not self.odd:
            return self.upto(count - 1)
        return self.pick((-1, -2, count, count + 1, 0, 2**31 - 1, -(2**31)))

    def size(self) -> int:
        """A dimension; an odd one may be open, empty or beyond any memory."""
        if self.odd:
            return self.pick((-1, 0, -2, 2**31 - 1, 65536, -(2**31)))
        return self.pick((1, 1, 1, 2, 3, 4, 5, 8, 8, 16, 17, 32, 64, 224))

    def shape(self, rank: int | None = None) -> list[int]:
        """A shape, of 4 dimensions more often than not."""
        if rank is None:
            rank = self.pick((0, 1, 1, 2, 2, 3, 4, 4, 4, 4, 4, 4, 5, 6))
        if self.odd:
            rank = self.pick((0, 1, 7, 9, 65))
        return [self.size() for _ in range(rank)]

    def text(self) -> str:
        """A text, which nothing depends on."""
        return self.pick(TEXTS) if self.odd else f"t{self.upto(40)}"

    def some(self, most: int, make: Callable[[], T]) -> list[T]:
        """Up to so many of something."""
        return [make() for _ in range(self.upto(most))]
