"""The number types that a model computes in: int8, float16, dynamic-range …"""

from typing import Literal, TypeAlias

from dlpulint.facts.macs import MAC_KINDS
from dlpulint.model.graph import Model, Operator, Tensor

Arithmetic: TypeAlias = Literal[
    "int8", "int8x4", "int16x8", "int16x4", "float8", "float32", "float16", "dynamic-range",
    "weights-only", "unknown", "other",
]  # fmt: skip
"""How an operator's products are formed.

`int8`: 8-bit activations and weights; `int16x8`: 16-bit activations, 8-bit weights; `int8x4` and
`int16x4`: weights of 4 bits or fewer; `float8`: both in 8-bit floats; `float16`: float computation
from float16 weights; `dynamic-range`: float activations, integer weights, both quantized while
running; `weights-only`: small weights expanded to float before they are used; `unknown`: a type is
not stated in the file and does not follow from it.
"""

INTEGER: frozenset[Arithmetic] = frozenset({"int8", "int8x4", "int16x8", "int16x4"})
"""Arithmetic in which activations and weights are both integers."""

UNKNOWN_DTYPE = "onnx:0"
"""The element type of values whose type inference does not find."""
_FLOATS = frozenset({"float32", "float16", "bfloat16", "float64"})
_BYTES = frozenset({"int8", "uint8"})
_WORDS = frozenset({"int16", "uint16"})
_HALF_BYTES = frozenset({"int4", "uint4", "int2", "uint2"})
_SMALL_FLOATS = frozenset(
    {"float8e4m3fn", "float8e4m3fnuz", "float8e5m2", "float8e5m2fnuz", "float4e2m1"}
)
_PRODUCTS: dict[tuple[frozenset[str], frozenset[str]], Arithmetic] = {
    (_BYTES, _BYTES): "int8",
    (_BYTES, _HALF_BYTES): "int8x4",
    (_WORDS, _BYTES): "int16x8",
    (_WORDS, _HALF_BYTES): "int16x4",
    (_SMALL_FLOATS, _SMALL_FLOATS): "float8",
}
"""By the types of activations and of weights."""


def arithmetic_of(operator: Operator, model: Model) -> Arithmetic | None:
    """Arithmetic of a weighted operator; `None` for an operator without weights."""
    if operator.kind not in MAC_KINDS:
        return None
    weights, given = operator.weights, operator.input
    if weights is None or given is None:
        return None
    activations = _activations(given, model)
    stored, expanded = _stored_weights(weights, model)
    for (left, right), arithmetic in _PRODUCTS.items():
        if activations in left and stored in right:
            return arithmetic
    if stored in _FLOATS and (given.dtype in _FLOATS or given.dtype == UNKNOWN_DTYPE):
        # A layer left in float among integer layers: its input is dequantized first. Where
        # inference gives up, float weights without QuantizeLinear still mean float.
        return "float16" if stored == "float16" else "float32"
    if UNKNOWN_DTYPE in (stored, activations):
        return "unknown"
    if activations in _FLOATS and stored in _BYTES | _HALF_BYTES | _SMALL_FLOATS:
        return "weights-only" if expanded else "dynamic-range"
    return "other"


def stored_dtype(tensor: Tensor) -> str:
    """Integer type that a float tensor is quantized to before this point, else its own type."""
    quantization = tensor.quantization
    return quantization.dtype if quantization and quantization.dtype else tensor.dtype


def _activations(given: Tensor, model: Model) -> str:
    """Type of activations, before any quantization at run time."""
    producer = model.producer(given)
    if producer is not None and producer.kind == "dynamic-quantize" and producer.input is not None:
        return producer.input.dtype
    return stored_dtype(given)


def _stored_weights(weights: Tensor, model: Model) -> tuple[str, bool]:
    """Type of weights in the file, and whether they are expanded before use.

    A DEQUANTIZE expands them, or the operator itself where a byte packs several weights.
    """
    producer = model.producer(weights)
    if producer is not None and producer.kind == "dequantize" and producer.inputs:
        source = producer.inputs[0]
        if source is not None:
            return source.dtype, True
    stored = stored_dtype(weights)
    return stored, stored != weights.dtype and weights.dtype not in _FLOATS
