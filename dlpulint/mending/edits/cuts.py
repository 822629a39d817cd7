"""Graphs that end earlier: after the last layers, or before the post-processing."""

from collections.abc import Sequence

from dlpulint.facts.cutting import before, last_layers, outputs_with, remaining
from dlpulint.mending.change import Change
from dlpulint.mending.draft import Draft
from dlpulint.mending.refused import Refused
from dlpulint.mending.wording import counted
from dlpulint.model.graph import Model, Operator, Tensor

_MOST = 24
"""Most outputs of a cut graph; YOLO heads have up to 12, SSD heads 12 to 14."""

DECODERS = frozenset(
    {
        "custom:TFLite_Detection_PostProcess",
        "custom:PosenetDecoderOp",
        "custom:posenet-decoder",
        "non-max-suppression",
    }
)
"""Kinds that turn maps of scores and boxes into a list of detections."""


def cut_tail(draft: Draft, model: Model) -> Change | None:
    """Outputs of the last layers; what decodes them is left to the CPU."""
    tensors = outputs_with(last_layers(model), model)
    gone = _gone(model, tensors)
    if not gone or not last_layers(model):
        return None
    return _cut(draft, model, "cut-tail", tensors, "after the last layers")


def cut_postprocess(draft: Draft, model: Model) -> Change | None:
    """Outputs of the graph before the operator that lists the detections."""
    decoders = [o for o in model.operators if o.subgraph == 0 and o.kind in DECODERS]
    if not decoders:
        return None
    tensors = outputs_with(before(decoders, model), model)
    if not remaining(tensors, model).isdisjoint(decoders):
        raise Refused("something else reads the detections")
    names = ", ".join(dict.fromkeys(operator.native for operator in decoders))
    return _cut(draft, model, "cut-postprocess", tensors, f"from {names} on")


def _gone(model: Model, tensors: Sequence[Tensor]) -> set[Operator]:
    return remaining(model.outputs, model) - remaining(tensors, model)


def _cut(
    draft: Draft, model: Model, edit: str, tensors: Sequence[Tensor], where: str
) -> Change | None:
    if not 0 < len(tensors) <= _MOST:
        raise Refused(f"the graph would have {counted(len(tensors), 'output')}")
    if any(tensor.constant for tensor in tensors):
        raise Refused("an output would be a constant")
    numbers = draft.numbers_of(model)
    count = draft.cut([numbers[tensor] for tensor in tensors])
    if not count:
        return None
    return Change(
        edit=edit,
        description=f"Cut off the {counted(count, 'operator')} {where}",
        application=(
            f"Read {counted(len(tensors), 'output')} and decode them: run the tail file on the "
            "CPU, or compute it in the application",
        ),
    )
