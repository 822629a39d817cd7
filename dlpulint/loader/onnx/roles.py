"""Roles of the inputs of ONNX operators: a literal table by native name."""
# ruff: noqa: SIM905 - long rows of words are easier to read than tuples

from functools import lru_cache
from typing import Final

_WEIGHTED: Final = ("input", "weights", "bias")
_QUANTIZED: Final = ("input", "scale", "zero_point")
_QUANTIZED_PAIR: Final = (*_QUANTIZED, *_QUANTIZED, "scale", "zero_point")
_QUANTIZED_SINGLE: Final = (*_QUANTIZED, "scale", "zero_point")
_AXES: Final = ("input", "axes")
_NORMALIZED: Final = ("input", "parameter", "parameter", "parameter", "parameter")
_RECURRENT: Final = ("input", "weights", "weights", "bias", "parameter", "state", "state")

ROLES: Final[dict[str, tuple[str, ...]]] = {
    "Attention": ("input", "input", "input", "mask", "state", "state", "parameter"),
    "BatchNormalization": _NORMALIZED, "CenterCropPad": ("input", "shape"),
    "Clip": ("input", "min", "max"), "Compress": ("input", "mask"), "ConstantOfShape": ("shape",),
    "Conv": _WEIGHTED, "ConvInteger": ("input", "weights", "zero_point", "zero_point"),
    "ConvTranspose": _WEIGHTED, "CumSum": _AXES,
    "DeformConv": ("input", "weights", "offset", "bias", "mask"), "DequantizeLinear": _QUANTIZED,
    "Dropout": ("input", "parameter", "parameter"), "Expand": ("input", "shape"), "GRU": _RECURRENT,
    **dict.fromkeys("Gather GatherElements GatherND GridSample".split(), ("input", "indices")),
    "Gemm": _WEIGHTED, "GroupNormalization": _NORMALIZED, "If": ("mask",),
    "InstanceNormalization": _NORMALIZED, "LSTM": (*_RECURRENT, "parameter"),
    "LayerNormalization": _NORMALIZED, "Loop": ("size", "mask", "input"),
    "MatMulInteger": ("input", "input", "zero_point", "zero_point"),
    "MaxRoiPool": ("input", "indices"), "MaxUnpool": ("input", "indices", "shape"),
    "NonMaxSuppression": ("input", "input", "size", "parameter"),
    "OneHot": ("indices", "size", "parameter"), "PRelu": ("input", "alpha"),
    "Pad": ("input", "paddings", "parameter", "axes"),
    "QLinearConv": (*_QUANTIZED, "weights", *_QUANTIZED[1:], *_QUANTIZED[1:], "bias"),
    "QLinearMatMul": _QUANTIZED_PAIR, "QuantizeLinear": _QUANTIZED, "RMSNormalization": _NORMALIZED,
    "RNN": _RECURRENT, "Range": ("begin", "end", "strides"),
    **dict.fromkeys("ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax".split(), _AXES),
    **dict.fromkeys("ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare".split(), _AXES),
    "Reshape": ("input", "shape"), "Resize": ("input", "parameter", "scale", "size"),
    "ReverseSequence": ("input", "size"), "RoiAlign": ("input", "input", "indices"),
    "ScatterElements": ("input", "indices", "input"), "ScatterND": ("input", "indices", "input"),
    "SimplifiedLayerNormalization": _NORMALIZED,
    "Slice": ("input", "begin", "end", "axes", "strides"), "Split": ("input", "size"),
    "Squeeze": _AXES, "Tile": ("input", "shape"), "TopK": ("input", "size"), "Unsqueeze": _AXES,
    "Upsample": ("input", "scale"), "Where": ("mask", "input", "input"),
    "com.microsoft.Attention": ("input", "weights", "bias", "mask", "state", "parameter"),
    "com.microsoft.BiasGelu": ("input", "bias"), "com.microsoft.DequantizeLinear": _QUANTIZED,
    "com.microsoft.DynamicQuantizeLSTM": (*_RECURRENT, "parameter", *_QUANTIZED[1:] * 2),
    "com.microsoft.DynamicQuantizeMatMul": ("input", "input", "scale", "zero_point", "bias"),
    "com.microsoft.FastGelu": ("input", "bias"), "com.microsoft.FusedConv": (*_WEIGHTED, "input"),
    "com.microsoft.FusedGemm": _WEIGHTED,
    "com.microsoft.GroupQueryAttention": ("input", "input", "input", "state", "state", "parameter"),
    "com.microsoft.MatMulIntegerToFloat": tuple(
        "input input scale scale zero_point zero_point bias".split()
    ),
    "com.microsoft.MatMulNBits": ("input", "weights", "scale", "zero_point", "parameter", "bias"),
    "com.microsoft.MultiHeadAttention": ("input", "input", "input", "bias", "mask", "parameter"),
    "com.microsoft.QAttention": tuple(
        "input weights bias scale scale mask zero_point zero_point state".split()
    ),
    "com.microsoft.QGemm": (*_QUANTIZED, "weights", *_QUANTIZED[1:], "bias", *_QUANTIZED[1:]),
    "com.microsoft.QLinearAdd": _QUANTIZED_PAIR,
    "com.microsoft.QLinearAveragePool": _QUANTIZED_SINGLE,
    "com.microsoft.QLinearGlobalAveragePool": _QUANTIZED_SINGLE,
    "com.microsoft.QLinearLeakyRelu": _QUANTIZED_SINGLE,
    "com.microsoft.QLinearMul": _QUANTIZED_PAIR, "com.microsoft.QLinearSigmoid": _QUANTIZED_SINGLE,
    "com.microsoft.QLinearSoftmax": _QUANTIZED_SINGLE,
    "com.microsoft.QLinearReduceMean": _QUANTIZED_SINGLE,
    "com.microsoft.QuantizeLinear": _QUANTIZED,
    "com.microsoft.SkipLayerNormalization": ("input", "input", "parameter"),
    "com.microsoft.SkipSimplifiedLayerNormalization": ("input", "input", "parameter"),
    "com.microsoft.GroupNorm": ("input", "parameter"),
}  # fmt: skip
"""By native name; the last role is repeated. Default: `input` for all."""

_CONCAT: Final = "com.microsoft.QLinearConcat"
_RESIZE_OF_TWO: Final = ("input", "scale")
"""The inputs of a Resize of opset 10, which has no region of interest."""

PRODUCTS: Final = frozenset({"matmul"})
"""Kinds that multiply any two matrices; a constant operand is their weights."""


@lru_cache(maxsize=128)
def roles_of(native: str, kind: str, inputs: tuple[bool | None, ...]) -> tuple[str, ...]:
    """The role of each input.

    Args:
        native: The native name.
        kind: Our kind of it.
        inputs: Whether each input is constant; `None` for an input that is left out.

    >>> roles_of("MatMul", "matmul", (False, True))
    ('input', 'weights')
    """
    count = len(inputs)
    if native == _CONCAT:
        return ("scale", "zero_point", *_QUANTIZED * count)[:count]
    roles = _RESIZE_OF_TWO if native == "Resize" and count == 2 else ROLES.get(native, ("input",))
    named = [*roles, *roles[-1:] * (count - len(roles))][:count]
    if kind in PRODUCTS:
        operands = [index for index, role in enumerate(named) if role == "input"]
        weights = [index for index in operands if inputs[index]]
        if len(weights) == len(operands):
            weights = weights[1:]
        for index in weights:
            named[index] = "weights"
    return tuple(named)
