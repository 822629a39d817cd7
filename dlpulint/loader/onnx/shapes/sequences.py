"""Sequences of tensors in an ONNX graph: what lies where in them, as far as the graph says."""

from typing import Final

from dlpulint.loader.onnx.constants import FEW, INT64
from dlpulint.loader.onnx.node import Node
from dlpulint.loader.onnx.shapes.known import Known, Values
from dlpulint.loader.onnx.types import type_of

SEQUENCES: Final = frozenset(
    {
        "SequenceAt",
        "SequenceConstruct",
        "SequenceEmpty",
        "SequenceErase",
        "SequenceInsert",
        "SequenceLength",
    }
)
"""Operators that are followed element by element."""


def follow_sequence(node: Node, values: Values) -> bool:
    """Note what the operator makes of a sequence, and say whether its output's type is noted too.

    ONNX's inference keeps one type for all elements of a sequence, and so forgets their sizes.
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
        place = _place(node, 1, values, len(given))
        type = None if place is None or place >= len(given) else given[place]
        values.learn(output, type)
        return type is not None
    elif node.native == "SequenceErase":
        place = _place(node, 1, values, len(given), otherwise=len(given) - 1)
        if place is not None:
            values.hold(output, given[:place] + given[place + 1 :])
    elif node.native == "SequenceInsert" and len(node.inputs) > 1 and len(given) < FEW:
        place = _place(node, 2, values, len(given), otherwise=len(given))
        if place is not None:
            values.hold(output, (*given[:place], values.type(node.inputs[1]), *given[place:]))
    return False


def _place(
    node: Node, operand: int, values: Values, length: int, otherwise: int | None = None
) -> int | None:
    """The position that an operand states, from the start; `otherwise` where it is left out."""
    if operand >= len(node.inputs) or not node.inputs[operand]:
        return otherwise
    known = values.known(node.inputs[operand])
    numbers = None if known is None else known.complete
    if not numbers:
        return None
    place = int(numbers[0]) + (length if numbers[0] < 0 else 0)
    return place if 0 <= place <= length else None
