"""Scores with a scale of their own: the CONCATENATION that mixes them with boxes is cut off."""

from dlpulint.facts.cutting import outputs_with
from dlpulint.facts.scores import carried_scores
from dlpulint.mending.change import Change
from dlpulint.mending.draft import Draft
from dlpulint.mending.refused import Refused
from dlpulint.mending.wording import counted
from dlpulint.model.graph import Model, Operator, Tensor

_MOST = 24


def split_concat(draft: Draft) -> Change | None:
    """Outputs before scores and coordinates are joined under one scale."""
    model = draft.model
    joins = [
        carried.operator
        for carried in carried_scores(model)
        if carried.mixed and carried.operator.kind == "concatenation"
    ]
    if not joins:
        return None
    parts = [part for join in joins for part in _parts(join, model, set(joins))]
    tensors = outputs_with(tuple(dict.fromkeys(parts)), model)
    if not 0 < len(tensors) <= _MOST or any(tensor.constant for tensor in tensors):
        raise Refused(f"the graph would have {counted(len(tensors), 'output')}")
    numbers = draft.numbers_of(model)
    wholes = {draft.scale(numbers[tensor]) for join in joins for tensor in join.outputs}
    if {draft.scale(numbers[tensor]) for tensor in tensors} <= wholes:
        return None  # Scores and boxes have one scale before they are joined.
    count = draft.cut([numbers[tensor] for tensor in tensors])
    return Change(
        edit="split-concat",
        description=(
            f"Cut off the {counted(count, 'operator')} that give scores the coarse scale of boxes"
        ),
        application=(
            f"Read {counted(len(tensors), 'output')} with a scale each instead of one joined "
            "output, and dequantize each before joining them",
        ),
    )


def _parts(join: Operator, model: Model, joins: set[Operator]) -> list[Tensor]:
    """The joined tensors, as they are before they are converted to the common scale."""
    found = []
    for tensor in join.inputs:
        if tensor is None:
            continue
        producer = model.producer(tensor)
        while producer is not None and producer.kind == "quantize" and producer.inputs[0]:
            tensor = producer.inputs[0]
            producer = model.producer(tensor)
        if producer is not None and producer not in joins:
            found.append(tensor)
    return found
