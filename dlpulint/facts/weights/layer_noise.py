"""Rounding noise of a layer whose weights have one scale instead of one per channel."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from math import hypot, isfinite

from msgspec import Struct

from dlpulint.facts.weights.channels import channels_of
from dlpulint.facts.weights.rows import LARGEST, Rows
from dlpulint.model.graph import Operator

_WEAK = 0.01
"""Noise of a channel at 20 dB, as a part of its signal."""

_DEAD = 1e-3
"""Channels with a smaller scale, in parts of the median, have no effect on the result."""

_NARROW = 32
"""Up to this many weights in a channel, the error of each is summed.

In wider ones their number evens out: for a rounded number that could be anything, the mean square
of the error is a twelfth (Bennett, Spectra of Quantized Signals, 1948).
"""

_ROUNDING = 1.5 * 2**52
"""What rounds a number of up to 127 to an integer, when it is added and taken away again."""


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
    rows, scales = channels.rows, channels.scales
    step = rows.peak(scales) / LARGEST
    # Numbers of a hostile file may be too large, or none at all.
    if not isfinite(step) or step <= 0:
        return None
    powers = (_exact if rows.width <= _NARROW else _expected)(rows, [one / step for one in scales])
    steps = rows.steps(scales)
    least = _middle(sorted(steps)) * _DEAD
    live = [
        (own, noise / signal)
        for own, (noise, signal) in zip(steps, powers, strict=True)
        if own >= least and signal > 0
    ]
    if not live:
        return None
    kept = [own for own, _ in live]
    parts = sorted([part for _, part in live])
    return LayerNoise(
        operator=operator,
        median=_middle(parts),
        weak=(len(parts) - bisect_right(parts, _WEAK)) / len(parts),
        ratio=max(kept) / min(kept),
    )


def _exact(rows: Rows, factors: Sequence[float]) -> Iterator[tuple[float, float]]:
    """Power of noise and signal per channel, in squares of the step, from each weight's error."""
    for numbers, factor in zip(rows.numbers(), factors, strict=True):
        # The length of a vector is the quickest sum of squares that Python has.
        errors = hypot(
            *[(exact := one * factor) - (exact + _ROUNDING - _ROUNDING) for one in numbers]
        )
        signal = factor * hypot(*numbers)
        yield errors * errors, signal * signal


def _expected(rows: Rows, factors: Sequence[float]) -> Iterator[tuple[float, float]]:
    """The same from sums over each channel.

    A number is rounded by no more than itself, and an integer by no more than what is between it
    and the number that it becomes.
    """
    for factor, (squares, nonzero) in zip(factors, rows.sums(), strict=True):
        most = 1 - factor if rows.whole and factor > 0.5 else factor
        noise, largest = nonzero / 12, most * most * squares
        yield largest if largest < noise else noise, factor * factor * squares


def _middle(ordered: Sequence[float]) -> float:
    """The median of values in order."""
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2
