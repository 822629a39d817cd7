"""Operators that move, cut and join: many are free as long as channels stay at the end."""

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
    whole,
)
from dlpulint.conversion.onnx2tf.elementwise import common_order
from dlpulint.conversion.onnx2tf.remaining import as_it_is, unknown
from dlpulint.conversion.onnx2tf.slicing import is_same
from dlpulint.model.graph import Attribute, Operator, Tensor

_SEQUENCE, _IMAGE = 3, 4
_TURNING = frozenset({"matmul", "transpose", "reshape", "conv"})
"""Kinds that bring their input to the order that they want by themselves."""


def transpose(at: Operator, draft: Draft) -> None:
    """A change of order, which is written only where somebody needs that order.

    Of five dimensions it is written as it stands: such as the one before queries, keys and values.
    """
    given = at.input
    if given is None or not given.rank or not at.outputs:
        return as_it_is(at, draft)
    perm = at.integers("perm") or tuple(reversed(range(given.rank)))
    if sorted(perm) != list(range(given.rank)):
        return as_it_is(at, draft)
    view = draft.view(given)
    order = tuple(perm.index(place) for place in view.order)
    draft.finish(at, View(view.tensor, order))
    readers = draft.model.consumers(at.outputs[0])
    if given.rank == _SEQUENCE and any(reader.kind not in _TURNING for reader in readers):
        # A sequence is worked on in the order that it is given in, not turned for each product.
        tensor = draft.ordered(at.outputs[0], kept(_SEQUENCE), at)
        draft.finish(at, View(tensor, kept(_SEQUENCE)))
    elif given.rank > _IMAGE and view.order == kept(given.rank):
        tensor = draft.ordered(at.outputs[0], kept(given.rank), at)
        draft.finish(at, View(tensor, kept(given.rank)))
    return None


def reshape(at: Operator, draft: Draft) -> None:
    """Another shape for the same elements, which have to stand in the order of the ONNX."""
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
    """Whether the elements stand in memory as in the ONNX, whatever the dimensions are called."""
    shape = view.tensor.shape
    if shape is None or not view.order:
        return view.order == kept(len(view.order))
    moved = [dim for size, dim in zip(shape, view.order, strict=True) if size != 1]
    return moved == sorted(moved)


def _into(at: Operator, draft: Draft, source: Tensor, order: Order) -> None:
    """A RESHAPE of `source` to the result's shape."""
    result = draft.result(at, order)
    if source.shape == result.shape and None not in (result.shape or (None,)):
        return draft.finish(at, View(source, order))
    target = whole(
        f"{result.name}/shape", tuple(-1 if d is None else d for d in result.shape or ())
    )
    draft.emit(at, "reshape", (source, target), result, roles=("input", "shape"))
    return draft.finish(at, View(result, order))


def squeezed(at: Operator, draft: Draft) -> None:
    """Dimensions of one element taken away or put in: a RESHAPE, whatever the order."""
    given = at.input
    if given is None or given.rank is None or not at.outputs or at.outputs[0].rank is None:
        return as_it_is(at, draft)
    rank, view = at.outputs[0].rank, draft.view(given)
    axes = axes_of(at)
    order = kept(rank)
    if axes is None and view.order != kept(given.rank):
        return reshape(at, draft)
    if rank < given.rank and axes is not None:
        gone = {axis % given.rank for axis in axes}
        left = [place for place in range(given.rank) if place not in gone]
        order = tuple(left.index(place) for place in view.order if place not in gone)
    elif axes is not None and view.order != kept(given.rank):
        new = sorted(axis % rank for axis in axes)
        old = [place for place in range(rank) if place not in new]
        order = (*(old[place] for place in view.order), *new)
    return _into(at, draft, view.tensor, order)


def concatenation(at: Operator, draft: Draft) -> None:
    """Tensors joined along a dimension, all in one order; in that of ONNX if one is held in it."""
    operands = at.with_role("input")
    axis = at.integer("axis")
    if not operands or axis is None or not at.outputs or at.outputs[0].rank is None:
        return as_it_is(at, draft)
    order = common_order(operands, at.outputs[0].rank, draft)
    if any(draft.is_in_front(tensor) for tensor in operands):
        order = kept(at.outputs[0].rank)
    tensors = [draft.ordered(tensor, order, at) for tensor in operands]
    result = draft.result(at, order)
    if len(tensors) == 1:
        return draft.finish(at, View(tensors[0], order))
    place = order.index(axis % len(order))
    attributes: dict[str, Attribute] = {"axis": place, "fused_activation": "none"}
    draft.emit(at, "concatenation", tensors, result, attributes=attributes)
    return draft.finish(at, View(result, order))


def pad(at: Operator, draft: Draft) -> None:
    """Rows, columns or channels put around a tensor."""
    given = at.input
    mode = at.text("mode") or "constant"
    if given is None or not given.rank or not at.outputs or mode not in ("constant", "reflect"):
        return unknown(at, draft)
    view = draft.view(given)
    result = draft.result(at, view.order)
    attributes = {side: at.attributes[side] for side in PADDED_SIDES if side in at.attributes}
    amounts = Tensor("paddings", "int32", (given.rank, 2), constant=True)
    kind = "pad" if mode == "constant" else "mirror-pad"
    roles = ("input", "paddings")
    draft.emit(at, kind, (view.tensor, amounts), result, roles=roles, attributes=attributes)
    return draft.finish(at, View(result, view.order))


def gather(at: Operator, draft: Draft) -> None:
    """Elements chosen along a dimension by constant places."""
    given, indices = at.input, at.first("indices")
    if given is None or not given.rank or indices is None or not at.outputs:
        return as_it_is(at, draft)
    if indices.rank not in (0, 1) or not indices.constant:
        return as_it_is(at, draft)
    view = draft.view(given)
    axis = (at.integer("axis") or 0) % given.rank
    order = view.order
    if indices.rank == 0:
        left = [place for place in range(given.rank) if place != axis]
        order = tuple(left.index(place) for place in view.order if place != axis)
    result = draft.result(at, order)
    attributes = {"axis": view.place_of(axis), "batch_dims": 0}
    roles = ("input", "indices")
    draft.emit(at, "gather", (view.tensor, indices), result, roles=roles, attributes=attributes)
    return draft.finish(at, View(result, order))


def expand(at: Operator, draft: Draft) -> None:
    """A tensor stretched over a larger shape: a product with ones."""
    given = at.input
    if given is None or given.rank is None or not at.outputs or at.outputs[0].rank != given.rank:
        return as_it_is(at, draft)
    view = draft.view(given)
    result = draft.result(at, view.order)
    if is_same(view.tensor.shape, result.shape, view.order):
        return draft.finish(at, view)
    ones = replace(number("ones"), shape=result.shape)
    attributes = {"fused_activation": "none"}
    draft.emit(at, "mul", (view.tensor, ones), result, attributes=attributes)
    return draft.finish(at, View(result, view.order))


def tile(at: Operator, draft: Draft) -> None:
    """A tensor repeated along its dimensions."""
    given = at.input
    if given is None or not given.rank or not at.outputs:
        return as_it_is(at, draft)
    view, repeats = draft.view(given), at.first("shape")
    values = None if repeats is None else repeats.values
    times = permuted(values, view.order) if values and len(values) == given.rank else None
    known = tuple(count for count in times or () if count is not None)
    multiples = whole("multiples", known) if known else Tensor("multiples", "int32", (given.rank,))
    result = draft.result(at, view.order)
    draft.emit(at, "tile", (view.tensor, multiples), result, roles=("input", "shape"))
    return draft.finish(at, View(result, view.order))
