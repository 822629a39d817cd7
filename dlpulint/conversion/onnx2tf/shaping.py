"""Operators that move, reshape and join: many are free as long as channels stay last."""

from msgspec.structs import replace

from dlpulint.conversion.onnx2tf.draft import (
    PADDED_SIDES,
    Draft,
    Order,
    View,
    axes_of,
    kept,
    number,
    permuted,
    target_shape,
    whole,
    without,
)
from dlpulint.conversion.onnx2tf.elementwise import common_order
from dlpulint.conversion.onnx2tf.remaining import as_it_is, unknown
from dlpulint.conversion.onnx2tf.slicing import is_same
from dlpulint.model.graph import Attribute, Operator, Tensor

_SEQUENCE, _IMAGE = 3, 4
_TRANSPOSING = frozenset({"matmul", "transpose", "reshape", "conv"})
"""Kinds that bring their input to the order that they need by themselves."""


def transpose(at: Operator, draft: Draft) -> None:
    """Writes a change of order only where a reader needs that order.

    With five dimensions it is always written, as before queries, keys and values.
    """
    given = at.input
    if given is None or not given.rank or not at.outputs:
        return as_it_is(at, draft)
    perm = at.integers("perm") or tuple(reversed(range(given.rank)))
    if sorted(perm) != list(range(given.rank)):
        return as_it_is(at, draft)
    view = draft.view(given)
    order = tuple(perm.index(dimension) for dimension in view.order)
    draft.finish(at, View(view.tensor, order))
    readers = draft.model.consumers(at.outputs[0])
    # A sequence stays in the order that its readers see, not transposed for each product.
    sequence = given.rank == _SEQUENCE and any(r.kind not in _TRANSPOSING for r in readers)
    if sequence or (given.rank > _IMAGE and view.order == kept(given.rank)):
        tensor = draft.ordered(at.outputs[0], kept(given.rank), at)
        draft.finish(at, View(tensor, kept(given.rank)))
    return None


def reshape(at: Operator, draft: Draft) -> None:
    """Writes another shape for the same elements, which have to be in the ONNX's order."""
    given = at.input
    if given is None or given.rank is None or not at.outputs:
        return as_it_is(at, draft)
    result = at.outputs[0]
    if result.rank is None:
        return as_it_is(at, draft)
    view = draft.view(given)
    if is_same(given.shape, result.shape, view.order):
        return draft.finish(at, view)
    source = view.tensor if _unmoved(view) else draft.ordered(given, kept(given.rank), at)
    return _into(at, draft, source, kept(result.rank))


def _unmoved(view: View) -> bool:
    """Whether the elements have the ONNX's order in memory; dimensions of size 1 may move."""
    shape = view.tensor.shape
    if shape is None or not view.order:
        return view.order == kept(len(view.order))
    moved = [dim for size, dim in zip(shape, view.order, strict=True) if size != 1]
    return moved == sorted(moved)


def _into(at: Operator, draft: Draft, source: Tensor, order: Order) -> None:
    """Writes a RESHAPE of `source` to the result's shape, unless it has that shape."""
    result = draft.result(at, order)
    if source.shape == result.shape and None not in (result.shape or (None,)):
        return draft.finish(at, View(source, order))
    inputs = (source, target_shape(result.name, result.shape))
    return draft.write(at, "reshape", inputs, order, roles=("input", "shape"))


def squeezed(at: Operator, draft: Draft) -> None:
    """Writes a RESHAPE that removes or inserts dimensions of one element, in any order."""
    given = at.input
    if given is None or given.rank is None or not at.outputs or at.outputs[0].rank is None:
        return as_it_is(at, draft)
    rank, view = at.outputs[0].rank, draft.view(given)
    axes = axes_of(at)
    order = kept(rank)
    if axes is None and view.order != kept(given.rank):
        return reshape(at, draft)
    if rank < given.rank and axes is not None:
        order = without(view.order, {axis % given.rank for axis in axes})
    elif axes is not None and view.order != kept(given.rank):
        new = sorted(axis % rank for axis in axes)
        old = [dimension for dimension in range(rank) if dimension not in new]
        order = (*(old[dimension] for dimension in view.order), *new)
    return _into(at, draft, view.tensor, order)


