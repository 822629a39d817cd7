"""Matrix products and reductions: products want the order of the ONNX, reductions move with it."""

from msgspec.structs import replace

from dlpulint.conversion.onnx2tf.draft import Draft, View, axes_of, kept, number, permuted, whole
from dlpulint.conversion.onnx2tf.elementwise import aligned
from dlpulint.conversion.onnx2tf.remaining import as_it_is
from dlpulint.model.graph import Operator, Tensor

_MATRIX = 2


def gemm(at: Operator, draft: Draft) -> None:
    """A fully connected layer with its bias, or a product and a sum where nothing is constant."""
    given, weights = at.input, at.weights
    if given is None or weights is None or not at.outputs or at.outputs[0].rank != _MATRIX:
        return as_it_is(at, draft)
    order = (1, 0) if at.attributes.get("transpose_left") is True else kept(_MATRIX)
    source = draft.ordered(given, order, at)
    result = draft.result(at, kept(_MATRIX))
    if not draft.view(weights).tensor.constant:
        made = draft.step(result, "product") if at.bias else result
        turned = at.attributes.get("transpose_right") is True
        operands = (source, draft.ordered(weights, kept(_MATRIX), at))
        attributes = {"transpose_left": False, "transpose_right": turned}
        draft.emit(at, "matmul", operands, made, attributes=attributes)
        if at.bias is not None:
            bias = aligned(at.bias, kept(_MATRIX), at, draft)
            draft.emit(at, "add", (made, bias), result, attributes={"fused_activation": "none"})
        return draft.finish(at, View(result, kept(_MATRIX)))
    turned = at.attributes.get("transpose_right") is not True
    _connected(at, draft, source, _matrix(weights, draft, turned=turned), at.bias, result)
    return draft.finish(at, View(result, kept(_MATRIX)))


def matrix_product(at: Operator, draft: Draft) -> None:
    """A fully connected layer over the last dimension, or a product of two computed matrices."""
    operands = (*at.with_role("input"), *at.with_role("weights"))
    if len(operands) != 2 or not at.outputs or at.outputs[0].rank is None:
        return as_it_is(at, draft)
    left, right = operands if at.inputs[0] is operands[0] else operands[::-1]
    if left.rank is None or right.rank is None or ":" in at.kind:
        return as_it_is(at, draft)
    rank = at.outputs[0].rank
    result = draft.result(at, kept(rank))
    source = draft.ordered(left, kept(left.rank), at)
    matrix = draft.view(right).tensor
    if matrix.constant and right.rank == _MATRIX and not source.constant:
        _connected(at, draft, source, _matrix(right, draft, turned=True), None, result)
        return draft.finish(at, View(result, kept(rank)))
    other = draft.view(right)
    turned = other.order == (*range(right.rank - 2), right.rank - 1, right.rank - 2)
    # A product takes its second operand turned as well: that transpose costs nothing.
    second = other.tensor if turned else draft.ordered(right, kept(right.rank), at)
    attributes = {"transpose_left": False, "transpose_right": turned}
    draft.emit(at, "matmul", (source, second), result, attributes=attributes)
    return draft.finish(at, View(result, kept(rank)))


def _matrix(weights: Tensor, draft: Draft, *, turned: bool) -> Tensor:
    """Weights as a fully connected layer of TFLite has them: a row an output."""
    shape = permuted(weights.shape, (1, 0)) if turned and weights.rank == _MATRIX else weights.shape
    return draft.weights(weights, shape)


def _connected(
    at: Operator, draft: Draft, given: Tensor, weights: Tensor, bias: Tensor | None, to: Tensor
) -> None:
    inputs: tuple[Tensor | None, ...] = (given, weights, None)
    if bias is not None:
        inputs = (given, weights, replace(bias, dtype="float32", quantization=None))
    draft.emit(
        at,
        "fully-connected",
        inputs,
        to,
        roles=("input", "weights", "bias"),
        attributes={
            "fused_activation": at.text("fused_activation") or "none",
            "keep_num_dims": to.rank != _MATRIX,
            "weights_format": "default",
        },
    )


def reduction(at: Operator, draft: Draft) -> None:
    """A mean, sum or extreme over some dimensions."""
    given = at.input
    if given is None or not given.rank or not at.outputs or at.outputs[0].rank is None:
        return as_it_is(at, draft)
    reduced(at, draft, at.kind, draft.view(given).tensor)
    return None


