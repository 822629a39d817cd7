"""Standard operators that have the shapes of ONNX Runtime's own, to work out shapes with."""

from typing import TYPE_CHECKING, Final

from dlpulint.loader.onnx.constants import FLOAT
from dlpulint.loader.onnx.node import Node

if TYPE_CHECKING:
    from onnx import NodeProto

_STAND_INS: Final[dict[str, tuple[str, tuple[int, ...]]]] = {
    "BiasGelu": ("Add", (0, 1)),
    "BiasSoftmax": ("Identity", (0,)),
    "DequantizeLinear": ("DequantizeLinear", (0, 1, 2)),
    "DynamicQuantizeLSTM": ("LSTM", (0, 1, 2)),
    "DynamicQuantizeMatMul": ("MatMul", (0, 1)),
    "FastGelu": ("Identity", (0,)),
    "FusedConv": ("Conv", (0, 1, 2)),
    "FusedGemm": ("Gemm", (0, 1, 2)),
    "Gelu": ("Identity", (0,)),
    "MatMulIntegerToFloat": ("MatMul", (0, 1)),
    "QGemm": ("Gemm", (0, 3)),
    "QLinearAdd": ("Add", (0, 3)),
    "QLinearAveragePool": ("AveragePool", (0,)),
    "QLinearGlobalAveragePool": ("GlobalAveragePool", (0,)),
    "QLinearLeakyRelu": ("Identity", (0,)),
    "QLinearMul": ("Mul", (0, 3)),
    "QLinearSigmoid": ("Identity", (0,)),
    "QLinearSoftmax": ("Identity", (0,)),
    "QuantizeLinear": ("QuantizeLinear", (0, 1, 2)),
    "QuickGelu": ("Identity", (0,)),
    "SkipLayerNormalization": ("Identity", (0,)),
    "SkipSimplifiedLayerNormalization": ("Identity", (0,)),
}
"""By name in the domain `com.microsoft`: the standard operator, and the inputs that it reads."""

_STANDARD: Final[dict[str, tuple[str, tuple[int, ...]]]] = {
    "GroupNormalization": ("Identity", (0,)),
    "MeanVarianceNormalization": ("Identity", (0,)),
    "SimplifiedLayerNormalization": ("Identity", (0,)),
}
"""The same in the standard domain: operators that ONNX defines by others, which inference does not
follow, and those of ONNX Runtime that its tools write there."""

_SEVERAL: Final = frozenset({"LSTM"})
"""Stand-ins whose other outputs are those of the node too."""

_RUNTIME = "com.microsoft"
_QGEMM_SCALE = 7
"""The input of QGemm without which its result is not quantized."""


def standard_form(node: Node) -> "NodeProto | None":
    """A standard node whose first output has the shape of the node's own; `None` if there is none.

    Where its element type is another one, `result_dtype` tells.
    """
    if not node.domain and node.native not in _STANDARD:
        return node.proto
    if node.domain not in ("", _RUNTIME) or not node.outputs or node.integer("channels_last"):
        return None
    name = node.native.removeprefix(f"{_RUNTIME}.")
    if name == "QLinearConcat":
        operator, places = "Concat", tuple(range(2, len(node.inputs), 3))
    elif name in (stand_ins := _STAND_INS if node.domain else _STANDARD):
        operator, places = stand_ins[name]
    else:
        return None
    from onnx import NodeProto

    form = NodeProto(
        op_type=operator, output=node.outputs if operator in _SEVERAL else node.outputs[:1]
    )
    form.input.extend(node.inputs[place] for place in places if place < len(node.inputs))
    form.attribute.extend(node.proto.attribute)
    return form


def result_dtype(node: Node) -> int | None:
    """The element type of the node's output where it is not that of its standard form."""
    name = node.native.removeprefix(f"{_RUNTIME}.")
    dequantized = name == "QGemm" and not any(node.inputs[_QGEMM_SCALE:])
    if node.domain == _RUNTIME and (name == "MatMulIntegerToFloat" or dequantized):
        return FLOAT
    return None
