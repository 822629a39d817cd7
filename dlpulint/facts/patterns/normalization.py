"""Batch normalization that is not folded into a convolution."""

from collections.abc import Iterator

from dlpulint.facts.macs import channels
from dlpulint.facts.patterns.pattern import Pattern
from dlpulint.facts.steps import computed_inputs, constant_inputs, producer_of, readers_of
from dlpulint.model.graph import Model, Operator

NAME = "unfused batch normalization"

_FOLDS_INTO = frozenset(
    {"conv", "depthwise-conv", "transpose-conv", "conv-3d", "fully-connected", "matmul"}
)
_BEFORE = _FOLDS_INTO | {
    "add", "concatenation", "max-pool", "average-pool", "relu", "relu6", "pad", "resize-bilinear",
    "resize-nearest",
}  # fmt: skip
"""Kinds before a normalization of images; after other arithmetic it is a layer normalization."""


def unfused_normalizations(model: Model) -> Iterator[Pattern]:
    """Every batch normalization that is left: the operator, or a product and a sum."""
    for operator in model.operators:
        if operator.kind == "batch-normalization":
            if not _folds(operator, model):
                yield Pattern(NAME, operator, (operator,))
        elif shift := _shift_after(operator, model):
            yield Pattern(NAME, operator, (operator, shift))


def _folds(operator: Operator, model: Model) -> bool:
    """Whether a compiler can fold the operator into the layer before it."""
    if operator.input is None or len(operator.outputs) != 1:
        return False  # A second output belongs to training, which computes something else.
    before = producer_of(operator.input, model)
    if before is None or before.kind not in _FOLDS_INTO or before.output is None:
        return False
    return len(readers_of(before.output, model)) == 1


def _shift_after(scale: Operator, model: Model) -> Operator | None:
    """The sum after `scale`, if both are a normalization of images."""
    if scale.kind != "mul" or scale.output is None or scale.output.rank != 4:
        return None
    given = computed_inputs(scale, model)
    if len(given) != 1 or not _is_per_channel(scale, model):
        return None
    before = producer_of(given[0], model)
    readers = readers_of(scale.output, model)
    if before is None or before.kind not in _BEFORE or len(readers) != 1:
        return None
    shift = readers[0]
    return shift if shift.kind in {"add", "sub"} and _is_per_channel(shift, model) else None


def _is_per_channel(operator: Operator, model: Model) -> bool:
    """Whether the constant operand has one element per channel, and more than one."""
    output, constants = operator.output, constant_inputs(operator, model)
    if output is None or output.shape is None or len(constants) != 1:
        return False
    elements = constants[0].elements
    return elements is not None and elements > 1 and elements == channels(output, model.layout)
