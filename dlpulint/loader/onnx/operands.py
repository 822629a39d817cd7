"""Inputs of an ONNX node, and how they fit each other."""

from itertools import zip_longest

from msgspec import Struct

from dlpulint.loader.onnx.node import Node
from dlpulint.loader.onnx.shapes.known import Values
from dlpulint.model.graph import Shape


class Operands(Struct, frozen=True):
    """Shapes and numbers of a node's inputs."""

    node: Node
    values: Values

    def shape(self, index: int) -> Shape | None:
        """The shape of an input, if it is there and its rank is known."""
        name = self._name(index)
        return self.values.shape(name) if name else None

    def sized(self, index: int, rank: int) -> Shape | None:
        """The shape of an input if it has at least this rank."""
        shape = self.shape(index)
        return shape if shape is not None and len(shape) >= rank else None

    def numbers(self, index: int) -> tuple[float, ...] | None:
        """The elements of an input, if all are known."""
        name = self._name(index)
        known = self.values.known(name) if name else None
        return None if known is None else known.complete

    def _name(self, index: int) -> str:
        return self.node.inputs[index] if index < len(self.node.inputs) else ""


def vector_fault(given: Operands, index: int, size: int | None, name: str) -> str | None:
    """The difference of an operand to a vector of a size."""
    shape = given.shape(index)
    if shape is None or size is None or fits((size,), shape):
        return None
    return f"its {name} has the shape {shape_text(shape)}, where it needs {size}"


def spread_fault(given: Operands, index: int, over: Shape, name: str) -> str | None:
    """The difference of an operand to one that can be repeated over a shape."""
    shape = given.shape(index)
    if shape is None:
        return None
    pairs = zip_longest(reversed(shape), reversed(over), fillvalue=1)
    if all(size in (None, 1) or other is None or size == other for size, other in pairs):
        return None
    return f"its {name} has the shape {shape_text(shape)}, which does not fit {shape_text(over)}"


def fits(wanted: Shape, found: Shape) -> bool:
    """Whether two shapes may be equal."""
    pairs = zip(wanted, found, strict=False)
    return len(wanted) == len(found) and all(a is None or b is None or a == b for a, b in pairs)


def shape_text(shape: Shape) -> str:
    """A shape as `1x3x?`."""
    return "x".join("?" if size is None else str(size) for size in shape) or "one number"
