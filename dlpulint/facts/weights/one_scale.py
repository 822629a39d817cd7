"""One step for all channels of a layer, and the weights in parts of it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from dlpulint.facts.weights.channels import Channels

if TYPE_CHECKING:
    from numpy.typing import NDArray

LARGEST = 127
"""Largest integer of weights in 8 bits, which are symmetric."""

_BLOCK = 2**18
"""Most weights that are held as floating-point numbers at a time: a processor's cache has room for
them, which halves the time."""


def peaks_of(channels: Channels) -> "NDArray[Any]":
    """Largest magnitude of a weight in each channel."""
    import numpy as np

    lowest, highest = channels.rows.min(1), channels.rows.max(1)
    magnitudes = np.maximum(-lowest.astype("float64"), highest.astype("float64"))
    peaks: NDArray[Any] = magnitudes * channels.scales
    return peaks


def blocks_of(channels: Channels, step: float) -> Iterator[tuple[slice, slice, "NDArray[Any]"]]:
    """The weights in parts of a step, not yet rounded: rows, columns, and these numbers."""
    import numpy as np

    most = np.finfo("float32").max
    count, width = channels.rows.shape
    height = max(1, _BLOCK // width)
    for top in range(0, count, height):
        rows = slice(top, top + height)
        # A channel of zeros may have any scale.
        factors = np.minimum(channels.scales[rows, None] / step, most).astype("float32")
        for left in range(0, width, _BLOCK):
            columns = slice(left, left + _BLOCK)
            yield rows, columns, channels.rows[rows, columns] * factors
