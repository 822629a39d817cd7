"""The steps of an application in NumPy, as LiteRT rounds."""

from collections.abc import Iterable
from typing import Any

from dlpulint.mending.ends import Step


def applied(steps: Iterable[Step], value: Any) -> Any:
    """The array after some steps."""
    for step in steps:
        value = _applied(step, value)
    return value


def _applied(step: Step, value: Any) -> Any:
    import numpy as np

    if step.kind == "transpose":
        return np.ascontiguousarray(value.transpose(step.permutation))
    if step.kind == "dequantize":
        return (value.astype("float32") - step.zero_point) * np.float32(step.scale or 0)
    if step.kind == "requantize":
        scaled = (value.astype("float32") - step.from_zero_point) * np.float32(step.from_scale or 0)
    else:
        scaled = value
    limits = np.iinfo(step.dtype)
    # LiteRT multiplies by the inverse, and rounds halves to even.
    rounded = np.rint(scaled * np.float32(step.inverse))
    return np.clip(rounded + step.zero_point, limits.min, limits.max).astype(step.dtype)
