"""The risk of per-tensor weights in figures and words."""

import pytest

from dlpulint.facts.weights.layer_noise import LayerNoise
from dlpulint.facts.weights.risk import Risk
from dlpulint.model.graph import Operator, Tensor
from dlpulint.report.per_tensor_risk import LayerRisk
from dlpulint.report.stated_risk import stated_risk


def layer(index: int, median: float) -> LayerNoise:
    outputs = (Tensor(f"t{index}", "int8", (1,)),)
    operator = Operator(index, "conv", "CONV_2D", (), outputs, ())
    return LayerNoise(operator=operator, median=median, weak=0.256, ratio=742.4)


def risk(decibels: float, weak: float = 0.126) -> Risk:
    blamed = (layer(4, 0.1), layer(9, 0.01))
    return Risk(decibels=decibels, weak=weak, layers=7, blamed=blamed)


@pytest.mark.parametrize(
    ("risk", "sentence"),
    [
        (
            risk(9.16, 0.8),
            "Per-tensor weights would likely ruin the accuracy: estimated signal-to-noise ratio of "
            "the weights 9.2 dB, 80 % of the channels of one layer below 20 dB. Most noise comes "
            "from CONV_2D #4 (10.0 dB), CONV_2D #9 (20.0 dB).",
        ),
        (
            risk(17.62),
            "The weights do not show whether the accuracy survives per-tensor conversion: "
            "estimated signal-to-noise ratio of the weights 17.6 dB, between 11.5 (likely ruined) "
            "and 25 (likely fine). Most noise comes from CONV_2D #4 (10.0 dB), CONV_2D #9 "
            "(20.0 dB).",
        ),
        (
            risk(28.94),
            "Per-tensor weights would likely keep the accuracy (estimate: 28.9 dB).",
        ),
    ],
)
def test_a_sentence_per_grade(risk: Risk, sentence: str) -> None:
    assert stated_risk(risk).sentence == sentence


def test_figures_are_rounded() -> None:
    found = stated_risk(risk(9.16))
    assert (found.decibels, found.weak_channels, found.layers) == (9.2, 0.13, 7)
    assert found.worst[0] == LayerRisk(
        subgraph=0,
        index=4,
        op="CONV_2D",
        outputs=("t4",),
        decibels=10.0,
        weak_channels=0.26,
        scale_ratio=742,
    )


def test_a_layer_without_noise_has_ninety_decibels() -> None:
    quiet = Risk(decibels=90.0, weak=0.0, layers=1, blamed=(layer(0, 0.0),))
    assert stated_risk(quiet).worst[0].decibels == 90.0
