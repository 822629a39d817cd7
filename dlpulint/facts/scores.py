"""Scores between 0 and 1 on their way to the outputs, and the scales that they share there."""

from collections.abc import Iterator
from math import isfinite

from msgspec import Struct

from dlpulint.facts.steps import CONVERSIONS
from dlpulint.model.graph import Model, Operator, Tensor

_SOURCES = frozenset({"logistic", "softmax", "hard-sigmoid"})
"""Operators whose results are always from 0 to 1."""
_CARRIERS = CONVERSIONS | {
    "reshape",
    "transpose",
    "squeeze",
    "expand-dims",
    "slice",
    "strided-slice",
    "split",
    "split-v",
    "unpack",
    "pack",
    "gather",
    "gather-nd",
    "concatenation",
    "reduce-max",
    "maximum",
    "minimum",
}
"""Operators that hand values on as they are, beside others perhaps."""
_JOINS = frozenset({"concatenation", "pack"})
_READERS = frozenset(
    {"non-max-suppression", "top-k", "arg-max", "custom:TFLite_Detection_PostProcess"}
)
"""Operators that pick by score: as good as an output."""
_BYTES = frozenset({"int8", "uint8"})


class CarriedScores(Struct, frozen=True):
    """A tensor in bytes that carries scores to an output, with the operator that writes it."""

    operator: Operator
    source: Operator
    """Native name of the operator that made the scores, or of the first: LOGISTIC, SOFTMAX."""
    scale: float | None
    """The step of the tensor; `None` where the file does not tell."""
    mixed: bool
    """Whether other values than scores share the tensor."""


def carried_scores(model: Model) -> Iterator[CarriedScores]:
    """Every tensor in bytes between operators that make scores and an output."""
    sources = _reached(model)
    arriving = _arriving(model, sources)
    mixed = _mixed(model, sources)
    for tensor in sources:
        operator = model.producer(tensor)
        if operator is None or tensor not in arriving or operator.kind in _SOURCES:
            continue
        quantization = tensor.quantization
        stored = quantization.dtype if quantization and quantization.dtype else tensor.dtype
        if stored in _BYTES:
            scale = quantization.scale if quantization else None
            known = scale if scale is not None and isfinite(scale) and scale > 0 else None
            yield CarriedScores(operator, sources[tensor], known, tensor in mixed)


def _reached(model: Model) -> dict[Tensor, Operator]:
    """The tensors that hold scores, each with the operator that made them first."""
    reached: dict[Tensor, Operator] = {}
    waiting: list[Tensor] = []
    for operator in model.operators:
        if operator.kind in _SOURCES and operator.subgraph == 0:
            for tensor in operator.outputs:
                reached[tensor] = operator
                waiting.append(tensor)
    for tensor in waiting:
        for reader in model.consumers(tensor):
            if not _hands_on(reader, reached):
                continue
            for output in reader.outputs:
                if output not in reached:
                    reached[output] = reached[tensor]
                    waiting.append(output)
    return reached


def _hands_on(operator: Operator, reached: dict[Tensor, Operator]) -> bool:
    """Whether scores come out where scores went in; the product of two scores is one."""
    if operator.kind in _CARRIERS:
        return True
    operands = [tensor for tensor in operator.inputs if tensor is not None]
    return operator.kind == "mul" and all(tensor in reached for tensor in operands)


def _arriving(model: Model, scores: dict[Tensor, Operator]) -> set[Tensor]:
    """The tensors of `scores` whose values get to an output of the graph as they are."""
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
    """The tensors of `scores` that hold other values too, as some join before them does."""
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
    given = [tensor for tensor in operator.inputs if tensor is not None and not tensor.constant]
    return any(t in scores for t in given) and any(t not in scores for t in given)
