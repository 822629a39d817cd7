"""Operators that are described alike: all that distinguishes them are names and places."""

from collections.abc import Hashable

from dlpulint.model.graph import Attribute, Model, Operator, Tensor


def descriptions_of(model: Model) -> dict[Operator, int]:
    """A number for each operator, the same for those that are described alike.

    They are of one kind, with the same options, and with operands of the same shapes, types and
    quantization in the same roles; so any question about an operator alone has one answer for all
    of them.
    """
    tensors: dict[Hashable, int] = {}
    operators: dict[Hashable, int] = {}
    known: dict[Tensor | None, int] = {None: -1}
    for tensor in model.tensors:
        known[tensor] = tensors.setdefault(_description(tensor), len(tensors))
    numbers = {}
    for operator in model.operators:
        inputs = operator.inputs
        key = (
            operator.kind,
            operator.native,
            operator.number,
            operator.version,
            operator.roles,
            tuple([known[tensor] for tensor in inputs]),
            tuple([known[tensor] for tensor in operator.outputs]),
            # One tensor read twice is not the same as two that are described alike.
            None if len(set(inputs)) == len(inputs) else tuple(map(inputs.index, inputs)),
            tuple([(name, *_typed(value)) for name, value in operator.attributes.items()]),
        )
        numbers[operator] = operators.setdefault(key, len(operators))
    return numbers


def _description(tensor: Tensor) -> Hashable:
    """All of a tensor but its name."""
    return (
        tensor.dtype,
        tensor.shape,
        tensor.constant,
        tensor.quantization,
        tensor.values,
        tensor.free_dimensions,
        tensor.stored,
        tensor.variable,
        tensor.bounds,
    )


def _typed(value: Attribute) -> tuple[object, ...]:
    """A value that differs from what it equals otherwise: 1 from `True`, 0.0 from -0.0."""
    return (repr(value),) if isinstance(value, float) else (value, type(value))
