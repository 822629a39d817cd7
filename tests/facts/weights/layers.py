"""Layers of TFLite files with the bytes of their weights."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from dlpulint.model.graph import Operator, Quantization, Tensor
from dlpulint.model.stored_weights import StoredWeights


def layer(
    weights: Any,
    scales: Sequence[float] = (),
    *,
    kind: str = "conv",
    axis: int = 0,
    dtype: str = "int8",
    zero_points: tuple[int, ...] = (),
) -> StoredWeights:
    """A layer with these weights, in the shape that they have in the file."""
    array = np.asarray(weights, {"int8": "i1", "float32": "<f4"}.get(dtype, dtype))
    quantization = Quantization(tuple(scales), zero_points, axis) if scales else None
    tensor = Tensor("w", dtype, array.shape, constant=True, quantization=quantization)
    operator = Operator(0, kind, kind.upper(), (tensor,), (), ("weights",))
    return StoredWeights(operator, memoryview(array.tobytes()))
