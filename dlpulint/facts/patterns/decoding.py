"""Post-processing inside a graph: a Softmax at its end, boxes decoded from grids of positions."""

from collections.abc import Iterator

from dlpulint.facts.ending import Ending
from dlpulint.facts.macs import channels
from dlpulint.facts.patterns.pattern import Pattern
from dlpulint.facts.steps import CONVERSIONS, constant_inputs
from dlpulint.model.graph import Layout, Model, Operator, Tensor

FINAL_SOFTMAX = "final Softmax"
BOX_DECODING = "box decoding"

_SHAPING = CONVERSIONS | {"reshape", "squeeze"}
_CUTS = frozenset({"concatenation", "pack", "split", "split-v", "unpack", "slice", "strided-slice"})
"""Kinds that split a map into boxes and join them again."""
_NO_BOXES = frozenset({"mean", "matmul", "global-average-pool", "layer-normalization"})
"""Kinds after the last layers which show that these give features and no boxes."""
_POSITIONS = 64
"""Positions of a grid at least (8 x 8); anchors and strides are fewer."""


def final_softmax(model: Model) -> Iterator[Pattern]:
    """Every Softmax whose result only the application reads."""
    outputs = frozenset(model.outputs)
    for operator in model.operators:
        if operator.kind == "softmax" and _is_last(operator, model, outputs):
            yield Pattern(FINAL_SOFTMAX, operator, (operator,))


def _is_last(operator: Operator, model: Model, outputs: frozenset[Tensor]) -> bool:
    waiting, found = list(operator.outputs), dict.fromkeys(operator.outputs)
    while waiting:
        for reader in model.consumers(waiting.pop()):
            if reader.kind not in _SHAPING:
                return False
            # A damaged file may hold a circle.
            new = [tensor for tensor in reader.outputs if tensor not in found]
            found |= dict.fromkeys(new)
            waiting += new
    return any(tensor in outputs for tensor in found)


def box_decoding(model: Model, ending: Ending) -> Iterator[Pattern]:
    """The arithmetic after the last layers that adds a grid of positions to their results."""
    kinds = {operator.kind for operator in ending.behind}
    if not ending.heads or not kinds & _CUTS or kinds & _NO_BOXES:
        return
    grids = [operator for operator in ending.behind if _adds_a_grid(operator, model)]
    if grids:
        yield Pattern(BOX_DECODING, grids[0], ending.behind)


def _adds_a_grid(operator: Operator, model: Model) -> bool:
    """Whether a sum has a constant operand with a value for each position of a map."""
    output = operator.output
    if operator.kind not in {"add", "sub"} or output is None or (output.rank or 0) < 3:
        return False
    return any(
        _is_grid(tensor, output, model.layout) for tensor in constant_inputs(operator, model)
    )


def _is_grid(constant: Tensor, output: Tensor, layout: Layout) -> bool:
    if (constant.elements or 0) < _POSITIONS:
        return False
    return constant.elements != channels(output, layout)
