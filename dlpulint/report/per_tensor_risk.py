"""The risk of one weight scale per tensor as a report states it."""

from msgspec import Struct

from dlpulint.basics.terms import RiskGrade


class LayerRisk(Struct, frozen=True, kw_only=True):
    """A layer and the noise that one scale for all its weights would add."""

    subgraph: int
    index: int
    op: str
    """Native name of the operator."""
    outputs: tuple[str, ...]
    decibels: float
    """Signal-to-noise ratio of the median channel."""
    weak_channels: float
    """Part of the channels below 20 dB."""
    scale_ratio: int
    """The largest scale of a channel in parts of the smallest."""


class PerTensorRisk(Struct, frozen=True, kw_only=True):
    """Estimate, from the weights, of the accuracy after a conversion to one scale per tensor."""

    grade: RiskGrade
    decibels: float
    """Signal-to-noise ratio of all weights: the noise of each layer's median channel, summed."""
    weak_channels: float
    """Part of the channels below 20 dB, in the worst layer."""
    layers: int
    """Number of layers that were measured."""
    worst: tuple[LayerRisk, ...]
    """The three layers that add most noise, the worst first."""
    sentence: str
