"""The risk of one weight scale per tensor in the figures and words of a report."""

from collections.abc import Sequence
from math import log10

from dlpulint.facts.weights.layer_noise import LayerNoise
from dlpulint.facts.weights.risk import FINE_DECIBELS, RUINED_DECIBELS, Risk
from dlpulint.report.per_tensor_risk import LayerRisk, PerTensorRisk

_LEAST = 1e-9
"""Noise of a layer without any, as a part of its signal: 90 dB."""


def stated_risk(risk: Risk) -> PerTensorRisk:
    """The estimate with rounded figures, which are the same on every machine, and a sentence."""
    worst = tuple(map(_layer, risk.blamed))
    return PerTensorRisk(
        grade=risk.grade,
        decibels=round(risk.decibels, 1),
        weak_channels=round(risk.weak, 2),
        layers=risk.layers,
        worst=worst,
        sentence=_sentence(risk, worst),
    )


def _layer(noise: LayerNoise) -> LayerRisk:
    operator = noise.operator
    return LayerRisk(
        subgraph=operator.subgraph,
        index=operator.index,
        op=operator.native,
        outputs=tuple(tensor.name for tensor in operator.outputs),
        decibels=round(-10 * log10(max(noise.median, _LEAST)), 1),
        weak_channels=round(noise.weak, 2),
        scale_ratio=round(noise.ratio),
    )


def _sentence(risk: Risk, worst: Sequence[LayerRisk]) -> str:
    figures = f"estimated signal-to-noise ratio of the weights {risk.decibels:.1f} dB"
    layers = ", ".join(f"{layer.op} #{layer.index} ({layer.decibels:.1f} dB)" for layer in worst)
    if risk.grade == "likely-fine":
        return (
            f"Per-tensor weights would likely keep the accuracy (estimate: {risk.decibels:.1f} dB)."
        )
    if risk.grade == "likely-ruined":
        weak = f"{100 * risk.weak:.0f} % of the channels of one layer below 20 dB"
        return (
            f"Per-tensor weights would likely ruin the accuracy: {figures}, {weak}. Most noise "
            f"comes from {layers}."
        )
    return (
        f"The weights do not show whether the accuracy survives per-tensor conversion: {figures}, "
        f"between {RUINED_DECIBELS} (likely ruined) and {FINE_DECIBELS:.0f} (likely "
        f"fine). Most noise comes from {layers}."
    )
