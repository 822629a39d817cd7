"""Squeeze-and-excite: a feature map times gates made of its mean, one per channel."""

from collections.abc import Iterator

from dlpulint.facts.patterns.pattern import Pattern
from dlpulint.facts.steps import computed_inputs, cone
from dlpulint.model.graph import Model, Operator, Tensor

NAME = "squeeze-and-excite"

_MEANS = frozenset({"mean", "average-pool", "global-average-pool"})
_LAYERS = frozenset({"conv", "fully-connected"})
_KINDS = _MEANS | _LAYERS | {
    "reshape", "squeeze", "expand-dims", "transpose", "relu", "relu6", "leaky-relu", "prelu",
    "clip", "logistic", "hard-sigmoid", "hard-swish", "silu", "tanh", "add", "mul", "div",
    "minimum", "maximum",
}  # fmt: skip


def excitations(model: Model) -> Iterator[Pattern]:
    """Every squeeze-and-excite block: the mean, the layers of its gates and the product."""
    for operator in model.operators:
        if operator.kind == "mul" and (gates := _gates(operator, model)):
            members = sorted((*gates, operator), key=lambda member: member.index)
            yield Pattern(NAME, operator, tuple(members))


def _gates(product: Operator, model: Model) -> tuple[Operator, ...]:
    """The operators from a map to its gates, in a product of both; empty for other products."""
    operands = computed_inputs(product, model)
    if len(operands) != 2:
        return ()
    for value, gate in (operands, operands[::-1]):
        if not _is_one_per_channel(gate) or _is_one_per_channel(value):
            continue
        members = cone(gate, value, model, _KINDS)
        kinds = {member.kind for member in members or ()}
        if members and kinds & _MEANS and kinds & _LAYERS:
            return members
    return ()


def _is_one_per_channel(tensor: Tensor) -> bool:
    """Whether at most one dimension, the batch aside, is larger than one."""
    shape = tensor.shape
    return shape is not None and sum(size != 1 for size in shape[1:]) <= 1
