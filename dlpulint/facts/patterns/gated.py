"""Activations that multiply a value by a gate made of it: SiLU and HardSwish."""

from collections.abc import Iterator

from dlpulint.facts.patterns.pattern import Pattern
from dlpulint.facts.steps import computed_inputs, producer_of
from dlpulint.model.graph import Model, Operator, Tensor

SILU = "SiLU"
HARD_SWISH = "HardSwish"

_CLAMPS = frozenset({"relu6", "clip", "hard-sigmoid", "relu-0-to-1", "minimum"})
_ARITHMETIC = frozenset({"add", "mul", "div", "maximum", "relu"})
"""Other kinds in a HardSwish of several operators, each with a constant operand."""
_STEPS = 5

_NAMES = {"silu": SILU, "hard-swish": HARD_SWISH}


def gated_activations(model: Model) -> Iterator[Pattern]:
    """Every SiLU (a value times its sigmoid) and HardSwish (a value times its clamped copy)."""
    for operator in model.operators:
        for kind, name in _NAMES.items():
            gate = _gate(operator, model, kind)
            if gate or operator.kind == kind:
                yield Pattern(name, operator, (*gate, operator))


def gated_activation(product: Operator, value: Tensor, model: Model) -> str | None:
    """The activation of `value` that a product computes, if any: `silu` or `hard-swish`."""
    for kind in _NAMES:
        if _gate(product, model, kind) and value in computed_inputs(product, model):
            return kind
    return None


def _gate(product: Operator, model: Model, kind: str) -> tuple[Operator, ...]:
    """The operators of the gate in a product `x * gate(x)`; empty for other operators."""
    if product.kind != "mul":
        return ()
    operands = computed_inputs(product, model)
    if len(operands) != 2:
        return ()
    for value, gate in (operands, operands[::-1]):
        members = (_sigmoid if kind == "silu" else _clamp)(gate, value, model)
        if members:
            return members
    return ()


def _sigmoid(gate: Tensor, value: Tensor, model: Model) -> tuple[Operator, ...]:
    producer = producer_of(gate, model)
    if producer is None or producer.kind != "logistic":
        return ()
    return (producer,) if value in computed_inputs(producer, model) else ()


def _clamp(gate: Tensor, value: Tensor, model: Model) -> tuple[Operator, ...]:
    """`relu6(x + 3) / 6` in the forms that converters write, or a HardSigmoid of `x`."""
    members: list[Operator] = []
    for _ in range(_STEPS):
        producer = producer_of(gate, model)
        if producer is None or producer.kind not in _ARITHMETIC | _CLAMPS:
            return ()
        operands = computed_inputs(producer, model)
        if len(operands) != 1:
            return ()
        members.append(producer)
        gate = operands[0]
        if gate is value:
            break
    shifted = any(member.kind in {"add", "hard-sigmoid"} for member in members)
    return tuple(members[::-1]) if gate is value and shifted and _clamps(members) else ()


def _clamps(members: list[Operator]) -> bool:
    return any(
        member.kind in _CLAMPS or member.text("fused_activation") in _CLAMPS for member in members
    )
