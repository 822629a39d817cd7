"""Weights with one scale per tensor instead of one per channel."""

from collections.abc import Sequence

from dlpulint.facts.weights.risk import Risk, risk_of
from dlpulint.loader.tflite.weights import stored_weights
from dlpulint.mending.change import Change
from dlpulint.mending.draft import Draft
from dlpulint.mending.edits.rescalable import Layer, layers_of, name_of, refuse_unfit
from dlpulint.mending.edits.rescaling import Rescaling
from dlpulint.mending.refused import Refused
from dlpulint.mending.wording import counted, listed

_EXPECTED = {
    "likely-fine": "a small loss of accuracy is expected",
    "unknown": "it may lose accuracy",
}


def per_tensor(draft: Draft) -> Change | None:
    """Int8 layers with one scale for all their weights, and biases that fit it.

    Raises Refused where a layer cannot be rewritten, or the model would likely be ruined.
    """
    return _rewritten(draft, layers_of(draft), "per-tensor", "layer")


def per_tensor_dense(draft: Draft) -> Change | None:
    """Fully connected layers as `per_tensor` has them; convolutions keep their scales.

    Raises Refused as `per_tensor` does.
    """
    dense = [o for o in layers_of(draft) if draft.native(o.operator) == "FULLY_CONNECTED"]
    return _rewritten(draft, dense, "per-tensor-dense", "FULLY_CONNECTED layer")


def _rewritten(draft: Draft, layers: Sequence[Layer], edit: str, noun: str) -> Change | None:
    if not layers:
        return None
    refuse_unfit(draft, layers)
    risk = _risk(draft, layers)
    Rescaling(draft, layers).rewrite()
    return Change(
        edit=edit,
        description=(
            f"Gave the weights of {counted(len(layers), noun)} one scale per tensor instead of "
            "one per channel. The results change: with an estimated signal-to-noise ratio of "
            f"{risk.decibels:.1f} dB in the weights, {_EXPECTED[risk.grade]}"
        ),
        promise="measured",
    )


def _risk(draft: Draft, layers: Sequence[Layer]) -> Risk:
    """The risk for the layers that are to be rewritten.

    Raises Refused where it is too high, or cannot be measured.
    """
    positions = {id(operator): at for at, operator in enumerate(draft.operators)}
    weights = {positions[id(layer.operator)]: layer.weights for layer in layers}
    risk = risk_of(
        stored
        for stored in stored_weights(memoryview(draft.data), draft.model)
        if stored.operator.index in weights
    )
    if risk is None:
        raise Refused("the noise that one scale per tensor adds cannot be measured")
    if risk.grade == "likely-ruined":
        names = [name_of(draft, weights[noise.operator.index]) for noise in risk.blamed]
        raise Refused(
            "one scale per tensor would likely ruin the model: its weights would have an "
            f"estimated signal-to-noise ratio of {risk.decibels:.1f} dB, and "
            f"{100 * risk.weak:.0f} % of the channels of one layer would have less than "
            f"20 dB; most noise comes from {listed(names)}"
        )
    return risk
