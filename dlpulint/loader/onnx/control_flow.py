"""How types pass between a control-flow operator of ONNX and its bodies."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dlpulint.loader.onnx.constants import BOOL, INT64
from dlpulint.loader.onnx.node import Node
from dlpulint.loader.onnx.types import common, shape_in, type_of

if TYPE_CHECKING:
    from onnx import TypeProto

_CARRIED_FROM = 2
"""The input of a Loop from which on values are carried from one turn to the next."""


def body_input_types(
    node: Node, operands: "Sequence[TypeProto | None]"
) -> "list[TypeProto | None]":
    """What the inputs of a body are, as far as the operator's own inputs tell.

    The shape of a carried value may change from turn to turn; only its element type is sure.
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
    """What the operator gives, from what its bodies give."""
    if node.native == "If" and len(results) == 2:
        return [common(first, second) for first, second in zip(*results, strict=False)]
    if node.native == "Loop" and len(results) == 1:
        # A loop that makes no turn gives what it was fed.
        carried = operands[_CARRIED_FROM:]
        given = results[0][1:]
        kept = [common(first, last) for first, last in zip(carried, given, strict=False)]
        return [*kept, *(_stacked(type) for type in given[len(carried) :])]
    return []


def _stacked(turn: "TypeProto | None") -> "TypeProto | None":
    """One value of every turn, as a Loop collects them."""
    if turn is None or not turn.HasField("tensor_type"):
        return None
    sizes = shape_in(turn)
    return type_of(turn.tensor_type.elem_type, None if sizes is None else (None, *sizes))
