"""Checks of what kind of layers a model spends its work on."""

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Annotated, Literal

from msgspec import Struct, field

from dlpulint.checks.base import Kinds, alternatives, left_open, matches, model_check
from dlpulint.checks.operators import Range
from dlpulint.facts.activations import ACTIVATIONS
from dlpulint.facts.facts import Facts
from dlpulint.facts.macs import channels
from dlpulint.findings.hit import Hit, Value
from dlpulint.model.graph import Operator
from dlpulint.model.vocabulary import ATTRIBUTES

_TOP = 3
"""Layers that a message names."""


class LayerShare(Struct, frozen=True, kw_only=True):
    """Which layers are counted, and how much of the model they may be."""

    operators: Kinds
    """Kinds of weighted operators that are counted, as far as the rest of the question holds."""
    activations: Annotated[tuple[str, ...], frozenset(ACTIVATIONS)] = ()
    """Only layers with one of these activations behind them; all when empty."""
    outside: Annotated[dict[str, Range], ATTRIBUTES] = field(default_factory=dict)
    """Only layers with an option outside its range; all when empty."""
    of: Literal["macs", "layers"] = "macs"
    """What the share is taken of."""
    min_percent: float
    """The share from which it is told."""
    min_layers: int = 1
    """The number of layers from which it is told."""


@model_check("layer-share", LayerShare, "share", "layers", "weighted", "top", "found", "allowed")
def layer_share(facts: Facts, params: LayerShare) -> Iterator[Hit]:
    """Layers of this make are a small part of the model."""
    asked = [layer for layer in facts.layers if matches(layer.kind, params.operators)]
    found = [layer for layer in asked if _is_meant(layer, facts, params)]
    if len(found) < params.min_layers or not found:
        return
    ranked = sorted(found, key=lambda operator: -(facts.macs[operator] or 0))
    activations = dict.fromkeys(facts.activations[o] for o in ranked if o in facts.activations)
    ranges = dict.fromkeys(str(allowed) for allowed in params.outside.values())
    values: dict[str, Value] = {
        "share": "?",
        "layers": len(found),
        "weighted": len(facts.layers),
        "top": _named(ranked, facts, params),
        "found": ", ".join(ACTIVATIONS[activation] for activation in activations),
        "allowed": alternatives(ranges),
    }
    if params.of == "macs" and any(facts.macs[layer] is None for layer in facts.layers):
        reason = f"the MACs of some layers are not known{left_open(*facts.model.inputs)}"
        yield _of_model(ranked, values, "share", unknown=reason)
        return
    if params.of == "macs":
        part, whole = sum(facts.macs[operator] or 0 for operator in found), facts.total_macs
    else:
        part, whole = len(found), len(facts.layers)
    if whole and 100 * part >= params.min_percent * whole:
        yield _of_model(ranked, values | {"share": f"{100 * part / whole:.0f} %"}, "share")


def _of_model(
    layers: Sequence[Operator], values: dict[str, Value], cause: str, unknown: str | None = None
) -> Hit:
    """One answer for a model, with all the layers that it is about."""
    return Hit(
        layers[0], values, cause, unknown=unknown, members=tuple(layers[1:]), pattern="model"
    )


def _is_meant(layer: Operator, facts: Facts, params: LayerShare) -> bool:
    if params.activations and facts.activations.get(layer) not in params.activations:
        return False
    if not params.outside:
        return True
    options = ((layer.integer(option), allowed) for option, allowed in params.outside.items())
    return any(value is not None and not allowed.admits(value) for value, allowed in options)


def _named(layers: Sequence[Operator], facts: Facts, params: LayerShare) -> str:
    """The first layers by name, with what is out of range and their share of the MACs."""
    windows = dict.fromkeys(option.rpartition("_")[0] for option in params.outside)
    words = []
    for layer in layers:
        details = [
            f"{window} {layer.integer(f'{window}_height')}x{layer.integer(f'{window}_width')}"
            for window in windows
        ]
        macs = facts.macs[layer]
        if macs is not None and facts.total_macs:
            details.append(f"{100 * macs / facts.total_macs:.0f} %")
        words.append(
            f"{layer.native} at {layer.index}" + f" ({', '.join(details)})" * bool(details)
        )
    return _listed(words)


def _listed(words: Sequence[str]) -> str:
    """The first words, and a sign that there are more."""
    return ", ".join(words[:_TOP]) + (" …" if len(words) > _TOP else "")


class ChannelPadding(Struct, frozen=True, kw_only=True):
    """The group of channels that the hardware works on at once."""

    operators: Kinds
    """Kinds of layers that are asked about."""
    multiple: int
    """Output channels are filled up to a multiple of this."""
    min_percent: float
    """The part of the model's work spent on filling from which it is told."""


@model_check("channel-padding", ChannelPadding, "share", "layers", "weighted", "top")
def channel_padding(facts: Facts, params: ChannelPadding) -> Iterator[Hit]:
    """Little work is spent on channels that only fill up the hardware's groups.

    The last layers are left out: their channels are classes and boxes.
    """
    asked = [
        layer
        for layer in facts.layers
        if matches(layer.kind, params.operators) and layer not in facts.ending.heads
    ]
    layout = facts.model.layout
    depths = {layer: channels(layer.output, layout) for layer in asked}
    filled = {
        layer: (facts.macs[layer] or 0) * ceil(depth / params.multiple) * params.multiple // depth
        for layer, depth in depths.items()
        if depth
    }
    waste = {layer: work - (facts.macs[layer] or 0) for layer, work in filled.items()}
    ranked = sorted((o for o in waste if waste[o] > 0), key=lambda operator: -waste[operator])
    values: dict[str, Value] = {"share": "?", "layers": len(ranked), "weighted": len(facts.layers)}
    values["top"] = _listed([f"{o.native} at {o.index} ({depths[o]} channels)" for o in ranked])
    counts = [facts.macs[layer] for layer in facts.layers]
    if asked and (None in counts or not all(depths.values())):
        reason = (
            f"the MACs or channels of some layers are not known{left_open(*facts.model.inputs)}"
        )
        yield _of_model(ranked or asked, values, "channels", unknown=reason)
        return
    wasted = sum(waste.values())
    work = facts.total_macs + wasted
    if wasted and 100 * wasted >= params.min_percent * work:
        yield _of_model(ranked, values | {"share": f"{100 * wasted / work:.0f} %"}, "channels")
