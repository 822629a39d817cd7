"""Functions that write operators, by kind: one literal table."""

from collections.abc import Callable
from typing import TypeAlias

from dlpulint.conversion.onnx2tf import elementwise, normalizations, products, shaping, windows
from dlpulint.conversion.onnx2tf.draft import Draft
from dlpulint.conversion.onnx2tf.elementwise import written_out
from dlpulint.conversion.onnx2tf.images import image_operator
from dlpulint.conversion.onnx2tf.remaining import as_it_is, unknown, vanished
from dlpulint.conversion.onnx2tf.slicing import split, strided_slice
from dlpulint.model.graph import Operator

Writer: TypeAlias = Callable[[Operator, Draft], None]

_UNARY = (
    "abs", "cast", "ceil", "cos", "elu", "exp", "floor", "gelu", "hard-swish", "leaky-relu", "log",
    "logical-not", "logistic", "neg", "relu", "round", "rsqrt", "sign", "sin", "sqrt", "square",
    "tanh",
)  # fmt: skip
"""Kinds of one operand that TFLite has as well."""

_BINARY = (
    "add", "add-n", "div", "equal", "floor-mod", "greater", "greater-equal", "less", "less-equal",
    "logical-and", "logical-or", "maximum", "minimum", "mul", "sub",
)  # fmt: skip
_REDUCTIONS = ("mean", "reduce-max", "reduce-min", "reduce-prod", "sum")
_IMAGES = ("depth-to-space", "resize-bilinear", "resize-cubic", "resize-nearest", "space-to-depth")
_CONVOLUTIONS = ("conv", "conv-3d", "depthwise-conv")
_VANISHING = ("dequantize", "dropout", "identity", "quantize")
_UNKNOWN = ("lstm", "non-max-suppression", "rnn")

WRITERS: dict[str, Writer] = {
    **dict.fromkeys(_UNARY, elementwise.unary),
    **dict.fromkeys(_BINARY, elementwise.arithmetic),
    **dict.fromkeys(_REDUCTIONS, products.reduction),
    **dict.fromkeys(_IMAGES, image_operator),
    **dict.fromkeys(_CONVOLUTIONS, windows.convolution),
    **dict.fromkeys(_VANISHING, vanished),
    **dict.fromkeys(_UNKNOWN, unknown),
    "arg-max": products.index_of_extreme, "arg-min": products.index_of_extreme,
    "average-pool": windows.pool, "batch-normalization": products.batch_normalization,
    "broadcast-to": shaping.expand, "clip": elementwise.clip,
    "concatenation": shaping.concatenation, "cumsum": products.running_sum,
    "erf": written_out("flex:Erf"), "expand-dims": shaping.squeezed,
    "fully-connected": products.gemm, "gather": shaping.gather,
    "global-average-pool": windows.global_pool, "global-max-pool": windows.global_pool,
    "hard-sigmoid": written_out("mul", "add", "relu-0-to-1"),
    "instance-normalization": normalizations.instance_normalization,
    "layer-normalization": normalizations.layer_normalization, "log-softmax": products.along_last,
    "matmul": products.matrix_product, "max-pool": windows.pool,
    "mish": written_out("exp", "add", "log", "tanh", "mul", gated=True),
    "onnx:ReduceL2": products.norm, "pad": shaping.pad, "pow": elementwise.power,
    "prelu": elementwise.prelu, "reciprocal": written_out("div"), "reshape": shaping.reshape,
    "softmax": products.along_last, "softplus": written_out("exp", "add", "log"),
    "onnx:Softsign": written_out("abs", "add", "div", gated=True), "split": split,
    "squeeze": shaping.squeezed, "strided-slice": strided_slice, "select-v2": elementwise.select,
    "tile": shaping.tile, "transpose": shaping.transpose,
    "transpose-conv": windows.transposed_convolution,
}  # fmt: skip
"""By kind; others are carried over unchanged."""


def write(operator: Operator, draft: Draft) -> None:
    """Write a converter's counterpart of an operator."""
    WRITERS.get(operator.kind, as_it_is)(operator, draft)
