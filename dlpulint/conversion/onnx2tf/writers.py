"""Which function writes which kind of operator: one literal table."""

from collections.abc import Callable
from typing import TypeAlias

from dlpulint.conversion.onnx2tf.draft import Draft
from dlpulint.conversion.onnx2tf.elementwise import (
    arithmetic,
    chosen,
    clip,
    power,
    prelu,
    unary,
    written_out,
)
from dlpulint.conversion.onnx2tf.images import image_operator
from dlpulint.conversion.onnx2tf.normalizations import instance_normalization, layer_normalization
from dlpulint.conversion.onnx2tf.products import (
    along_last,
    gemm,
    matrix_product,
    norm,
    ordered_by_channel,
    place_of_extreme,
    reduction,
    running_sum,
)
from dlpulint.conversion.onnx2tf.remaining import as_it_is, unknown, vanished
from dlpulint.conversion.onnx2tf.shaping import (
    concatenation,
    expand,
    gather,
    pad,
    reshape,
    squeezed,
    tile,
    transpose,
)
from dlpulint.conversion.onnx2tf.slicing import split, strided_slice
from dlpulint.conversion.onnx2tf.windows import (
    convolution,
    global_pool,
    pool,
    transposed_convolution,
)
from dlpulint.model.graph import Operator

Writer: TypeAlias = Callable[[Operator, Draft], None]

_SAME = (
    "abs",
    "cast",
    "ceil",
    "cos",
    "elu",
    "exp",
    "floor",
    "gelu",
    "hard-swish",
    "leaky-relu",
    "log",
    "logical-not",
    "logistic",
    "neg",
    "relu",
    "round",
    "rsqrt",
    "sign",
    "sin",
    "sqrt",
    "square",
    "tanh",
)
"""Kinds of one operand that TFLite has as well."""

_BINARY = (
    "add",
    "add-n",
    "div",
    "equal",
    "floor-mod",
    "greater",
    "greater-equal",
    "less",
    "less-equal",
    "logical-and",
    "logical-or",
    "maximum",
    "minimum",
    "mul",
    "sub",
)

WRITERS: dict[str, Writer] = {
    **dict.fromkeys(_SAME, unary),
    **dict.fromkeys(_BINARY, arithmetic),
    "arg-max": place_of_extreme,
    "arg-min": place_of_extreme,
    "average-pool": pool,
    "batch-normalization": ordered_by_channel,
    "broadcast-to": expand,
    "clip": clip,
    "concatenation": concatenation,
    "conv": convolution,
    "conv-3d": convolution,
    "cumsum": running_sum,
    "depth-to-space": image_operator,
    "depthwise-conv": convolution,
    "dequantize": vanished,
    "dropout": vanished,
    "erf": written_out("flex:Erf"),
    "expand-dims": squeezed,
    "fully-connected": gemm,
    "gather": gather,
    "global-average-pool": global_pool,
    "global-max-pool": global_pool,
    "hard-sigmoid": written_out("mul", "add", "relu-0-to-1"),
    "identity": vanished,
    "instance-normalization": instance_normalization,
    "layer-normalization": layer_normalization,
    "log-softmax": along_last,
    "lstm": unknown,
    "matmul": matrix_product,
    "max-pool": pool,
    "mean": reduction,
    "mish": written_out("exp", "add", "log", "tanh", "mul", gated=True),
    "non-max-suppression": unknown,
    "onnx:ReduceL2": norm,
    "pad": pad,
    "pow": power,
    "prelu": prelu,
    "quantize": vanished,
    "reciprocal": written_out("div"),
    "reduce-max": reduction,
    "reduce-min": reduction,
    "reduce-prod": reduction,
    "reshape": reshape,
    "resize-bilinear": image_operator,
    "resize-cubic": image_operator,
    "resize-nearest": image_operator,
    "softmax": along_last,
    "softplus": written_out("exp", "add", "log"),
    "onnx:Softsign": written_out("abs", "add", "div", gated=True),
    "space-to-depth": image_operator,
    "split": split,
    "squeeze": squeezed,
    "strided-slice": strided_slice,
    "sum": reduction,
    "rnn": unknown,
    "select-v2": chosen,
    "tile": tile,
    "transpose": transpose,
    "transpose-conv": transposed_convolution,
}
"""By kind; what is not here is carried over as it is."""


def write(operator: Operator, draft: Draft) -> None:
    """Write what a converter makes of an operator."""
    WRITERS.get(operator.kind, as_it_is)(operator, draft)
