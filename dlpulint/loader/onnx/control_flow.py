"""Types passed between an ONNX control-flow operator and its bodies."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dlpulint.loader.onnx.constants import BOOL, INT64
from dlpulint.loader.onnx.node import Node
from dlpulint.loader.onnx.types import common, shape_in, type_of

if TYPE_CHECKING:
    from onnx import TypeProto

_CARRIED_FROM = 2
"""The first input of a Loop that is carried from iteration to iteration."""


def body_input_types(
    node: Node, operands: "Sequence[TypeProto | None]"
) -> "list[TypeProto | None]":
    """Types of a body's inputs, as far as the operator's inputs determine them.

    The shape of a carried value may change between iterations; only its element type is certain.
    """
    if node.native != "Loop":
        return []
    carried = (
        type_of(operand.tensor_type.elem_type, None)
        if operand is not None and operand.HasField("tensor_type")
        else None
        for operand in operands[_CARRIED_FROM:]
    )
    return [type_of(INT64, ()), type_of(BOOL, ()), *carried]


def result_types(
    node: Node,
    operands: "Sequence[TypeProto | None]",
    results: "Sequence[Sequence[TypeProto | None]]",
) -> "list[TypeProto | None]":
    """Types of the operator's outputs, from the outputs of its bodies."""
    if node.native == "If" and len(results) == 2:
        return [common(first, second) for first, second in zip(*results, strict=False)]
    if node.native == "Loop" and len(results) == 1:
        # A loop without iterations returns its inputs.
        carried = operands[_CARRIED_FROM:]
        given = results[0][1:]
        kept = [common(first, last) for first, last in zip(carried, given, strict=False)]
        return [*kept, *(_stacked(type) for type in given[len(carried) :])]
    return []


def _stacked(turn: "TypeProto | None") -> "TypeProto | None":
    """Type of the values of all iterations, as a Loop collects them."""
    if turn is None or not turn.HasField("tensor_type"):
        return None
    sizes = shape_in(turn)
    return type_of(turn.tensor_type.elem_type, None if sizes is None else (None, *sizes))