def concatenation(at: Operator, draft: Draft) -> None:
    """Joins tensors along a dimension, all in one order: ONNX's if one is held channels-first."""
    operands = at.with_role("input")
    axis = at.integer("axis")
    if not operands or axis is None or not at.outputs or at.outputs[0].rank is None:
        return as_it_is(at, draft)
    order = common_order(operands, at.outputs[0].rank, draft)
    if any(draft.is_channels_first(tensor) for tensor in operands):
        order = kept(at.outputs[0].rank)
    tensors = [draft.ordered(tensor, order, at) for tensor in operands]
    if len(tensors) == 1:
        return draft.finish(at, View(tensors[0], order))
    position = order.index(axis % len(order))
    attributes: dict[str, Attribute] = {"axis": position, "fused_activation": "none"}
    return draft.write(at, "concatenation", tensors, order, attributes=attributes)


def pad(at: Operator, draft: Draft) -> None:
    """Writes rows, columns or channels around a tensor."""
    given = at.input
    mode = at.text("mode") or "constant"
    if given is None or not given.rank or not at.outputs or mode not in ("constant", "reflect"):
        return unknown(at, draft)
    view = draft.view(given)
    attributes = {side: at.attributes[side] for side in PADDED_SIDES if side in at.attributes}
    amounts = Tensor("paddings", "int32", (given.rank, 2), constant=True)
    kind = "pad" if mode == "constant" else "mirror-pad"
    inputs, roles = (view.tensor, amounts), ("input", "paddings")
    return draft.write(at, kind, inputs, view.order, roles=roles, attributes=attributes)


def gather(at: Operator, draft: Draft) -> None:
    """Writes a choice of elements along a dimension by constant indices."""
    given, indices = at.input, at.first("indices")
    if given is None or not given.rank or indices is None or not at.outputs:
        return as_it_is(at, draft)
    if indices.rank not in (0, 1) or not indices.constant:
        return as_it_is(at, draft)
    view = draft.view(given)
    axis = (at.integer("axis") or 0) % given.rank
    order = without(view.order, (axis,)) if indices.rank == 0 else view.order
    attributes = {"axis": view.position_of(axis), "batch_dims": 0}
    inputs, roles = (view.tensor, indices), ("input", "indices")
    return draft.write(at, "gather", inputs, order, roles=roles, attributes=attributes)


def expand(at: Operator, draft: Draft) -> None:
    """Writes a tensor's expansion to a larger shape: a product with ones."""
    given = at.input
    if given is None or given.rank is None or not at.outputs or at.outputs[0].rank != given.rank:
        return as_it_is(at, draft)
    view = draft.view(given)
    result = draft.result(at, view.order)
    if is_same(view.tensor.shape, result.shape, view.order):
        return draft.finish(at, view)
    ones = replace(number("ones"), shape=result.shape)
    attributes = {"fused_activation": "none"}
    return draft.write(at, "mul", (view.tensor, ones), view.order, attributes=attributes)


def tile(at: Operator, draft: Draft) -> None:
    """Writes a tensor repeated along its dimensions."""
    given = at.input
    if given is None or not given.rank or not at.outputs:
        return as_it_is(at, draft)
    view, repeats = draft.view(given), at.first("shape")
    values = None if repeats is None else repeats.values
    times = permuted(values, view.order) if values and len(values) == given.rank else None
    known = tuple(factor for factor in times or () if factor is not None)
    multiples = whole("multiples", known) if known else Tensor("multiples", "int32", (given.rank,))
    inputs, roles = (view.tensor, multiples), ("input", "shape")
    return draft.write(at, "tile", inputs, view.order, roles=roles)
