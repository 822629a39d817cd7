"""A small model around one operator, and the changes that proofs make to it."""

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from dlpulint.model.graph import Attribute, Model, Operator, Quantization, Shape, Subgraph, Tensor

_WEIGHT_SIDES: Mapping[str, Mapping[str, int]] = {
    "channels-last": {"kernel_height": 1, "kernel_width": 2},
    "channels-first": {"kernel_height": 2, "kernel_width": 3},
}
"""Positions of the kernel's sides in the weights of a convolution."""

_IN_OPERANDS: Mapping[str, str] = {"axis": "axes", "axes": "axes", "perm": "perm"}
"""Options that a constant operand holds, by the role of the operand."""


class Miniature(Struct, frozen=True):
    """A small model with one operator that is asked about."""

    model: Model
    index: int
    """Position of the operator among the model's."""

    @property
    def operator(self) -> Operator:
        """The operator asked about."""
        return self.model.operators[self.index]

    def with_tensors(self, changed: Mapping[Tensor, Tensor]) -> "Miniature":
        """The same with some tensors replaced."""
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
                graph.name,
                tuple(changed.get(t, t) for t in graph.inputs),
                tuple(changed.get(t, t) for t in graph.outputs),
            )
            for graph in self.model.subgraphs
        ]
        return self._built(operators, subgraphs)

    def with_operator(self, changed: Operator) -> "Miniature":
        """The same with the operator replaced."""
        operators = list(self.model.operators)
        operators[self.index] = changed
        return self._built(operators, list(self.model.subgraphs))

    def with_options(self, options: Mapping[str, Attribute]) -> "Miniature":
        """The same with other options, and with the operands that hold them in a file."""
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

    def resized(self, tensor: Tensor, position: int, size: int) -> "Miniature":
        """The same with another size of a dimension, in all activations of the same shape."""
        changed = [tensor]
        if not tensor.constant:
            changed += [other for other in self.activations if other.shape == tensor.shape]
        return self.with_tensors({other: sized(other, position, size) for other in changed})

    def with_input(self, tensor: Tensor) -> "Miniature":
        """The same with another input of the graph."""
        first, *rest = self.model.subgraphs
        graph = Subgraph(first.name, (*first.inputs, tensor), first.outputs)
        return self._built(list(self.model.operators), [graph, *rest])

    def without_input(self, tensor: Tensor) -> "Miniature":
        """The same without an input of the graph; operators still read the tensor."""
        first, *rest = self.model.subgraphs
        kept = tuple(other for other in first.inputs if other is not tensor)
        graph = Subgraph(first.name, kept, first.outputs)
        return self._built(list(self.model.operators), [graph, *rest])

    @property
    def activations(self) -> tuple[Tensor, ...]:
        """Computed inputs and outputs of the operator, each tensor once."""
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


def sized(tensor: Tensor, position: int, size: int) -> Tensor:
    """The tensor with another size of one dimension."""
    shape = list(tensor.shape or ())
    shape[position] = size
    return reshaped(tensor, tuple(shape))


def reshaped(tensor: Tensor, shape: Shape) -> Tensor:
    """The tensor with another shape, and as many scales as that needs."""
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
