"""The operators between the outputs of a mended file and those of the original, with constants."""

import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from dlpulint.basics.errors import ModelFileError
from dlpulint.facts.cutting import needed_tensors
from dlpulint.loader.tflite.contents import Contents
from dlpulint.loader.tflite.operator_tables import CUSTOM
from dlpulint.model.graph import Model, Operator, Tensor

if TYPE_CHECKING:
    import numpy as np

POSTPROCESS = "custom:TFLite_Detection_PostProcess"
_SHAPED = frozenset({"reshape", "squeeze", "expand-dims"})
"""Kinds whose further operands only repeat the shape of the result."""

_BINS = 4
"""Fewest bins of a distribution."""

_NUMBERS = {
    "float32": "<f4", "float16": "<f2", "float64": "<f8", "int8": "i1", "uint8": "u1",
    "int16": "<i2", "uint16": "<u2", "int32": "<i4", "int64": "<i8", "bool": "?",
}  # fmt: skip
"""NumPy's names of the types that constants are read in."""


class Constant(Struct, frozen=True, eq=False):
    """A constant of the tail in real numbers."""

    values: "np.ndarray"
    step: "np.ndarray"
    """Largest rounding error of each value: half a quantization step, 0 where it is exact."""


class Tail(Struct, frozen=True, eq=False):
    """The part of the main graph that a cut removes."""

    model: Model
    ends: tuple[Tensor, ...]
    """Where the graph is cut: the outputs of the mended file, in their order."""
    operators: tuple[Operator, ...]
    """In an order in which they can be computed."""
    results: tuple[Tensor, ...]
    """The original's outputs, in their order."""
    constants: Mapping[Tensor, Constant]
    options: Mapping[Operator, bytes]
    """Custom options, of custom operators."""


def tail_of(model: Model, data: memoryview, ends: Sequence[Tensor]) -> Tail:
    """Tail of a TFLite model that ends at some tensors."""
    results = model.outputs
    inside = {t for t in needed_tensors(results, model, set(ends)) if t not in ends}
    operators = tuple(
        o for o in model.operators if o.subgraph == 0 and not inside.isdisjoint(o.outputs)
    )
    constants, options = _content(operators, data)
    return Tail(model, tuple(ends), operators, results, constants, options)


def _content(
    operators: Sequence[Operator], data: memoryview
) -> tuple[dict[Tensor, Constant], dict[Operator, bytes]]:
    """Constants and custom options of some operators; none of a file that is damaged there."""
    try:
        contents = Contents(data)
        options = {o: bytes(contents.custom_options(o)) for o in operators if o.number == CUSTOM}
        return dict(_constants(operators, contents)), options
    except (ModelFileError, struct.error, IndexError):
        return {}, {}


def _constants(
    operators: Sequence[Operator], contents: Contents
) -> Iterator[tuple[Tensor, Constant]]:
    for operator in operators:
        for position, tensor in enumerate(operator.inputs):
            if tensor is None or not tensor.constant:
                continue
            if position == 0 or operator.kind not in _SHAPED:
                found = _constant(tensor, contents.constant(operator, position))
                if found is not None:
                    yield tensor, _as_bins(found) if operator.kind == "conv" else found


def _as_bins(constant: Constant) -> Constant:
    """The whole numbers from 0 on, where weights are these but for their rounding (DFL)."""
    import numpy as np

    values = constant.values
    bins = np.arange(values.size, dtype=np.float64).reshape(values.shape)
    if values.size < _BINS or np.any(np.abs(values - bins) > constant.step + 1e-6):
        return constant
    return Constant(bins, np.zeros(values.shape))


def _constant(tensor: Tensor, raw: memoryview) -> Constant | None:
    """Real numbers of a constant; `None` for types and sizes that are not read."""
    import numpy as np

    code = _NUMBERS.get(tensor.dtype)
    shape = tuple(size or 0 for size in tensor.shape or ())
    if code is None or tensor.shape is None or None in tensor.shape:
        return None
    if len(raw) != (tensor.elements or 0) * np.dtype(code).itemsize:
        return None
    stored = np.frombuffer(raw, code).reshape(shape)
    quantization = tensor.quantization
    if quantization is None or not quantization.scales:
        if not np.isfinite(stored).all():
            return None
        exact = np.zeros(shape)
        step = np.abs(stored) * 2.0**-11 if tensor.dtype == "float16" else exact
        return Constant(stored.astype(np.float64), step)
    scales = np.array(quantization.scales, np.float64)
    points = np.array(quantization.zero_points or (0,), np.float64)
    if scales.size == 1:
        scales, points = scales[0], points[0]
    elif quantization.axis is None or quantization.axis >= len(shape):
        return None
    else:
        along = [1] * len(shape)
        along[quantization.axis] = -1
        if scales.size != shape[quantization.axis]:
            return None
        scales = scales.reshape(along)
        points = points.reshape(along) if points.size == scales.size else points[0]
    values = (stored.astype(np.float64) - points) * scales
    if not np.isfinite(values).all():
        return None
    # The converter takes the scale from a single value, which is then exact.
    single = values.size == 0 or bool(np.all(values == values.flat[0]))
    return Constant(values, np.zeros(shape) if single else np.broadcast_to(scales / 2, shape))
