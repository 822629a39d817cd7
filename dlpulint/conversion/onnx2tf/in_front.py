"""Maps that onnx2tf holds with channels in front, as ONNX has them, in the middle of a network.

A sum comes so, and what is made of it element by element or cut out of it. Where a layer, pool or
resize reads it, or an operand that is held with channels last joins in, it is turned, and
TensorFlow takes both transposes away; where it is joined or given out they stay (onnx2tf 1.29.24
and 2.6.9, run on 30 graphs of sums; up to 1.29.16 there is nothing of this).
"""

from dlpulint.conversion.onnx2tf.draft import Draft, channels_last
from dlpulint.model.graph import Operator, Shape

_SUM = "add"
_FOLLOWING = frozenset(
    {
        "abs",
        "clip",
        "div",
        "elu",
        "exp",
        "gelu",
        "hard-swish",
        "leaky-relu",
        "log",
        "logistic",
        "maximum",
        "minimum",
        "mul",
        "neg",
        "relu",
        "relu-n1-to-1",
        "relu6",
        "slice",
        "softmax",
        "split",
        "sqrt",
        "strided-slice",
        "sub",
        "tanh",
    }
)
"""Kinds whose result is held as all their computed operands are."""


def note_in_front(operator: Operator, draft: Draft) -> None:
    """Note which of a node's results, now that they are written, are held so."""
    if operator.kind != _SUM:
        if operator.kind not in _FOLLOWING:
            return
        operands = [tensor for tensor in operator.with_role("input") if not tensor.constant]
        if not operands or not all(draft.is_in_front(tensor) for tensor in operands):
            return
    for output in operator.outputs:
        view = draft.view(output)
        rank = len(view.order)
        turned = rank > 2 and view.order == channels_last(rank)
        if turned and _differ(output.shape, view.tensor.shape):
            draft.hold_in_front(output)


def _differ(shape: Shape | None, other: Shape | None) -> bool:
    """Whether two shapes of one rank cannot be the same; onnx2tf takes such a result for turned."""
    if shape is None or other is None:
        return False
    pairs = zip(shape, other, strict=True)
    return any(None not in pair and pair[0] != pair[1] for pair in pairs)
