"""Multiply-accumulates per inference of each operator, from shapes alone."""

from collections.abc import Callable
from math import prod

from dlpulint.model.graph import Layout, Model, Operator, Tensor


def macs_of(model: Model) -> dict[Operator, int | None]:
    """Multiply-accumulates of each operator; `None` where a needed shape is unknown.

    An operator in a body (While, If) is counted once: how often it runs is not in the file.
    """
    counts = {operator: _COUNTS.get(operator.kind) for operator in model.operators}
    return {o: 0 if count is None else count(o, model.layout) for o, count in counts.items()}


def channels(tensor: Tensor | None, layout: Layout) -> int | None:
    """Size of a tensor's channel dimension: the last one, or in ONNX the second of an image."""
    if tensor is None or not tensor.shape:
        return None
    if layout == "channels-first" and len(tensor.shape) > 2:
        return tensor.shape[1]
    return tensor.shape[-1]


def _convolution(operator: Operator, layout: Layout) -> int | None:
    """Each output element takes one filter: the weights of one output channel."""
    weights, output = operator.weights, operator.output
    filters = channels(output, layout)
    if weights is None or output is None or not filters:
        return None
    if weights.elements is None or output.elements is None:
        return None
    return output.elements * weights.elements // filters


def _transpose_convolution(operator: Operator, layout: Layout) -> int | None:
    """Each input element is spread over the weights of its input channel."""
    weights, given = operator.weights, operator.input
    depth = channels(given, layout)
    if weights is None or given is None or not depth:
        return None
    if weights.elements is None or given.elements is None:
        return None
    return given.elements * weights.elements // depth


def _fully_connected(operator: Operator, _: Layout) -> int | None:
    """Weights are applied to every row of the input."""
    weights, output = operator.weights, operator.output
    if weights is None or output is None or weights.elements is None or output.elements is None:
        return None
    if not output.shape or not output.shape[-1]:
        return None
    return output.elements * weights.elements // output.shape[-1]


def _matrix_product(operator: Operator, _: Layout) -> int | None:
    """Each output element is a sum over the dimension that both operands share."""
    left, output = operator.inputs[0] if operator.inputs else None, operator.output
    if left is None or not left.shape or output is None or output.elements is None:
        return None
    transposed = operator.attributes.get("transpose_left") is True and len(left.shape) > 1
    shared = left.shape[-2] if transposed else left.shape[-1]
    return None if shared is None else output.elements * shared


def _attention(operator: Operator, layout: Layout) -> int | None:
    """Queries times keys, and the result times values, after a projection if there is one."""
    if layout == "channels-last":
        return 0  # TFLite's composite: the operators of its body are counted.
    queries, output = operator.input, operator.output
    if queries is None or queries.rank not in (3, 4) or operator.with_role("state"):
        return None
    if output is None or not queries.shape or queries.elements is None or output.elements is None:
        return None
    weights, projected = operator.weights, 0
    keys = queries
    if weights is None:
        given = operator.with_role("input")
        keys = given[1] if len(given) > 1 else queries
    elif weights.rank != 2 or weights.elements is None or not output.shape or not weights.shape:
        return None
    elif weights.shape[1] != 3 * (output.shape[-1] or 0):
        return None  # Queries, keys and values of different widths.
    else:
        projected = queries.elements * weights.elements // (weights.shape[0] or 1)
    steps = keys.shape[-2] if keys.shape and keys.rank == queries.rank else None
    if steps is None:
        return None
    width = output.elements if weights is not None else queries.elements
    return projected + steps * (width + output.elements)


def _unknown(*_: object) -> None:
    """MACs of an Einsum are unknown: its equation is not read."""


def _recurrent(operator: Operator, _: Layout) -> int | None:
    """Every weight matrix is applied at every time step of every sequence."""
    given = operator.input
    if given is None or not given.shape or len(given.shape) < 2:
        return None
    steps = prod(d for d in given.shape[:-1] if d is not None)
    matrices = [t for t in operator.with_role("weights") if t.rank is not None and t.rank >= 2]
    sizes = [t.elements for t in matrices]
    if None in given.shape[:-1] or None in sizes or not sizes:
        return None
    return steps * sum(size for size in sizes if size is not None)


_RECURRENT = (
    "unidirectional-lstm", "bidirectional-lstm", "bidirectional-rnn", "lstm", "gru", "rnn", "svdf"
)  # fmt: skip
_COUNTS: dict[str, Callable[[Operator, Layout], int | None]] = {
    "conv": _convolution,
    "conv-3d": _convolution,
    "depthwise-conv": _convolution,
    "deformable-conv": _convolution,
    "attention": _attention,
    "einsum": _unknown,
    "transpose-conv": _transpose_convolution,
    "transpose-conv-3d": _transpose_convolution,
    "fully-connected": _fully_connected,
    "matmul": _matrix_product,
    **dict.fromkeys(_RECURRENT, _recurrent),
}

MAC_KINDS = frozenset(_COUNTS)
"""Kinds whose work is counted. Element-wise operators multiply too, but never decide the time."""
