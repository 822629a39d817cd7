"""GELU, QuickGELU and Mish, as one operator or as the arithmetic that exporters write."""

from collections.abc import Iterator

from dlpulint.facts.patterns.pattern import Pattern
from dlpulint.facts.steps import computed_inputs, cone, constant_inputs, producer_of, readers_of
from dlpulint.model.graph import Model, Operator, Tensor

GELU = "GELU"
QUICK_GELU = "QuickGELU"
MISH = "Mish"

_FUSED = {"gelu": GELU, "quick-gelu": QUICK_GELU, "mish": MISH}
_ERRORS = frozenset({"erf", "flex:Erf", "flex:Erfc", "onnx:Erfc"})
"""The error function; converters that lack it leave `Erfc`."""
_BENDS = _ERRORS | {"tanh", "logistic"}
"""Kinds that each of these activations has once: the search starts there."""
_SHAPING = frozenset({"transpose", "reshape"})
_SCALING = frozenset({"mul", "div", "neg"}) | _SHAPING
_POWERS = frozenset({"pow", "square"})
_CUBIC = _SCALING | _POWERS | {"add"}
_SOFTPLUS = frozenset({"exp", "add", "log", "softplus", "greater", "less", "select-v2", "select"})
_TO_PRODUCT = frozenset({"add", "sub"}) | _SCALING
_STEPS = 4
"""Operators with one computed operand between bend and product: `(1 + erf) * 0.5`."""


def smooth_activations(model: Model) -> Iterator[Pattern]:
    """Every GELU, QuickGELU and Mish; the pattern's name says which."""
    for operator in model.operators:
        if operator.kind in _FUSED:
            yield Pattern(_FUSED[operator.kind], operator, (operator,))
        elif operator.kind in _BENDS and (found := _around(operator, model)):
            yield found


def _around(bend: Operator, model: Model) -> Pattern | None:
    """The activation that this erf, tanh or sigmoid is part of, if any."""
    path, product = _to_product(bend, model)
    if product is None or bend.input is None:
        return None
    gate = path[-1].output if path else bend.output
    for operand in computed_inputs(product, model):
        if gate is not None and operand is not gate:
            for value, scaling in _unscaled(operand, model):
                inner = cone(bend.input, value, model, _CUBIC | _SOFTPLUS)
                name = None if inner is None else _name(bend, inner, model)
                if name is not None:
                    members = {bend, product, *path, *scaling, *(inner or ())}
                    members.update(_scaling_after(product, name, model))
                    order = sorted(members, key=lambda member: member.index)
                    return Pattern(name, product, tuple(order))
    return None


def _name(bend: Operator, inner: tuple[Operator, ...], model: Model) -> str | None:
    """Name of the activation with this bend, by the operators that compute its operand."""
    kinds = {operator.kind for operator in inner}
    if bend.kind in _ERRORS:
        return GELU if kinds <= _SCALING else None
    if bend.kind == "logistic":
        scaled = kinds <= _SCALING and kinds & {"mul", "div"}
        return QUICK_GELU if scaled else None
    if kinds <= _SOFTPLUS and ("softplus" in kinds or {"exp", "log", "add"} <= kinds):
        return MISH
    if kinds <= _CUBIC and "add" in kinds and (kinds & _POWERS or _multiplied(inner, model)):
        return GELU
    return None


def _multiplied(operators: tuple[Operator, ...], model: Model) -> bool:
    """Whether a computed value is multiplied by another, as in `x * x * x`."""
    return any(o.kind == "mul" and len(computed_inputs(o, model)) == 2 for o in operators)


def _to_product(bend: Operator, model: Model) -> tuple[tuple[Operator, ...], Operator | None]:
    """The steps from a bend to the next product of two computed values, and the product."""
    path: list[Operator] = []
    step = bend
    for _ in range(_STEPS + 1):
        readers = () if step.output is None else readers_of(step.output, model)
        if len(readers) != 1:
            break
        step = readers[0]
        if step.kind == "mul" and len(computed_inputs(step, model)) == 2:
            return tuple(path), step
        if step.kind not in _TO_PRODUCT:
            break
        path.append(step)
    return tuple(path), None


def _unscaled(operand: Tensor, model: Model) -> Iterator[tuple[Tensor, tuple[Operator, ...]]]:
    """A value, then the values it was scaled or reordered from, with the operators between."""
    passed: tuple[Operator, ...] = ()
    for _ in range(_STEPS):
        yield operand, passed
        producer = producer_of(operand, model)
        given = () if producer is None else computed_inputs(producer, model)
        if producer is None or producer.kind not in _SCALING or len(given) != 1:
            return
        operand, passed = given[0], (*passed, producer)


def _scaling_after(product: Operator, name: str, model: Model) -> tuple[Operator, ...]:
    """The multiplication by a half after a GELU, if it comes last."""
    readers = () if product.output is None else readers_of(product.output, model)
    if name != GELU or len(readers) != 1 or readers[0].kind not in {"mul", "div"}:
        return ()
    constants = constant_inputs(readers[0], model)
    return readers if [constant.elements for constant in constants] == [1] else ()
