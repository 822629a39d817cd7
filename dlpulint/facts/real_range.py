"""Real numbers at both ends of the range of a tensor's integers."""

from math import isfinite

from dlpulint.model.graph import Tensor

_INTEGERS = {
    "int8": (-128, 127),
    "uint8": (0, 255),
    "int16": (-32768, 32767),
    "uint16": (0, 65535),
}


def real_range(tensor: Tensor) -> tuple[float, float] | None:
    """The smallest and the largest real number that a tensor can hold.

    `None` for floats, and where there is not one known scale and zero point.
    """
    ends = _INTEGERS.get(tensor.dtype)
    quantization = tensor.quantization
    if ends is None or quantization is None:
        return None
    scale, zero_point = quantization.scale, quantization.zero_point
    if scale is None or zero_point is None or not isfinite(scale):
        return None
    return (ends[0] - zero_point) * scale, (ends[1] - zero_point) * scale
