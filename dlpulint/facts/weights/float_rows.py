"""Weights that are not quantized, by output channel."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from dlpulint.facts.weights.rows import LARGEST

if TYPE_CHECKING:
    from numpy.typing import NDArray


class FloatRows:
    """Numbers of 32 bits, a row per output channel.

    Args:
        stored: Their bytes, in C order.
        shape: The shape of the weights; no size is zero.
        axis: The output channels in it.
    """

    whole = False

    def __init__(self, stored: memoryview, shape: Sequence[int], axis: int) -> None:
        # A view where the channels come first, else a copy.
        ordered = np.moveaxis(np.frombuffer(stored, "<f4").reshape(shape), axis, 0)
        self._rows = ordered.reshape(shape[axis], -1)
        self.width = self._rows.shape[1]
        with np.errstate(all="ignore"):
            largest = np.maximum(-self._rows.min(1), self._rows.max(1))
        self._magnitudes = largest.astype("float64")

    def peak(self, scales: Sequence[float]) -> float:
        """Largest magnitude in the layer once each row has been multiplied by its scale.

        Not a finite number where a weight is none.
        """
        return float(self._multiplied(scales).max())

    def steps(self, scales: Sequence[float]) -> Sequence[float]:
        """The steps that the largest number of each channel would give it."""
        found: list[float] = (self._multiplied(scales) / LARGEST).tolist()
        return found

    def sums(self) -> Iterator[tuple[float, int]]:
        """Per row the sum of the squares, and how many numbers are not zero."""
        squares = np.einsum("ij,ij->i", self._rows, self._rows, dtype="float64")
        return zip(squares.tolist(), np.count_nonzero(self._rows, 1).tolist(), strict=True)

    def numbers(self) -> Iterator[Sequence[float]]:
        """The numbers of each row."""
        return (row.tolist() for row in self._rows)

    def _multiplied(self, scales: Sequence[float]) -> "NDArray[np.float64]":
        with np.errstate(all="ignore"):
            found: NDArray[np.float64] = self._magnitudes * np.asarray(scales, "float64")
        return found
