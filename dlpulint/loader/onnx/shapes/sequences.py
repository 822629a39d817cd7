"""Sequences of tensors in an ONNX graph: their elements, as far as these are known."""

from typing import Final

from dlpulint.loader.onnx.constants import FEW, INT64
from dlpulint.loader.onnx.node import Node
from dlpulint.loader.onnx.shapes.known import Known, Values
from dlpulint.loader.onnx.types import type_of

SEQUENCES: Final = frozenset(
    f"Sequence{verb}" for verb in ("At", "Construct", "Empty", "Erase", "Insert", "Length")
)
"""Operators that `follow_sequence` follows."""


def follow_sequence(node: Node, values: Values) -> bool:
    """Note the elements of an operator's output; whether the output's type is noted too.

    ONNX's inference keeps one type for all elements of a sequence, and so loses their sizes.
    """
    output = next(iter(node.outputs), "")
    given = values.sequence(node.inputs[0]) if node.inputs else None
    if node.native == "SequenceEmpty":
        values.hold(output, ())
    elif node.native == "SequenceConstruct" and len(node.inputs) <= FEW:
        values.hold(output, tuple(values.type(name) for name in node.inputs))
    elif given is None:
        return False
    elif node.native == "SequenceLength":
        values.learn(output, type_of(INT64, ()), Known(INT64, (len(given),), ()))
        return True
    elif node.native == "SequenceAt":
        index = _position(node, 1, values, len(given))
        type = None if index is None or index >= len(given) else given[index]
        values.learn(output, type)
        return type is not None
    elif node.native == "SequenceErase":
        index = _position(node, 1, values, len(given), otherwise=len(given) - 1)
        if index is not None:
            values.hold(output, given[:index] + given[index + 1 :])
    elif node.native == "SequenceInsert" and len(node.inputs) > 1 and len(given) < FEW:
        index = _position(node, 2, values, len(given), otherwise=len(given))
        if index is not None:
            values.hold(output, (*given[:index], values.type(node.inputs[1]), *given[index:]))
    return False


def _position(
    node: Node, operand: int, values: Values, length: int, otherwise: int | None = None
) -> int | None:
    """The position in an operand, counted from the start; `otherwise` if it is left out."""
    if operand >= len(node.inputs) or not node.inputs[operand]:
        return otherwise
    known = values.known(node.inputs[operand])
    numbers = None if known is None else known.complete
    if not numbers:
        return None
    index = int(numbers[0]) + (length if numbers[0] < 0 else 0)
    return index if 0 <= index <= length else None
