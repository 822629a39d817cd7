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
    lists = _Lists()
    for tensor in model.tensors:
        known[tensor] = tensors.setdefault(_description(tensor, lists), len(tensors))
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


class _Lists:
    """Numbers of lists, the same for equal ones. One that many tensors share is hashed once."""

    def __init__(self) -> None:
        self._known: dict[Hashable, int] = {}
        self._by_identity: dict[int, int] = {}

    def number(self, values: tuple[float, ...] | None) -> int:
        """The number of a list, which has to stay in memory."""
        found = self._by_identity.get(id(values))
        if found is None:
            found = self._known.setdefault(values, len(self._known))
            self._by_identity[id(values)] = found
        return found


def _description(tensor: Tensor, lists: _Lists) -> Hashable:
    """All of a tensor but its name."""
    quantization = tensor.quantization
    return (
        tensor.dtype,
        tensor.shape,
        tensor.constant,
        None
        if quantization is None
        else (
            lists.number(quantization.scales),
            lists.number(quantization.zero_points),
            quantization.axis,
            quantization.dtype,
            quantization.block_size,
        ),
        lists.number(tensor.values),
        tensor.free_dimensions,
        tensor.stored,
        tensor.variable,
        tensor.bounds,
    )


def _typed(value: Attribute) -> tuple[object, ...]:
    """A value that differs from what it equals otherwise: 1 from `True`, 0.0 from -0.0."""
    return (repr(value),) if isinstance(value, float) else (value, type(value))
