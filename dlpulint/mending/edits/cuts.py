"""Graphs that end earlier: after the last layers, or before the post-processing."""

from collections.abc import Sequence

from dlpulint.facts.cutting import DECODERS, before, last_layers, outputs_with, remaining
from dlpulint.mending.change import Change
from dlpulint.mending.draft import Draft
from dlpulint.mending.refused import Refused
from dlpulint.mending.wording import counted
from dlpulint.model.graph import Tensor

_MOST = 24
"""Most outputs of a cut graph; YOLO heads have up to 12, SSD heads 12 to 14."""


def cut_tail(draft: Draft) -> Change | None:
    """Outputs of the last layers; what decodes them is left to the CPU."""
    layers = last_layers(draft.model)
    if not layers:
        return None
    tensors = outputs_with(layers, draft.model)
    return _cut(draft, "cut-tail", tensors, "after the last layers")


def cut_postprocess(draft: Draft) -> Change | None:
    """Outputs of the graph before the operator that lists the detections."""
    model = draft.model
    decoders = [o for o in model.operators if o.subgraph == 0 and o.kind in DECODERS]
    parts = before(decoders, model)
    if not parts:
        return None  # The decoder is the whole model, or there is none.
    tensors = outputs_with(parts, model)
    if not remaining(tensors, model).isdisjoint(decoders):
        raise Refused("something else reads the detections")
    names = ", ".join(dict.fromkeys(operator.native for operator in decoders))
    return _cut(draft, "cut-postprocess", tensors, f"from {names} on")


def _cut(draft: Draft, edit: str, tensors: Sequence[Tensor], where: str) -> Change | None:
    if not 0 < len(tensors) <= _MOST:
        raise Refused(f"the graph would have {counted(len(tensors), 'output')}")
    if any(tensor.constant for tensor in tensors):
        raise Refused("an output would be a constant")
    numbers = draft.numbers_of(draft.model)
    count = draft.cut([numbers[tensor] for tensor in tensors])
    if not count:
        return None
    return Change(
        edit=edit,
        description=f"Cut off the {counted(count, 'operator')} {where}",
        application=(
            f"Read {counted(len(tensors), 'output')}, and decode what it holds"
            if len(tensors) == 1
            else f"Read {counted(len(tensors), 'output')}, and decode what they hold",
        ),
    )