def norm(at: Operator, draft: Draft) -> None:
    """A root of a sum of squares."""
    given = at.input
    if given is None or not given.rank or not at.outputs or at.outputs[0].rank is None:
        return as_it_is(at, draft)
    source = draft.view(given).tensor
    squares = draft.emit(at, "square", (source,), draft.step(source, "squares"))
    result = reduced(at, draft, "sum", squares)
    root = draft.step(result, "root")
    draft.emit(at, "sqrt", (result,), root)
    return draft.finish(at, View(root, draft.view(at.outputs[0]).order))


def reduced(at: Operator, draft: Draft, kind: str, source: Tensor) -> Tensor:
    """The result of a reduction of `source`, which stands in for the node's input."""
    given = at.input
    assert given is not None  # Callers have looked.
    view = draft.view(given)
    rank = len(view.order)
    stated = axes_of(at)
    places = tuple(sorted(view.place_of(a) for a in stated)) if stated else tuple(range(rank))
    keep = at.attributes.get("keep_dims") is not False
    order = view.order
    if not keep:
        left = sorted(dim for place, dim in enumerate(view.order) if place not in places)
        order = tuple(
            left.index(dim) for place, dim in enumerate(view.order) if place not in places
        )
    result = draft.result(at, order)
    draft.emit(
        at,
        kind,
        (source, whole("axes", places)),
        result,
        roles=("input", "axes"),
        attributes={"axes": places, "keep_dims": keep},
    )
    draft.finish(at, View(result, order))
    return result


def along_last(at: Operator, draft: Draft) -> None:
    """A Softmax, which TFLite takes along the last dimension only: another one is turned there."""
    given = at.input
    axis = at.integer("axis")
    if given is None or not given.rank or axis is None or not at.outputs:
        return as_it_is(at, draft)
    view = draft.view(given)
    axis %= given.rank
    order = (*(place for place in view.order if place != axis), axis)
    source = draft.ordered(given, order, at)
    result = draft.result(at, order)
    attributes = {"beta": 1.0} if at.kind == "softmax" else {}
    draft.emit(at, at.kind, (source,), result, attributes=attributes)
    return draft.finish(at, View(result, order))


def place_of_extreme(at: Operator, draft: Draft) -> None:
    """An ARG_MAX; where the dimension is to stay, a RESHAPE puts it back."""
    given = at.input
    if given is None or not given.rank or not at.outputs:
        return as_it_is(at, draft)
    view = draft.view(given)
    axis = (at.integer("axis") or 0) % given.rank
    place = view.place_of(axis)
    left = sorted(dim for dim in view.order if dim != axis)
    keep = at.attributes.get("keep_dims") is not False
    order = view.order if keep else tuple(left.index(dim) for dim in view.order if dim != axis)
    result = draft.result(at, order)
    made = result
    if keep and result.shape is not None:
        without = tuple(size for n, size in enumerate(result.shape) if n != place)
        made = draft.step(result, "without", without)
    inputs = (view.tensor, whole("axis", (place,), scalar=True))
    draft.emit(at, at.kind, inputs, made, roles=("input", "axes"), attributes={"axis": place})
    if made is not result:
        made = draft.reshaped(made, result.shape, at)
    return draft.finish(at, View(made, order))


def ordered_by_channel(at: Operator, draft: Draft) -> None:
    """A batch normalization: a product and a sum with a number a channel."""
    given = at.input
    if given is None or not given.rank or not at.outputs:
        return as_it_is(at, draft)
    view = draft.view(given)
    if view.order[-1] != min(1, given.rank - 1):
        return as_it_is(at, draft)
    channels = None if given.shape is None else given.shape[min(1, given.rank - 1)]
    result = draft.result(at, view.order)
    scaled = draft.step(result, "scaled")
    fused = {"fused_activation": "none"}
    factor, summand = number("factor", channels), number("summand", channels)
    draft.emit(at, "mul", (view.tensor, factor), scaled, attributes=fused)
    draft.emit(at, "add", (scaled, summand), result, attributes=fused)
    return draft.finish(at, View(result, view.order))


def running_sum(at: Operator, draft: Draft) -> None:
    """A CUMSUM along the dimension that the ONNX means."""
    given, axis = at.input, at.integer("axis")
    if given is None or not given.rank or axis is None or not at.outputs:
        return as_it_is(at, draft)
    view = draft.view(given)
    place = view.place_of(axis)
    result = draft.result(at, view.order)
    inputs = (view.tensor, whole("axis", (place,), scalar=True))
    draft.emit(at, "cumsum", inputs, result, roles=("input", "axes"), attributes={"axis": place})
    return draft.finish(at, View(result, view.order))
