"""Scores between 0 and 1 on their way to the outputs, and the scales of their tensors."""

from collections.abc import Iterator
from math import isfinite

from msgspec import Struct

from dlpulint.facts.arithmetic import stored_dtype
from dlpulint.facts.steps import CONVERSIONS
from dlpulint.model.graph import Model, Operator, Tensor

_SOURCES = frozenset({"logistic", "softmax", "hard-sigmoid"})
"""Kinds whose results all lie between 0 and 1."""
_CARRIERS = CONVERSIONS | {
    "reshape", "transpose", "squeeze", "expand-dims", "slice", "strided-slice", "split", "split-v",
    "unpack", "pack", "gather", "gather-nd", "concatenation", "reduce-max", "maximum", "minimum",
}  # fmt: skip
"""Kinds that pass values on unchanged, possibly together with others."""
_JOINS = frozenset({"concatenation", "pack"})
_READERS = frozenset(
    {"non-max-suppression", "top-k", "arg-max", "custom:TFLite_Detection_PostProcess"}
)
"""Kinds that select by score: equivalent to an output."""
_BYTES = frozenset({"int8", "uint8"})


class CarriedScores(Struct, frozen=True):
    """An 8-bit tensor that carries scores to an output."""

    operator: Operator
    """The operator that writes it."""
    source: Operator
    """The operator that made the scores, or the first of several: LOGISTIC, SOFTMAX."""
    scale: float | None
    """`None` where the file does not state it."""
    mixed: bool
    """Whether other values than scores share the tensor."""


def carried_scores(model: Model) -> Iterator[CarriedScores]:
    """Every 8-bit tensor with scores that reaches an output, except the first of each path."""
    sources = _reached(model)
    arriving = _arriving(model, sources)
    mixed = _mixed(model, sources)
    for tensor in sources:
        operator = model.producer(tensor)
        if operator is None or tensor not in arriving or operator.kind in _SOURCES:
            continue
        if stored_dtype(tensor) in _BYTES:
            scale = tensor.quantization.scale if tensor.quantization else None
            step = scale if scale is not None and isfinite(scale) and scale > 0 else None
            yield CarriedScores(operator, sources[tensor], step, tensor in mixed)


def _reached(model: Model) -> dict[Tensor, Operator]:
    """The tensors that hold scores, each with the operator that first made them."""
    reached: dict[Tensor, Operator] = {}
    waiting: list[Tensor] = []
    for operator in model.operators:
        if operator.kind in _SOURCES and operator.subgraph == 0:
            for tensor in operator.outputs:
                reached[tensor] = operator
                waiting.append(tensor)
    for tensor in waiting:
        for reader in model.consumers(tensor):
            for output in reader.outputs if _passes_on(reader, reached) else ():
                if output not in reached:
                    reached[output] = reached[tensor]
                    waiting.append(output)
    return reached


def _passes_on(operator: Operator, reached: dict[Tensor, Operator]) -> bool:
    """Whether an operator that reads scores also writes scores, as the product of two does."""
    if operator.kind in _CARRIERS:
        return True
    operands = [tensor for tensor in operator.inputs if tensor is not None]
    return operator.kind == "mul" and all(tensor in reached for tensor in operands)


def _arriving(model: Model, scores: dict[Tensor, Operator]) -> set[Tensor]:
    """The tensors of `scores` whose values reach an output of the graph unchanged."""
    outputs = frozenset(model.outputs)
    ends = [
        tensor
        for tensor in scores
        if tensor in outputs or any(r.kind in _READERS for r in model.consumers(tensor))
    ]
    arriving = set(ends)
    for tensor in ends:
        producer = model.producer(tensor)
        for given in producer.inputs if producer is not None else ():
            if given is not None and given in scores and given not in arriving:
                arriving.add(given)
                ends.append(given)
    return arriving


def _mixed(model: Model, scores: dict[Tensor, Operator]) -> set[Tensor]:
    """The tensors of `scores` that also hold other values, because of a join before them."""
    joined = [
        output
        for operator in model.operators
        if operator.kind in _JOINS and _joins_others(operator, scores)
        for output in operator.outputs
        if output in scores
    ]
    mixed = set(joined)
    for tensor in joined:
        for reader in model.consumers(tensor):
            if reader.kind in _CARRIERS:
                fresh = [output for output in reader.outputs if output not in mixed]
                mixed.update(fresh)
                joined.extend(fresh)
    return mixed


def _joins_others(operator: Operator, scores: dict[Tensor, Operator]) -> bool:
    """Whether an operator joins scores with other computed values."""
    given = [tensor for tensor in operator.inputs if tensor is not None and not tensor.constant]
    return any(t in scores for t in given) and any(t not in scores for t in given)
