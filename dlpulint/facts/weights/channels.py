"""Weights of a layer by output channel, from the bytes that a file has for them."""

from collections.abc import Mapping, Sequence
from math import isfinite, isnan, prod

from msgspec import Struct

from dlpulint.facts.weights.integer_rows import IntegerRows
from dlpulint.facts.weights.rows import Rows
from dlpulint.model.graph import Operator, Quantization, Tensor

_CHANNEL_AXES: Mapping[str, int] = {
    "conv": 0,
    "depthwise-conv": 3,
    "fully-connected": 0,
    "transpose-conv": 0,
}
"""Output channels in the weights of TFLite, by kind of layer."""

_ONNX_AXES: Mapping[str, int] = {"Conv": 0, "ConvTranspose": 1, "Gemm": 1, "MatMul": 1}
"""The same in ONNX, by native name; those of a Gemm with `transB` come first."""

_SIZES: Mapping[str, int] = {"int8": 1, "float32": 4}
"""Bytes of a weight, by type."""


class Channels(Struct, frozen=True):
    """Weights of a layer, a row per output channel."""

    rows: Rows
    """Integers, or numbers of a layer that is not quantized."""
    scales: Sequence[float]
    """Per channel the step of its integers, or what a normalization multiplies its numbers by."""


def channels_of(
    operator: Operator, stored: memoryview, factors: Sequence[float] = ()
) -> Channels | None:
    """Channels of a layer.

    `None` for other operators, for weights that have one scale already, and for bytes that do not
    fit the shape.

    Args:
        operator: The layer.
        stored: The bytes of its weights.
        factors: What a normalization after it multiplies each channel by; it takes part in them.
    """
    weights, axis = operator.weights, _channel_axis(operator)
    if weights is None or axis is None or weights.shape is None or axis >= len(weights.shape):
        return None
    shape = tuple(size or 0 for size in weights.shape)
    size = _SIZES.get(weights.dtype)
    if size is None or not prod(shape) or prod(shape) * size != len(stored):
        return None
    scales = _scales(weights, axis, shape[axis])
    if scales is None:
        return None
    if factors:
        if len(factors) != len(scales):
            return None
        scales = tuple(scale * factor for scale, factor in zip(scales, factors, strict=True))
    if weights.dtype == "int8":
        return Channels(IntegerRows(stored, shape, axis), scales)
    # Most runs need no floating-point weights, and so not NumPy, which these import.
    from dlpulint.facts.weights.float_rows import FloatRows

    return Channels(FloatRows(stored, shape, axis), scales)


def _channel_axis(operator: Operator) -> int | None:
    """The axis of the output channels in a layer's weights; `None` where it has none."""
    if operator.native == "Gemm" and operator.attributes.get("transpose_right"):
        return 0
    if operator.native == "ConvTranspose" and operator.integer("groups") != 1:
        return None
    axis = _ONNX_AXES.get(operator.native)
    return _CHANNEL_AXES.get(operator.kind) if axis is None else axis


def _scales(weights: Tensor, axis: int, count: int) -> tuple[float, ...] | None:
    """Scale of each channel; `None` where they cannot differ or are no scales."""
    if count < 2:
        return None
    if weights.dtype == "float32":
        return (1.0,) * count if weights.quantization is None else None
    quantization = weights.quantization or Quantization((), ())
    scales = quantization.scales
    if len(scales) != count or quantization.axis != axis or any(quantization.zero_points):
        return None
    # The largest is infinite where one is, and the sum is not a number where one is not.
    usable = min(scales) > 0 and isfinite(max(scales)) and not isnan(sum(scales))
    return scales if usable else None
