"""Operators that are carried over as the ONNX has them."""

from collections.abc import Sequence

from dlpulint.conversion.onnx2tf.draft import Draft, Order, View, channels_last, kept
from dlpulint.model.graph import Operator, Tensor
from dlpulint.model.kinds import natives_of

_IMAGE = 4

_COMPOSITES = frozenset({"STABLEHLO_COMPOSITE"})
"""Stand-ins for operators of another framework, which converters of ONNX do not write."""


def as_it_is(at: Operator, draft: Draft) -> None:
    """Writes the operator itself, its operands in ONNX's order; unknown if TFLite lacks it."""
    if ":" in at.kind or not set(natives_of(at.kind, "tflite")) - _COMPOSITES:
        return unknown(at, draft)
    inputs = tuple(
        None if tensor is None else draft.ordered(tensor, kept(tensor.rank or 0), at)
        for tensor in at.inputs
    )
    orders = tuple(kept(tensor.rank or 0) for tensor in at.outputs)
    return _carry(at, draft, at.kind, inputs, orders)


def unknown(at: Operator, draft: Draft) -> None:
    """Writes an operator whose conversion is unknown, if it can be converted at all.

    It keeps its native name as its kind. The order that it needs is unknown too: its operands keep
    theirs, and images leave it channels-last, as everywhere in the graph.
    """
    inputs = tuple(None if tensor is None else draft.view(tensor).tensor for tensor in at.inputs)
    orders = tuple(
        channels_last(_IMAGE) if tensor.rank == _IMAGE else kept(tensor.rank or 0)
        for tensor in at.outputs
    )
    _carry(at, draft, f"unconverted:{at.native}", inputs, orders)


def _carry(
    at: Operator, draft: Draft, kind: str, inputs: Sequence[Tensor | None], orders: Sequence[Order]
) -> None:
    outputs = tuple(draft.result(at, order, index) for index, order in enumerate(orders))
    roles = [role or "input" for role in at.roles]
    draft.emit(at, kind, inputs, outputs, roles=roles, attributes=at.attributes)
    for index, order in enumerate(orders):
        draft.finish(at, View(outputs[index], order), index)


def vanished(at: Operator, draft: Draft) -> None:
    """Leaves an operator out: its result is its input."""
    if at.input is None or not at.outputs:
        return as_it_is(at, draft)
    return draft.finish(at, draft.view(at.input))
