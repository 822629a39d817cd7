"""Weights in 8 bits by output channel, measured without NumPy.

Importing NumPy needs longer than all of this for a network of 3.5 million weights, and 14 MiB.
"""

from collections.abc import Iterator, Sequence
from math import prod
from zlib import adler32

from dlpulint.facts.weights.rows import LARGEST

_MAGNITUDES = bytes(min(byte, 256 - byte) for byte in range(256))
"""Magnitude of an integer, by its byte."""

_LOW = bytes(magnitude**2 % 128 for magnitude in _MAGNITUDES)
_HIGH = bytes(magnitude**2 // 128 for magnitude in _MAGNITUDES)
"""Square of an integer, by its byte, in two digits of which none is larger than 128."""

_SUMMED = 511
"""Most numbers up to 128 whose sum an Adler-32 can hold."""

_BLOCK = 2**16
"""Most bytes that are copied at a time, but for wider rows."""


class IntegerRows:
    """Numbers from -128 to 127, a row per output channel.

    Args:
        stored: Their bytes, in C order.
        shape: The shape of the weights; no size is zero.
        axis: The output channels in it.
    """

    whole = True

    def __init__(self, stored: memoryview, shape: Sequence[int], axis: int) -> None:
        self._stored = stored.cast("B").cast("b")
        self._outer, self._count = prod(shape[:axis]), shape[axis]
        self._inner = prod(shape[axis + 1 :])
        self.width = self._outer * self._inner

    def peak(self, scales: Sequence[float]) -> float:
        """Largest magnitude in the layer once each row has been multiplied by its scale."""
        found = self._largest(scales.index(max(scales))) * max(scales)
        for row, scale in enumerate(scales):
            # Where each channel uses all of its integers, that of the largest scale is the one.
            if scale * (LARGEST + 1) > found:
                found = max(found, self._largest(row) * scale)
        return found

    def steps(self, scales: Sequence[float]) -> Sequence[float]:
        """The scales, which are the steps of the channels already."""
        return scales

    def sums(self) -> Iterator[tuple[int, int]]:
        """Per row the sum of the squares, and how many numbers are not zero."""
        width = self.width
        for block in self._blocks():
            low, high = memoryview(block.translate(_LOW)), memoryview(block.translate(_HIGH))
            for start in range(0, len(block), width):
                end = start + width
                squares = _sum(low[start:end]) + 128 * _sum(high[start:end])
                yield squares, width - block.count(0, start, end)

    def numbers(self) -> Iterator[Sequence[int]]:
        """The numbers of each row."""
        return (self._row(row).tolist() for row in range(self._count))

    def _largest(self, row: int) -> int:
        return max(self._row(row).tobytes().translate(_MAGNITUDES))

    def _blocks(self) -> Iterator[bytes]:
        """The bytes, row by row, some whole rows at a time."""
        if self._outer > 1:
            return (self._row(row).tobytes() for row in range(self._count))
        size = max(1, _BLOCK // self.width) * self.width
        starts = range(0, len(self._stored), size)
        return (self._stored[start : start + size].tobytes() for start in starts)

    def _row(self, row: int) -> memoryview:
        stored, inner = self._stored, self._inner
        if self._outer == 1:
            return stored[row * inner : (row + 1) * inner]
        if inner == 1:
            return stored[row :: self._count]
        starts = range(row * inner, len(stored), self._count * inner)
        return memoryview(b"".join(stored[at : at + inner] for at in starts)).cast("b")


def _sum(values: memoryview) -> int:
    """Sum of numbers up to 128.

    The lower half of an Adler-32 is one more than the sum of the bytes, modulo 65,521; `sum` needs
    ten times as long.
    """
    if len(values) <= _SUMMED:
        return (adler32(values) & 0xFFFF) - 1
    parts = (values[at : at + _SUMMED] for at in range(0, len(values), _SUMMED))
    return sum([(adler32(part) & 0xFFFF) - 1 for part in parts])
