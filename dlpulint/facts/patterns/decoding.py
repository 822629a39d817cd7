"""Post-processing inside a graph: a Softmax at its end, boxes worked out from grids of places."""

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
"""Boxes are cut out of a map and put together again."""
_NO_BOXES = frozenset({"mean", "matmul", "global-average-pool", "layer-normalization"})
"""Operators after which the last layers give features and no boxes."""
_PLACES = 64
"""A grid has this many places at least (8 x 8); anchors and strides are fewer."""


def final_softmax(model: Model) -> Iterator[Pattern]:
    """Every Softmax of which nothing but the application reads the result."""
    outputs = frozenset(model.outputs)
    for operator in model.operators:
        if operator.kind == "softmax" and _is_last(operator, model, outputs):
            yield Pattern(FINAL_SOFTMAX, operator, (operator,))


def _is_last(operator: Operator, model: Model, outputs: frozenset[Tensor]) -> bool:
    waiting = list(operator.outputs)
    for tensor in waiting:
        for reader in model.consumers(tensor):
            if reader.kind not in _SHAPING:
                return False
            waiting.extend(reader.outputs)
    return any(tensor in outputs for tensor in waiting)


def box_decoding(model: Model, ending: Ending) -> Iterator[Pattern]:
    """Arithmetic after the last layers that adds a grid of positions to their outputs."""
    kinds = {operator.kind for operator in ending.behind}
    if not ending.heads or not kinds & _CUTS or kinds & _NO_BOXES:
        return
    grids = [operator for operator in ending.behind if _adds_a_grid(operator, model)]
    if grids:
        yield Pattern(BOX_DECODING, grids[0], ending.behind)


def _adds_a_grid(operator: Operator, model: Model) -> bool:
    """Whether a sum has a constant operand that differs from place to place."""
    output = operator.output
    if operator.kind not in {"add", "sub"} or output is None or (output.rank or 0) < 3:
        return False
    return any(
        _is_grid(tensor, output, model.layout) for tensor in constant_inputs(operator, model)
    )


def _is_grid(constant: Tensor, output: Tensor, layout: Layout) -> bool:
    if (constant.elements or 0) < _PLACES:
        return False
    return constant.elements != channels(output, layout)
