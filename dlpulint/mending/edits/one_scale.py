"""One step for all channels of a layer, and the weights in parts of it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BLOCK = 2**18
"""Most weights that are held as floating-point numbers at a time: a processor's cache has room for
them, which halves the time."""


def largest_of(rows: "NDArray[np.int8]", scales: "NDArray[np.float64]") -> float:
    """Largest magnitude of a weight.

    Args:
        rows: Integers, a row per output channel.
        scales: What each row is multiplied by.
    """
    import numpy as np

    lowest, highest = rows.min(1), rows.max(1)
    magnitudes = np.maximum(-lowest.astype("float64"), highest.astype("float64"))
    return float((magnitudes * scales).max())


def blocks_of(
    rows: "NDArray[np.int8]", scales: "NDArray[np.float64]", step: float
) -> Iterator[tuple[slice, slice, "NDArray[np.float32]"]]:
    """The weights in parts of a step, not yet rounded: rows, columns, and these numbers.

    Args:
        rows: Integers, a row per output channel.
        scales: What each row is multiplied by.
        step: What they are divided by.
    """
    import numpy as np

    most = np.finfo("float32").max
    count, width = rows.shape
    height = max(1, _BLOCK // width)
    for top in range(0, count, height):
        down = slice(top, top + height)
        # A channel of zeros may have any scale.
        factors = np.minimum(scales[down, None] / step, most).astype("float32")
        for left in range(0, width, _BLOCK):
            across = slice(left, left + _BLOCK)
            yield down, across, rows[down, across] * factors
