"""Slices and splits of tensors, with begin, end and strides for every dimension."""

from collections.abc import Sequence

from dlpulint.conversion.onnx2tf.draft import Draft, Order, View, axes_of, whole
from dlpulint.conversion.onnx2tf.remaining import as_it_is
from dlpulint.conversion.onnx2tf.windows import UNMASKED
from dlpulint.model.graph import Operator, Shape, Tensor

_SIZES_AS_INPUT = 13
"""First opset in which a Split has its sizes as an input."""


def is_same(before: Shape | None, after: Shape | None, order: Order) -> bool:
    """Whether nothing changes: both shapes are known, and equal."""
    return before is not None and before == after and None not in before and bool(order)


def split(at: Operator, draft: Draft) -> None:
    """Writes the parts along a dimension, by the form of their sizes in the node.

    With sizes as an input, or sizes that differ, each part is a STRIDED_SLICE. With sizes as an
    attribute, before opset 13, all parts are one SPLIT_V; without sizes, one SPLIT.
    """
    given = at.input
    if given is None or not given.rank or not at.outputs:
        return as_it_is(at, draft)
    view = draft.view(given)
    axis = view.position_of(at.integer("axis") or 0)
    results = [draft.result(at, view.order, number) for number in range(len(at.outputs))]
    sizes = [None if result.shape is None else result.shape[axis] for result in results]
    length = None if view.tensor.shape is None else view.tensor.shape[axis]
    stated = at.first("size") is not None
    if len(set(sizes)) <= 1 and (not stated or length is None):
        in_attribute = at.version is not None and at.version < _SIZES_AS_INPUT
        _in_one(at, draft, view.tensor, results, axis, by_sizes=stated or in_attribute)
    else:
        begin: int | None = 0
        for result, size in zip(results, sizes, strict=True):
            start = (
                None if begin is None else (*(0,) * axis, begin, *(0,) * (given.rank - 1 - axis))
            )
            _slice(at, draft, view.tensor, result, start, (1,) * given.rank, fixed=True)
            begin = None if begin is None or size is None else begin + size
    for index, result in enumerate(results):
        draft.finish(at, View(result, view.order), index)
    return None


def _in_one(
    at: Operator,
    draft: Draft,
    given: Tensor,
    results: Sequence[Tensor],
    axis: int,
    *,
    by_sizes: bool,
) -> None:
    """Writes one operator that gives all parts, which are equal."""
    operand = whole("axis", (axis,), scalar=True)
    sizes = Tensor("sizes", "int32", (len(results),), constant=True)
    draft.emit(
        at,
        "split-v" if by_sizes else "split",
        (given, sizes, operand) if by_sizes else (operand, given),
        results,
        roles=("input", "size", "axes") if by_sizes else ("axes", "input"),
        attributes={"axis": axis, "num_outputs": len(results)},
    )


def strided_slice(at: Operator, draft: Draft) -> None:
    """Writes a slice along some dimensions; its bounds, where known, cover all dimensions."""
    given = at.input
    if given is None or not given.rank or not at.outputs:
        return as_it_is(at, draft)
    view = draft.view(given)
    result = draft.result(at, view.order)
    if is_same(view.tensor.shape, result.shape, view.order):
        return draft.finish(at, View(view.tensor, view.order))
    begin = _bounds(at, "begin", 0, view.order)
    strides = _bounds(at, "strides", 1, view.order)
    stated = [t for role in ("begin", "end", "strides") for t in at.with_role(role)]
    fixed = all(draft.view(tensor).tensor.constant for tensor in stated)
    _slice(at, draft, view.tensor, result, begin, strides, fixed=fixed)
    return draft.finish(at, View(result, view.order))


def _slice(
    at: Operator,
    draft: Draft,
    given: Tensor,
    result: Tensor,
    begin: tuple[int, ...] | None,
    strides: tuple[int, ...] | None,
    *,
    fixed: bool,
) -> None:
    """Writes a STRIDED_SLICE; with `fixed` its bounds are constants, even if unknown."""
    rank = given.rank or 0
    end = _ends(begin, strides, result.shape or (None,) * rank)
    operands: tuple[Tensor, ...] = (given,)
    for name, values in (("begin", begin), ("end", end), ("strides", strides)):
        unknown = Tensor(name, "int32", (rank,), constant=fixed)
        operands += (unknown if values is None else whole(name, values),)
    roles = ("input", "begin", "end", "strides")
    draft.emit(at, "strided-slice", operands, result, roles=roles, attributes=dict(UNMASKED))


def _bounds(at: Operator, role: str, start: int, order: Order) -> tuple[int, ...] | None:
    """Begin or strides for every dimension, in the order of the counterpart."""
    stated = at.first(role)
    values = at.integers(role) if stated is None else stated.values
    if values is None:
        return (start,) * len(order) if role == "strides" and stated is None else None
    axes = axes_of(at) or tuple(range(len(values)))
    by_dimension = {axis % len(order): value for axis, value in zip(axes, values, strict=False)}
    return tuple(by_dimension.get(dimension, start) for dimension in order)


def _ends(
    begin: Sequence[int] | None, strides: Sequence[int] | None, sizes: Shape
) -> tuple[int, ...] | None:
    if begin is None or strides is None:
        return None
    ends = [
        None if size is None else first + size * stride
        for first, stride, size in zip(begin, strides, sizes, strict=True)
    ]
    known = tuple(end for end in ends if end is not None)
    return known if len(known) == len(ends) else None
