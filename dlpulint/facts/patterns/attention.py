"""Attention: a fused operator, or the products, scaling and Softmax that exporters write."""

from collections.abc import Iterable, Iterator

from dlpulint.facts.patterns.pattern import Pattern
from dlpulint.facts.steps import CONVERSIONS
from dlpulint.model.graph import Model, Operator, Tensor

NAME = "attention"

_SHAPING = CONVERSIONS | {
    "reshape", "transpose", "squeeze", "expand-dims", "slice", "strided-slice", "pack", "unpack",
    "split", "split-v", "gather", "broadcast-to", "concatenation",
}  # fmt: skip
_SCALING = frozenset(
    {"mul", "div", "add", "sub", "maximum", "minimum", "where", "select", "select-v2", "clip"}
)
_STORED = frozenset(
    {"quantize", "dequantize", "cast", "transpose", "reshape", "identity", "densify"}
)
"""Kinds between a constant in the file and the product that uses it."""
_REACH = 24
"""Operators visited on each side of a Softmax; real blocks have up to a dozen between."""


def attention_blocks(model: Model) -> Iterator[Pattern]:
    """Every attention block: a variable product, its Softmax, and a product with the result."""
    for operator in model.operators:
        if operator.kind == "attention":
            yield Pattern(NAME, operator, (operator,))
        elif scores := _scores(operator, model):
            before = _towards_product(model, scores, forward=False)
            after = _towards_product(model, operator.outputs, forward=True)
            if before and after:
                members = {operator, *before, *after, *_parts_of_softmax(model, operator)}
                yield Pattern(NAME, operator, tuple(sorted(members, key=lambda o: o.index)))


def _scores(operator: Operator, model: Model) -> tuple[Tensor, ...]:
    """The input of a Softmax, if `operator` is one or the division that ends one."""
    if operator.kind == "softmax" and operator.input is not None:
        return (operator.input,)
    if operator.kind != "div" or len(operator.inputs) != 2:
        return ()
    numerator, denominator = operator.inputs
    if numerator is None or denominator is None:
        return ()
    exponential, total = model.producer(numerator), model.producer(denominator)
    if exponential is None or total is None:
        return ()
    if exponential.kind == "exp" and total.kind == "sum" and total.input is numerator:
        return tuple(tensor for tensor in exponential.inputs if tensor is not None)
    return ()


def _parts_of_softmax(model: Model, end: Operator) -> tuple[Operator, ...]:
    """The exp and sum of a Softmax that ends with the div `end`; none of the fused operator."""
    if end.kind == "softmax":
        return ()
    parts = (model.producer(tensor) for tensor in end.inputs if tensor is not None)
    return tuple(part for part in parts if part is not None)


def _towards_product(
    model: Model, start: Iterable[Tensor], *, forward: bool
) -> tuple[Operator, ...]:
    """The operators from `start` up to the nearest product of two computed tensors."""
    came_from: dict[Operator, Operator | None] = {}
    waiting: list[tuple[Tensor, Operator | None]] = [(tensor, None) for tensor in start]
    for tensor, previous in waiting:
        for operator in _neighbours(model, tensor, forward):
            if operator in came_from:
                continue
            came_from[operator] = previous
            if is_variable_product(operator, model):
                return _path(came_from, operator)
            if operator.kind in _SHAPING or operator.kind in _SCALING:
                further = operator.outputs if forward else operator.inputs
                waiting.extend((t, operator) for t in further if t is not None and not t.constant)
        if len(came_from) > _REACH:
            break
    return ()


def _neighbours(model: Model, tensor: Tensor, forward: bool) -> tuple[Operator, ...]:
    if forward:
        return model.consumers(tensor)
    producer = model.producer(tensor)
    return () if producer is None else (producer,)


def _path(came_from: dict[Operator, Operator | None], last: Operator) -> tuple[Operator, ...]:
    path: list[Operator] = []
    step: Operator | None = last
    while step is not None:
        path.append(step)
        step = came_from[step]
    return tuple(path)


def is_variable_product(operator: Operator, model: Model) -> bool:
    """Whether the operator multiplies two computed matrices; a layer has constant weights."""
    if operator.kind not in {"matmul", "fully-connected", "einsum"}:
        return False
    operands = (*operator.with_role("input"), *operator.with_role("weights"))
    return len(operands) == 2 and not any(_is_constant(tensor, model) for tensor in operands)


def _is_constant(tensor: Tensor, model: Model) -> bool:
    """Whether a tensor is a constant or converted from one, as float16 and Q/DQ weights are."""
    for _ in range(_REACH):
        producer = model.producer(tensor)
        if producer is None or producer.kind not in _STORED or producer.input is None:
            break
        tensor = producer.input
    return tensor.constant
