"""The real numbers that the smallest and the largest integer of a tensor stand for."""

from math import isfinite

from dlpulint.model.graph import Tensor

INTEGER_RANGES = {
    "int8": (-128, 127),
    "uint8": (0, 255),
    "int16": (-32768, 32767),
    "uint16": (0, 65535),
}
"""Smallest and largest integer of the types that tensors are quantized to."""


def real_range(tensor: Tensor) -> tuple[float, float] | None:
    """Smallest and largest real number that a tensor can hold.

    `None` for floats, and without a single known scale and zero point.
    """
    ends = INTEGER_RANGES.get(tensor.dtype)
    quantization = tensor.quantization
    if ends is None or quantization is None:
        return None
    scale, zero_point = quantization.scale, quantization.zero_point
    if scale is None or zero_point is None or not isfinite(scale):
        return None
    return (ends[0] - zero_point) * scale, (ends[1] - zero_point) * scale
