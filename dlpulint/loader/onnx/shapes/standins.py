"""Standard operators with the shapes of ONNX Runtime's operators, for shape inference."""
# ruff: noqa: SIM905 - long rows of names are easier to read as words than as literals

from typing import Final

from dlpulint.loader.onnx.constants import FLOAT
from dlpulint.loader.onnx.node import Node
from dlpulint.loader.onnx.protos import NodeProto

_IDENTITY: Final = ("Identity", (0,))

_STAND_INS: Final[dict[str, tuple[str, tuple[int, ...]]]] = {
    "BiasGelu": ("Add", (0, 1)),
    **dict.fromkeys("BiasSoftmax FastGelu Gelu QuickGelu QLinearLeakyRelu".split(), _IDENTITY),
    **dict.fromkeys(("QLinearSigmoid", "QLinearSoftmax"), _IDENTITY),
    **dict.fromkeys(("SkipLayerNormalization", "SkipSimplifiedLayerNormalization"), _IDENTITY),
    "DequantizeLinear": ("DequantizeLinear", (0, 1, 2)),
    "DynamicQuantizeLSTM": ("LSTM", (0, 1, 2)),
    "DynamicQuantizeMatMul": ("MatMul", (0, 1)),
    "FusedConv": ("Conv", (0, 1, 2)),
    "FusedGemm": ("Gemm", (0, 1, 2)),
    "MatMulIntegerToFloat": ("MatMul", (0, 1)),
    "QGemm": ("Gemm", (0, 3)),
    "QLinearAdd": ("Add", (0, 3)),
    "QLinearAveragePool": ("AveragePool", (0,)),
    "QLinearGlobalAveragePool": ("GlobalAveragePool", (0,)),
    "QLinearMul": ("Mul", (0, 3)),
    "QuantizeLinear": ("QuantizeLinear", (0, 1, 2)),
}
"""By name in the domain `com.microsoft`: the standard operator, and the indices of its inputs."""

_STANDARD: Final = dict.fromkeys(
    ("GroupNormalization", "MeanVarianceNormalization", "SimplifiedLayerNormalization"), _IDENTITY
)
"""The same in the standard domain: ONNX functions, which inference does not follow, and ONNX
Runtime's operators that its tools write there."""

_SEVERAL: Final = frozenset({"LSTM"})
"""Stand-ins with all outputs of the node, not only the first."""

_RUNTIME = "com.microsoft"
_QGEMM_SCALE = 7
"""The input of QGemm that makes its result quantized."""


def standard_form(node: Node) -> "NodeProto | None":
    """Standard node with the same first output shape, or `None`.

    If its element type differs, `result_dtype` has the right one.
    """
    if not node.domain and node.native not in _STANDARD:
        return node.proto
    if node.domain not in ("", _RUNTIME) or not node.outputs or node.integer("channels_last"):
        return None
    name = node.native.removeprefix(f"{_RUNTIME}.")
    if name == "QLinearConcat":
        operator, indices = "Concat", tuple(range(2, len(node.inputs), 3))
    elif name in (stand_ins := _STAND_INS if node.domain else _STANDARD):
        operator, indices = stand_ins[name]
    else:
        return None
    form = NodeProto(
        op_type=operator, output=node.outputs if operator in _SEVERAL else node.outputs[:1]
    )
    form.input.extend(node.inputs[index] for index in indices if index < len(node.inputs))
    form.attribute.extend(node.proto.attribute)
    return form


def result_dtype(node: Node) -> int | None:
    """The element type of the node's output if it differs from that of its standard form."""
    name = node.native.removeprefix(f"{_RUNTIME}.")
    dequantized = name == "QGemm" and not any(node.inputs[_QGEMM_SCALE:])
    if node.domain == _RUNTIME and (name == "MatMulIntegerToFloat" or dequantized):
        return FLOAT
    return None
