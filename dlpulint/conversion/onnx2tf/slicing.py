"""Parts cut out of tensors, with begin, end and strides for every dimension."""

from collections.abc import Sequence

from dlpulint.conversion.onnx2tf.draft import Draft, Order, View, axes_of, whole
from dlpulint.conversion.onnx2tf.remaining import as_it_is
from dlpulint.conversion.onnx2tf.windows import UNMASKED
from dlpulint.model.graph import Operator, Shape, Tensor

_SIZES_AS_INPUT = 13
"""The operator set from which on a Split has its sizes as an input."""


def is_same(before: Shape | None, after: Shape | None, order: Order) -> bool:
    """Whether nothing changes: both shapes are known, and equal."""
    return before is not None and before == after and None not in before and bool(order)


def split(at: Operator, draft: Draft) -> None:
    """Parts along a dimension, by how the node has their sizes.

    As an input, or where they differ, each part is a STRIDED_SLICE. As an attribute, before
    operator set 13, all are one SPLIT_V; of sizes that are not stated comes a SPLIT.
    """
    given = at.input
    if given is None or not given.rank or not at.outputs:
        return as_it_is(at, draft)
    view = draft.view(given)
    place = view.place_of(at.integer("axis") or 0)
    results = [draft.result(at, view.order, number) for number in range(len(at.outputs))]
    sizes = [None if result.shape is None else result.shape[place] for result in results]
    length = None if view.tensor.shape is None else view.tensor.shape[place]
    stated = at.first("size") is not None
    if len(set(sizes)) <= 1 and (not stated or length is None):
        in_attribute = at.version is not None and at.version < _SIZES_AS_INPUT
        _in_one(at, draft, view.tensor, results, place, by_sizes=stated or in_attribute)
    else:
        begin: int | None = 0
        for result, size in zip(results, sizes, strict=True):
            start = None if begin is None else _at(place, begin, 0, given.rank)
            _cut(at, draft, view.tensor, result, start, (1,) * given.rank, fixed=True)
            begin = None if begin is None or size is None else begin + size
    for turn, result in enumerate(results):
        draft.finish(at, View(result, view.order), turn)
    return None


def _in_one(
    at: Operator,
    draft: Draft,
    given: Tensor,
    results: Sequence[Tensor],
    place: int,
    *,
    by_sizes: bool,
) -> None:
    """One operator that gives all parts, which are equal."""
    axis = whole("axis", (place,), scalar=True)
    sizes = Tensor("sizes", "int32", (len(results),), constant=True)
    draft.emit(
        at,
        "split-v" if by_sizes else "split",
        (given, sizes, axis) if by_sizes else (axis, given),
        results,
        roles=("input", "size", "axes") if by_sizes else ("axes", "input"),
        attributes={"axis": place, "num_outputs": len(results)},
    )


def _at(place: int, value: int, others: int, rank: int) -> tuple[int, ...]:
    return tuple(value if here == place else others for here in range(rank))


def strided_slice(at: Operator, draft: Draft) -> None:
    """A cut along some dimensions; begin, end and strides for all of them where they are known."""
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
    _cut(at, draft, view.tensor, result, begin, strides, fixed=fixed)
    return draft.finish(at, View(result, view.order))


def _cut(
    at: Operator,
    draft: Draft,
    given: Tensor,
    result: Tensor,
    begin: tuple[int, ...] | None,
    strides: tuple[int, ...] | None,
    *,
    fixed: bool,
) -> None:
    """A STRIDED_SLICE; with `fixed` its bounds are constants, be they known or not."""
    rank = given.rank or 0
    end = _ends(begin, strides, result.shape or (None,) * rank)
    operands: tuple[Tensor, ...] = (given,)
    for name, values in (("begin", begin), ("end", end), ("strides", strides)):
        unread = Tensor(name, "int32", (rank,), constant=fixed)
        operands += (unread if values is None else whole(name, values),)
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
    return tuple(by_dimension.get(place, start) for place in order)


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
