"""A model of a few lines around one operator, and the changes that proofs make to it."""

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from dlpulint.model.graph import Attribute, Model, Operator, Quantization, Shape, Subgraph, Tensor

_WEIGHT_SIDES: Mapping[str, Mapping[str, int]] = {
    "channels-last": {"kernel_height": 1, "kernel_width": 2},
    "channels-first": {"kernel_height": 2, "kernel_width": 3},
}
"""Where the weights of a convolution have the sides of its kernel."""

_IN_OPERANDS: Mapping[str, str] = {"axis": "axes", "axes": "axes", "perm": "perm"}
"""Options that a constant operand holds, by the role of the operand."""


class Miniature(Struct, frozen=True):
    """A small model with one operator that is asked about."""

    model: Model
    place: int
    """Where the operator stands among the model's."""

    @property
    def operator(self) -> Operator:
        """The operator asked about."""
        return self.model.operators[self.place]

    def with_tensors(self, changed: Mapping[Tensor, Tensor]) -> "Miniature":
        """The same with other tensors in the places of some."""
        operators = [
            replace(
                operator,
                inputs=tuple(t if t is None else changed.get(t, t) for t in operator.inputs),
                outputs=tuple(changed.get(t, t) for t in operator.outputs),
            )
            for operator in self.model.operators
        ]
        subgraphs = [
            Subgraph(
                one.name,
                tuple(changed.get(t, t) for t in one.inputs),
                tuple(changed.get(t, t) for t in one.outputs),
            )
            for one in self.model.subgraphs
        ]
        return self._built(operators, subgraphs)

    def with_operator(self, changed: Operator) -> "Miniature":
        """The same with another operator asked about."""
        operators = list(self.model.operators)
        operators[self.place] = changed
        return self._built(operators, list(self.model.subgraphs))

    def with_options(self, options: Mapping[str, Attribute]) -> "Miniature":
        """The same with other options, and with what a file would hold them in."""
        operator = self.operator
        changed = self.with_operator(
            replace(operator, attributes={**operator.attributes, **options})
        )
        sides = _WEIGHT_SIDES[self.model.layout]
        for name, value in options.items():
            weights = changed.operator.weights
            role = _IN_OPERANDS.get(name)
            if (
                name in sides
                and weights is not None
                and weights.shape is not None
                and len(weights.shape) == 4
                and isinstance(value, int)
            ):
                changed = changed.with_tensors({weights: sized(weights, sides[name], value)})
            elif role is not None and (operand := changed.operator.first(role)) is not None:
                values = value if isinstance(value, tuple) else (value,)
                numbers = tuple(number for number in values if isinstance(number, int))
                held = replace(operand, values=numbers, shape=(len(numbers),))
                changed = changed.with_tensors({operand: held})
        return changed

    def resized(self, tensor: Tensor, place: int, size: int) -> "Miniature":
        """The same with another size of a dimension, in all tensors of the same shape as well."""
        same = [
            one
            for one in self.activations
            if one is tensor or (not tensor.constant and one.shape == tensor.shape)
        ]
        changed = {one: sized(one, place, size) for one in same}
        if tensor.constant:
            changed[tensor] = sized(tensor, place, size)
        return self.with_tensors(changed)

    def with_input(self, tensor: Tensor) -> "Miniature":
        """The same with another input of the graph."""
        first, *rest = self.model.subgraphs
        graph = Subgraph(first.name, (*first.inputs, tensor), first.outputs)
        return self._built(list(self.model.operators), [graph, *rest])

    def without_input(self, tensor: Tensor) -> "Miniature":
        """The same with an input of the graph less; operators that read it still do."""
        first, *rest = self.model.subgraphs
        left = tuple(one for one in first.inputs if one is not tensor)
        graph = Subgraph(first.name, left, first.outputs)
        return self._built(list(self.model.operators), [graph, *rest])

    @property
    def activations(self) -> tuple[Tensor, ...]:
        """What flows into and out of the operator while the model runs, each tensor once."""
        operator = self.operator
        given = (t for t in operator.inputs if t is not None and not t.constant)
        return tuple(dict.fromkeys((*given, *operator.outputs)))

    def _built(self, operators: list[Operator], subgraphs: list[Subgraph]) -> "Miniature":
        model = self.model
        built = Model.build(
            format=model.format,
            layout=model.layout,
            operators=operators,
            subgraphs=subgraphs,
            metadata=model.metadata,
        )
        return replace(self, model=built)


def sized(tensor: Tensor, place: int, size: int) -> Tensor:
    """The tensor with another size of one dimension."""
    shape = list(tensor.shape or ())
    shape[place] = size
    return reshaped(tensor, tuple(shape))


def reshaped(tensor: Tensor, shape: Shape) -> Tensor:
    """The tensor with another shape, its scales fitted to it."""
    quantization = tensor.quantization
    if quantization is not None and quantization.axis is not None and quantization.per_channel:
        axis = quantization.axis
        size = shape[axis] if axis < len(shape) else None
        if size is not None and size != len(quantization.scales):
            quantization = replace(quantization, scales=quantization.scales[:1] * size)
    return replace(tensor, shape=shape, quantization=quantization, free_dimensions=())


def quantized(tensor: Tensor, quantization: Quantization) -> Tensor:
    """The tensor with another quantization."""
    return replace(tensor, quantization=quantization)
