"""Activations that multiply a value by a gate made of it: SiLU and HardSwish."""

from collections.abc import Iterator

from dlpulint.facts.patterns.pattern import Pattern
from dlpulint.facts.steps import computed_inputs, producer_of
from dlpulint.model.graph import Model, Operator, Tensor

SILU = "SiLU"
HARD_SWISH = "HardSwish"

_CLAMPS = frozenset({"relu6", "clip", "hard-sigmoid", "relu-0-to-1", "minimum"})
_ARITHMETIC = frozenset({"add", "mul", "div", "maximum", "relu"})
"""Other operators of a written-out HardSwish, each with a constant."""
_STEPS = 5


def silu(model: Model) -> Iterator[Pattern]:
    """Every SiLU (Swish): the operator, or a value times its own sigmoid."""
    for operator in model.operators:
        if operator.kind == "silu":
            yield Pattern(SILU, operator, (operator,))
        elif gate := _gate(operator, model, "silu"):
            yield Pattern(SILU, operator, (*gate, operator))


def hard_swish(model: Model) -> Iterator[Pattern]:
    """Every HardSwish: the operator, or a value times its own clamped copy."""
    for operator in model.operators:
        if operator.kind == "hard-swish":
            yield Pattern(HARD_SWISH, operator, (operator,))
        elif gate := _gate(operator, model, "hard-swish"):
            yield Pattern(HARD_SWISH, operator, (*gate, operator))


def gated_activation(product: Operator, value: Tensor, model: Model) -> str | None:
    """The activation that a product makes of `value`, if it is one: `silu` or `hard-swish`."""
    for name in ("silu", "hard-swish"):
        if _gate(product, model, name) and value in computed_inputs(product, model):
            return name
    return None


def _gate(product: Operator, model: Model, name: str) -> tuple[Operator, ...]:
    """The operators that make the gate of a product `x * gate(x)`; none if it is none."""
    if product.kind != "mul":
        return ()
    operands = computed_inputs(product, model)
    if len(operands) != 2:
        return ()
    for value, gate in (operands, operands[::-1]):
        members = (_sigmoid if name == "silu" else _clamp)(gate, value, model)
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
