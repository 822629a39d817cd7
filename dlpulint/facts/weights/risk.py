"""Risk that a model loses its accuracy when its weights get one scale per tensor.

Measured on trained models that were rewritten so: of 36 models, 10 were ruined. The two limits for
`likely-ruined` found most of these ten with one false alarm, and none was graded `likely-fine`.
"""

from collections.abc import Iterable
from math import log10

from msgspec import Struct

from dlpulint.basics.terms import RiskGrade
from dlpulint.facts.weights.layer_noise import LayerNoise, layer_noise
from dlpulint.model.graph import Tensor
from dlpulint.model.stored_weights import StoredWeights

RUINED_WEAK = 0.73
"""From this part of weak channels in one layer on, a model is likely to be ruined."""

RUINED_DECIBELS = 11.5
"""Up to this signal-to-noise ratio, a model is likely to be ruined."""

FINE_DECIBELS = 25.0
"""From this ratio on, no model was ruined; two that were had 24 dB."""

_BLAMED = 3
_LEAST = 1e-9


class Risk(Struct, frozen=True, kw_only=True):
    """Measure of the noise that one scale per tensor would add to all weights of a model."""

    decibels: float
    """Signal-to-noise ratio of the weights: the noise of each layer's median channel, summed."""
    weak: float
    """Part of the channels below 20 dB, in the worst layer."""
    layers: int
    """Number of layers that were measured."""
    blamed: tuple[LayerNoise, ...]
    """The three layers that add most noise, the worst first."""

    @property
    def grade(self) -> RiskGrade:
        """Whether the model is likely to be ruined, is safe, or neither is known."""
        if self.weak >= RUINED_WEAK or self.decibels <= RUINED_DECIBELS:
            return "likely-ruined"
        return "likely-fine" if self.decibels >= FINE_DECIBELS else "unknown"


def risk_of(weights: Iterable[StoredWeights]) -> Risk | None:
    """Risk for layers, each with the bytes of its weights.

    `None` if no layer has a scale per channel or weights that are not quantized.
    """
    known: dict[Tensor | None, LayerNoise | None] = {}
    found: list[LayerNoise] = []
    for stored in weights:
        tensor = stored.operator.weights
        if tensor not in known:
            known[tensor] = layer_noise(*stored)
        noise = known[tensor]
        if noise is not None:
            found.append(noise)
    if not found:
        return None
    return Risk(
        decibels=-10 * log10(max(sum(noise.median for noise in found), _LEAST)),
        weak=max(noise.weak for noise in found),
        layers=len(found),
        blamed=tuple(sorted(found, key=lambda noise: -noise.median)[:_BLAMED]),
    )
