"""What is measured of a layer's weights, whatever their type."""

from collections.abc import Iterable, Sequence
from typing import Protocol

LARGEST = 127
"""Largest integer of weights in 8 bits, which are symmetric."""


class Rows(Protocol):
    """Numbers of a layer's weights, a row per output channel, none of them multiplied yet."""

    whole: bool
    """Whether the numbers are integers."""
    width: int
    """Numbers in a row."""

    def peak(self, scales: Sequence[float]) -> float:
        """Largest magnitude in the layer once each row has been multiplied by its scale.

        Not a finite number where a weight is none.
        """

    def steps(self, scales: Sequence[float]) -> Sequence[float]:
        """The step of each channel: its scale, or the one that its largest number would give it."""

    def sums(self) -> Iterable[tuple[float, int]]:
        """Per row the sum of the squares, and how many numbers are not zero."""

    def numbers(self) -> Iterable[Sequence[float]]:
        """The numbers of each row."""
