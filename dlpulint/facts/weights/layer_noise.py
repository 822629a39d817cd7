"""Rounding noise of a layer whose weights have one scale instead of one per channel."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from dlpulint.facts.weights.channels import Channels, channels_of
from dlpulint.facts.weights.one_scale import LARGEST, blocks_of, peaks_of
from dlpulint.model.graph import Operator

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WEAK = 0.01
"""Noise of a channel at 20 dB, as a part of its signal."""

_DEAD = 1e-3
"""Channels with a smaller scale, in parts of the median, have no effect on the result."""


class LayerNoise(Struct, frozen=True, kw_only=True):
    """Noise that one scale would add to the weights of a layer."""

    operator: Operator
    median: float
    """Power of the noise in the median channel, as a part of the channel's own."""
    weak: float
    """Part of the channels whose signal-to-noise ratio is below 20 dB."""
    ratio: float
    """The largest scale of a channel in parts of the smallest."""


def layer_noise(
    operator: Operator, stored: memoryview, factors: Sequence[float] = ()
) -> LayerNoise | None:
    """Noise of a layer; `None` where its weights do not have a scale per channel, nor could have.

    Args:
        operator: The layer.
        stored: The bytes of its weights.
        factors: What a normalization after it multiplies each channel by.
    """
    channels = channels_of(operator, stored, factors)
    if channels is None:
        return None
    import numpy as np

    # Numbers of a hostile file may be too large, or none at all.
    with np.errstate(all="ignore"):
        peaks = peaks_of(channels)
        step = float(peaks.max()) / LARGEST
        if not np.isfinite(step) or step <= 0:
            return None
        noise, signal = _powers(channels, step)
        quantized = channels.rows.dtype.kind == "i"
        scales = channels.scales if quantized else peaks / LARGEST
        live = (scales >= _median(scales) * _DEAD) & (signal > 0)
        if not live.any():
            return None
        parts = np.minimum(noise[live] / signal[live], 1.0)
        return LayerNoise(
            operator=operator,
            median=_median(parts),
            weak=float((parts > _WEAK).mean()),
            ratio=float(scales[live].max() / scales[live].min()),
        )


def _median(values: "NDArray[Any]") -> float:
    """The middle value, or the mean of the two; NumPy's own median imports masked arrays first."""
    import numpy as np

    ordered, middle = np.sort(values), len(values) // 2
    if len(values) % 2:
        return float(ordered[middle])
    return (float(ordered[middle - 1]) + float(ordered[middle])) / 2


def _powers(channels: Channels, step: float) -> "tuple[NDArray[Any], NDArray[Any]]":
    """Power of noise and signal per channel, in squares of the step."""
    import numpy as np

    count = len(channels.rows)
    noise, signal = np.zeros(count), np.zeros(count)
    for rows, _, exact in blocks_of(channels, step):
        error = np.rint(exact) - exact
        noise[rows] += np.einsum("ij,ij->i", error, error)
        signal[rows] += np.einsum("ij,ij->i", exact, exact)
    return noise, signal
