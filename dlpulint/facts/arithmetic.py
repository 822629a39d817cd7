"""In which number types a model computes: what its author calls int8, float16, dynamic-range …"""

from typing import Literal, TypeAlias

from dlpulint.facts.macs import MAC_KINDS
from dlpulint.model import Model, Operator, Tensor

Arithmetic: TypeAlias = Literal[
    "int8", "int16x8", "float32", "float16", "dynamic-range", "weights-only", "other"
]
"""How an operator's products are formed.

`int8`: 8-bit activations and weights; `int16x8`: 16-bit activations, 8-bit weights; `float16`:
float computation from float16 weights; `dynamic-range`: float activations, integer weights, both
quantized while running; `weights-only`: integer weights expanded to float before they are used.
"""

_FLOATS = frozenset({"float32", "float16", "bfloat16", "float64"})
_BYTES = frozenset({"int8", "uint8"})
_SMALL_WEIGHTS = frozenset({"int8", "uint8", "int4", "uint4", "int2"})


def arithmetic_of(operator: Operator, model: Model) -> Arithmetic | None:
    """How a weighted operator computes; `None` for an operator that has no weights to speak of."""
    weights, given = operator.weights, operator.input
    if operator.kind not in MAC_KINDS or weights is None or given is None:
        return None
    activations = _activations(given, model)
    stored, expanded = _stored_weights(weights, model)
    if activations in _BYTES and stored in _BYTES:
        return "int8"
    if activations == "int16" and stored in _SMALL_WEIGHTS:
        return "int16x8"
    if activations not in _FLOATS:
        return "other"
    if stored == "float16":
        return "float16"
    if stored in _SMALL_WEIGHTS:
        return "weights-only" if expanded else "dynamic-range"
    return "float32" if stored in _FLOATS else "other"


def _stored_dtype(tensor: Tensor) -> str:
    """The integer type that a float tensor is quantized to on its way here, else its own type."""
    quantization = tensor.quantization
    return quantization.dtype if quantization and quantization.dtype else tensor.dtype


def _activations(given: Tensor, model: Model) -> str:
    """The type that activations have before they are quantized while running, if they are."""
    producer = model.producer(given)
    if producer is not None and producer.kind == "dynamic-quantize" and producer.input is not None:
        return producer.input.dtype
    return _stored_dtype(given)


def _stored_weights(weights: Tensor, model: Model) -> tuple[str, bool]:
    """The type that weights have in the file, and whether a DEQUANTIZE expands them first."""
    producer = model.producer(weights)
    if producer is not None and producer.kind == "dequantize" and producer.inputs:
        source = producer.inputs[0]
        if source is not None:
            return source.dtype, True
    return _stored_dtype(weights), False
