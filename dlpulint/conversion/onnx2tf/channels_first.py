"""Feature maps that onnx2tf holds channels-first, as ONNX does, in the middle of a network.

Sums are held so, and results computed from them element by element or by slicing. Before a layer,
pool or resize, or an operand held channels-last, the map is transposed, and TensorFlow removes both
transposes; at a concatenation or an output they stay (onnx2tf 1.29.24 and 2.6.9, run on 30 graphs
of sums; versions up to 1.29.16 do none of this).
"""

from dlpulint.conversion.onnx2tf.draft import Draft, channels_last
from dlpulint.model.graph import Operator, Shape

_SUM = "add"
_FOLLOWING = frozenset({
    "abs", "clip", "div", "dropout", "elu", "exp", "gelu", "hard-swish", "identity", "leaky-relu",
    "log", "logistic", "maximum", "minimum", "mul", "neg", "relu", "relu-n1-to-1", "relu6", "slice",
    "softmax", "split", "sqrt", "strided-slice", "sub", "tanh",
})  # fmt: skip
"""Kinds whose result is held in the order that all their computed operands share."""


def note_channels_first(operator: Operator, draft: Draft) -> None:
    """Note which outputs of a node that has just been written are held channels-first."""
    if operator.kind != _SUM:
        if operator.kind not in _FOLLOWING:
            return
        operands = [tensor for tensor in operator.with_role("input") if not tensor.constant]
        if not operands or not all(draft.is_channels_first(tensor) for tensor in operands):
            return
    for output in operator.outputs:
        view = draft.view(output)
        rank = len(view.order)
        transposed = rank > 2 and view.order == channels_last(rank)
        if transposed and _differ(output.shape, view.tensor.shape):
            draft.hold_channels_first(output)


def _differ(shape: Shape | None, other: Shape | None) -> bool:
    """Whether two shapes of one rank cannot be equal; onnx2tf takes such a result as transposed."""
    if shape is None or other is None:
        return False
    pairs = zip(shape, other, strict=True)
    return any(None not in pair and pair[0] != pair[1] for pair in pairs)
