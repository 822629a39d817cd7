"""Checks of the kinds of layers that a model spends its work on."""

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Annotated, Literal

from msgspec import Struct, field

from dlpulint.checks.base import (
    Kinds,
    Percent,
    Positive,
    alternatives,
    first_words,
    left_open,
    matches,
    model_check,
)
from dlpulint.checks.operators import Range
from dlpulint.facts.activations import ACTIVATIONS
from dlpulint.facts.facts import Facts
from dlpulint.facts.macs import channels
from dlpulint.findings.hit import Hit, Value
from dlpulint.model.graph import Operator
from dlpulint.model.vocabulary import ATTRIBUTES


class LayerShare(Struct, frozen=True, kw_only=True):
    """The layers that are counted, and the share of the model that they may have."""

    operators: Kinds
    """Kinds of weighted operators that are counted, if the other conditions hold."""
    activations: Annotated[tuple[str, ...], frozenset(ACTIVATIONS)] = ()
    """Only layers followed by one of these activations; all when empty."""
    outside: Annotated[dict[str, Range], ATTRIBUTES] = field(default_factory=dict)
    """Only layers with an option outside its range; all when empty."""
    of: Literal["macs", "layers"] = "macs"
    """The total that the share refers to."""
    min_percent: Percent
    """The share from which it is reported."""
    min_layers: Positive = 1
    """The number of layers from which it is reported."""


@model_check("layer-share", LayerShare, "share", "layers", "weighted", "top", "found", "allowed")
def layer_share(facts: Facts, params: LayerShare) -> Iterator[Hit]:
    """Such layers are a small part of the model."""
    found = [layer for layer in facts.layers if _counts(layer, facts, params)]
    if len(found) < params.min_layers or not found:
        return
    ranked = sorted(found, key=lambda layer: -(facts.macs[layer] or 0))
    activations = dict.fromkeys(facts.activations[o] for o in ranked if o in facts.activations)
    ranges = dict.fromkeys(str(allowed) for allowed in params.outside.values())
    values: dict[str, Value] = {
        "share": "?",
        "layers": len(found),
        "weighted": len(facts.layers),
        "top": _named(ranked, facts, params),
        "found": ", ".join(ACTIVATIONS[kind] for kind in activations),
        "allowed": alternatives(ranges),
    }
    if params.of == "macs" and any(facts.macs[layer] is None for layer in facts.layers):
        reason = f"the MACs of some layers are not known{left_open(*facts.model.inputs)}"
        yield _of_model(ranked, values, "share", unknown=reason)
        return
    if params.of == "macs":
        part, whole = sum(facts.macs[layer] or 0 for layer in found), facts.total_macs
    else:
        part, whole = len(found), len(facts.layers)
    if whole and 100 * part >= params.min_percent * whole:
        yield _of_model(ranked, values | {"share": f"{100 * part / whole:.0f} %"}, "share")


def _of_model(
    layers: Sequence[Operator], values: dict[str, Value], cause: str, unknown: str | None = None
) -> Hit:
    """One hit for a model, with all its layers in question."""
    return Hit(
        layers[0], values, cause, unknown=unknown, members=tuple(layers[1:]), pattern="model"
    )


def _counts(layer: Operator, facts: Facts, params: LayerShare) -> bool:
    """Whether a layer is of the kinds, activations and options in question."""
    if not matches(layer.kind, params.operators):
        return False
    if params.activations and facts.activations.get(layer) not in params.activations:
        return False
    if not params.outside:
        return True
    options = ((layer.integer(option), allowed) for option, allowed in params.outside.items())
    return any(value is not None and not allowed.admits(value) for value, allowed in options)


def _named(layers: Sequence[Operator], facts: Facts, params: LayerShare) -> str:
    """The first layers by name, with their windows and their shares of the MACs."""
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
        words.append(f"{layer.native} #{layer.index}" + f" ({', '.join(details)})" * bool(details))
    return first_words(words)


class ChannelPadding(Struct, frozen=True, kw_only=True):
    """The number of channels that the hardware computes at once."""

    operators: Kinds
    """Kinds of layers that are checked."""
    multiple: Positive
    """Output channels are padded to a multiple of this."""
    min_percent: Percent
    """The share of the model's work spent on padding from which it is reported."""


@model_check("channel-padding", ChannelPadding, "share", "layers", "weighted", "top")
def channel_padding(facts: Facts, params: ChannelPadding) -> Iterator[Hit]:
    """Little work is spent on channels that only pad the hardware's groups.

    The last layers are not checked: their channels are classes and boxes.
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
    ranked = sorted((o for o in waste if waste[o] > 0), key=lambda layer: -waste[layer])
    values: dict[str, Value] = {"share": "?", "layers": len(ranked), "weighted": len(facts.layers)}
    values["top"] = first_words([f"{o.native} #{o.index} ({depths[o]} channels)" for o in ranked])
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
