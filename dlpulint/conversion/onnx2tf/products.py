"""Matrix products, which need the ONNX's order, and reductions, which keep their input's order."""

from msgspec.structs import replace

from dlpulint.conversion.onnx2tf.draft import (
    Draft,
    View,
    axes_of,
    kept,
    number,
    permuted,
    whole,
    without,
)
from dlpulint.conversion.onnx2tf.elementwise import aligned
from dlpulint.conversion.onnx2tf.remaining import as_it_is
from dlpulint.model.graph import Attribute, Operator, Tensor

_MATRIX = 2


def gemm(at: Operator, draft: Draft) -> None:
    """Writes a fully connected layer with its bias; a product and a sum if weights are computed."""
    given, weights = at.input, at.weights
    if given is None or weights is None or not at.outputs or at.outputs[0].rank != _MATRIX:
        return as_it_is(at, draft)
    order = (1, 0) if at.attributes.get("transpose_left") is True else kept(_MATRIX)
    source = draft.ordered(given, order, at)
    result = draft.result(at, kept(_MATRIX))
    if not draft.view(weights).tensor.constant:
        made = draft.step(result, "product") if at.bias else result
        transposed = at.attributes.get("transpose_right") is True
        operands = (source, draft.ordered(weights, kept(_MATRIX), at))
        attributes = {"transpose_left": False, "transpose_right": transposed}
        draft.emit(at, "matmul", operands, made, attributes=attributes)
        if at.bias is not None:
            bias = aligned(at.bias, kept(_MATRIX), at, draft)
            draft.emit(at, "add", (made, bias), result, attributes={"fused_activation": "none"})
        return draft.finish(at, View(result, kept(_MATRIX)))
    transposed = at.attributes.get("transpose_right") is not True
    matrix = _matrix(weights, draft, transposed=transposed)
    _connected(at, draft, source, matrix, at.bias, result)
    return draft.finish(at, View(result, kept(_MATRIX)))


def matrix_product(at: Operator, draft: Draft) -> None:
    """Writes a fully connected layer over the last dimension, or a product of two matrices."""
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
        _connected(at, draft, source, _matrix(right, draft, transposed=True), None, result)
        return draft.finish(at, View(result, kept(rank)))
    other = draft.view(right)
    transposed = other.order == (*range(right.rank - 2), right.rank - 1, right.rank - 2)
    # A product accepts its second operand transposed as well: that transpose costs nothing.
    second = other.tensor if transposed else draft.ordered(right, kept(right.rank), at)
    attributes = {"transpose_left": False, "transpose_right": transposed}
    return draft.write(at, "matmul", (source, second), kept(rank), attributes=attributes)


def _matrix(weights: Tensor, draft: Draft, *, transposed: bool) -> Tensor:
    """Weights of a fully connected layer in TFLite: one row per output."""
    transposed = transposed and weights.rank == _MATRIX
    return draft.weights(weights, permuted(weights.shape, (1, 0)) if transposed else weights.shape)


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
    """Writes a mean, sum or extreme over some dimensions."""
    given = at.input
    if given is None or not given.rank or not at.outputs or at.outputs[0].rank is None:
        return as_it_is(at, draft)
    _reduced(at, draft, at.kind, draft.view(given).tensor)
    return None


def norm(at: Operator, draft: Draft) -> None:
    """Writes the root of a sum of squares."""
    given = at.input
    if given is None or not given.rank or not at.outputs or at.outputs[0].rank is None:
        return as_it_is(at, draft)
    source = draft.view(given).tensor
    squares = draft.emit(at, "square", (source,), draft.step(source, "squares"))
    result = _reduced(at, draft, "sum", squares)
    root = draft.step(result, "root")
    draft.emit(at, "sqrt", (result,), root)
    return draft.finish(at, View(root, draft.view(at.outputs[0]).order))


def _reduced(at: Operator, draft: Draft, kind: str, source: Tensor) -> Tensor:
    """The result of a reduction of `source`, which stands in for the node's input."""
    assert at.input is not None  # Callers have checked.
    view = draft.view(at.input)
    stated = axes_of(at) or view.order
    axes = tuple(sorted(view.position_of(dimension) for dimension in stated))
    keep = at.attributes.get("keep_dims") is not False
    order = view.order if keep else without(view.order, [view.order[axis] for axis in axes])
    inputs = (source, whole("axes", axes))
    attributes: dict[str, Attribute] = {"axes": axes, "keep_dims": keep}
    draft.write(at, kind, inputs, order, roles=("input", "axes"), attributes=attributes)
    return draft.view(at.outputs[0]).tensor


def along_last(at: Operator, draft: Draft) -> None:
    """Writes a Softmax; TFLite has it along the last dimension only, so others are moved there."""
    given = at.input
    axis = at.integer("axis")
    if given is None or not given.rank or axis is None or not at.outputs:
        return as_it_is(at, draft)
    view = draft.view(given)
    axis %= given.rank
    order = (*(dimension for dimension in view.order if dimension != axis), axis)
    source = draft.ordered(given, order, at)
    attributes = {"beta": 1.0} if at.kind == "softmax" else {}
    return draft.write(at, at.kind, (source,), order, attributes=attributes)


def index_of_extreme(at: Operator, draft: Draft) -> None:
    """Writes an ARG_MAX; if the dimension has to stay, a RESHAPE restores it."""
    given = at.input
    if given is None or not given.rank or not at.outputs:
        return as_it_is(at, draft)
    view = draft.view(given)
    dimension = (at.integer("axis") or 0) % given.rank
    axis = view.position_of(dimension)
    keep = at.attributes.get("keep_dims") is not False
    order = view.order if keep else without(view.order, (dimension,))
    result = draft.result(at, order)
    made = result
    if keep and result.shape is not None:
        shape = (*result.shape[:axis], *result.shape[axis + 1 :])
        made = draft.step(result, "without", shape)
    inputs = (view.tensor, whole("axis", (axis,), scalar=True))
    draft.emit(at, at.kind, inputs, made, roles=("input", "axes"), attributes={"axis": axis})
    if made is not result:
        made = draft.reshaped(made, result.shape, at)
    return draft.finish(at, View(made, order))


def batch_normalization(at: Operator, draft: Draft) -> None:
    """Writes a batch normalization: a product and a sum with one number per channel."""
    given = at.input
    if given is None or not given.rank or not at.outputs:
        return as_it_is(at, draft)
    view = draft.view(given)
    if view.order[-1] != min(1, given.rank - 1):
        return as_it_is(at, draft)
    channels = None if given.shape is None else given.shape[min(1, given.rank - 1)]
    scaled = draft.step(draft.result(at, view.order), "scaled")
    fused = {"fused_activation": "none"}
    factor, summand = number("factor", channels), number("summand", channels)
    draft.emit(at, "mul", (view.tensor, factor), scaled, attributes=fused)
    return draft.write(at, "add", (scaled, summand), view.order, attributes=fused)


def running_sum(at: Operator, draft: Draft) -> None:
    """Writes a CUMSUM along the ONNX's dimension, at its position in the counterpart."""
    given, dimension = at.input, at.integer("axis")
    if given is None or not given.rank or dimension is None or not at.outputs:
        return as_it_is(at, draft)
    view = draft.view(given)
    axis = view.position_of(dimension)
    inputs, roles = (view.tensor, whole("axis", (axis,), scalar=True)), ("input", "axes")
    return draft.write(at, "cumsum", inputs, view.order, roles=roles, attributes={"axis": axis})
