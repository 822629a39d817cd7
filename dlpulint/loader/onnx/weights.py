"""Bytes of the weights of ONNX layers, which the model does not hold."""

import struct
from collections.abc import Iterator, Mapping
from math import inf, isfinite, sqrt
from typing import TypeAlias

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.onnx.slim import KEPT
from dlpulint.loader.onnx.tensor_faults import FLOATS, RAW
from dlpulint.loader.onnx.wire import BYTES, VARINT, fields, varint
from dlpulint.model.graph import Model, Operator, Tensor
from dlpulint.model.stored_weights import StoredWeights

_FLOAT32 = 1
_EPSILON = 1e-5
"""The operator's default."""

_NODE_OUTPUT, _NODE_ATTRIBUTE, _ATTRIBUTE_TENSOR = 2, 5, 5
_TENSOR_TYPE, _TENSOR_NAME = 2, 8


def stored_weights(data: memoryview, model: Model) -> Iterator[StoredWeights]:
    """The operators of the main graph with constant float32 weights, each with their bytes.

    Args:
        data: The bytes of an ONNX file.
        model: The model that was read from them.

    Raises:
        ModelFileError: The weights of a layer are in another file, or the bytes are damaged.
    """
    constants = {name: stored for name, stored in _constants(data) if stored is not None}
    for operator in model.operators:
        weights = operator.weights
        if operator.subgraph != 0 or weights is None or not weights.constant:
            continue
        if weights.dtype == "float32":
            yield StoredWeights(
                operator, _of(weights, constants), _factors(operator, model, constants)
            )


def _of(tensor: Tensor, constants: Mapping[str, memoryview]) -> memoryview:
    stored = constants.get(tensor.name)
    if stored is None:
        raise ModelFileError(f"the elements of {tensor.name} are not in the graph of the file")
    return stored


def _factors(
    operator: Operator, model: Model, constants: Mapping[str, memoryview]
) -> tuple[float, ...]:
    """Factors of the batch normalization that alone reads a layer; empty without one."""
    output = operator.output
    readers = () if output is None or output in model.outputs else model.consumers(output)
    if len(readers) != 1 or readers[0].native != "BatchNormalization":
        return ()
    reader = readers[0]
    if len(reader.inputs) < 5 or reader.inputs[0] is not output:
        return ()
    found = [_floats(_of(tensor, constants)) for tensor in reader.inputs[1:] if tensor is not None]
    scale, variance = found[0], found[-1]
    epsilon = reader.attributes.get("epsilon", _EPSILON)
    if not isinstance(epsilon, float) or len(scale) != len(variance):
        return ()
    return tuple(
        abs(factor) / sqrt(spread) if 0 < (spread := square + epsilon) < inf else 0.0
        for factor, square in zip(scale, variance, strict=True)
    )


def _floats(stored: memoryview) -> tuple[float, ...]:
    count = len(stored) // 4
    numbers = struct.unpack(f"<{count}f", stored[: 4 * count])
    return tuple(number if isfinite(number) else 0.0 for number in numbers)


_Named: TypeAlias = tuple[str, memoryview | None]
"""Name and elements of a tensor; `None` for one of another type, or in another file."""


def _constants(data: memoryview) -> Iterator[_Named]:
    """Float32 tensors: initializers, and those of large Constant nodes."""
    for found in fields(data, 0, len(data)):
        if found.number != 7 or found.wire_type != BYTES:
            continue
        for part in fields(data, found.content, found.end):
            if part.number == 5 and part.wire_type == BYTES:
                yield _tensor(data, part.content, part.end)
            elif part.number == 1 and part.end - part.content > KEPT:
                yield from _constant_node(data, part.content, part.end)


def _constant_node(data: memoryview, start: int, end: int) -> Iterator[_Named]:
    output = ""
    for found in fields(data, start, end):
        if found.number == _NODE_OUTPUT:
            output = _text(data, found.content, found.end)
        elif found.number == _NODE_ATTRIBUTE and found.wire_type == BYTES:
            for part in fields(data, found.content, found.end):
                if part.number == _ATTRIBUTE_TENSOR and part.wire_type == BYTES:
                    yield output, _tensor(data, part.content, part.end)[1]


def _tensor(data: memoryview, start: int, end: int) -> _Named:
    name, data_type, parts = "", 0, list[memoryview]()
    for found in fields(data, start, end):
        if found.number == _TENSOR_TYPE and found.wire_type == VARINT:
            data_type = varint(data, found.content, found.end)[0]
        elif found.number == _TENSOR_NAME:
            name = _text(data, found.content, found.end)
        elif found.number in (RAW, FLOATS) and found.wire_type == BYTES:
            parts.append(data[found.content : found.end])
    return name, parts[0] if data_type == _FLOAT32 and len(parts) == 1 else None


def _text(data: memoryview, start: int, end: int) -> str:
    return str(data[start:end], "utf-8", "replace")
