"""TFLite files of a few tables, written for a test: whole, odd or hostile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import tflite
from flatbuffers import Builder

TYPES = {name.lower(): number for name, number in vars(tflite.TensorType).items()}


@dataclass(frozen=True)
class Tensor:
    """A tensor; a buffer of 0 holds nothing."""

    name: str | bytes = "t"
    dtype: str | int = "int8"
    shape: Sequence[int] = ()
    signature: Sequence[int] = ()
    buffer: int = 0
    scales: Sequence[float] = ()
    zero_points: Sequence[int] = ()
    axis: int = 0
    variable: bool = False
    blockwise: int | None = None
    """The block size of blockwise quantization; -1 for details that are left out."""


@dataclass(frozen=True)
class Operator:
    """An operator of the code `code`; `options` are fields of the options table by its setters."""

    inputs: Sequence[int] = ()
    outputs: Sequence[int] = ()
    code: int = 0
    options: str = ""
    values: Mapping[str, int | float | bool] = field(default_factory=dict)
    composite: str | None = None
    """The name that a StableHLO composite carries."""
    custom: bytes = b""
    """The options of a custom operator."""


@dataclass(frozen=True)
class Code:
    """An entry of the operator code table: the new field, the old one of a byte, and the rest."""

    builtin: str | int = "RELU"
    old: int | None = None
    custom: str | None = None
    version: int = 1


@dataclass(frozen=True)
class Graph:
    """A subgraph."""

    tensors: Sequence[Tensor] = ()
    operators: Sequence[Operator] = ()
    inputs: Sequence[int] = ()
    outputs: Sequence[int] = ()
    name: str = "main"


def write(
    *graphs: Graph,
    codes: Sequence[Code] = (Code(),),
    buffers: Sequence[bytes | int] = (b"",),
    metadata: Sequence[tuple[str, int]] = (),
    description: str = "",
) -> memoryview:
    """A file; a buffer given as a number lies at that offset behind the FlatBuffer."""
    builder = Builder(1024)
    parts = {
        "OperatorCodes": [_code(builder, code) for code in codes],
        "Subgraphs": [_graph(builder, graph) for graph in graphs],
        "Buffers": [_buffer(builder, buffer) for buffer in buffers],
        "Metadata": [_metadata(builder, *entry) for entry in metadata],
    }
    vectors = {name: _offsets(builder, offsets) for name, offsets in parts.items()}
    text = builder.CreateString(description)
    tflite.ModelStart(builder)
    tflite.ModelAddVersion(builder, 3)
    tflite.ModelAddDescription(builder, text)
    for name, vector in vectors.items():
        getattr(tflite, f"ModelAdd{name}")(builder, vector)
    builder.Finish(tflite.ModelEnd(builder), b"TFL3")
    return memoryview(bytes(builder.Output()))


def _offsets(builder: Any, offsets: Sequence[int]) -> int:
    builder.StartVector(4, len(offsets), 4)
    for offset in reversed(offsets):
        builder.PrependUOffsetTRelative(offset)
    return int(builder.EndVector())


def _numbers(builder: Any, kind: str, width: int, numbers: Sequence[float]) -> int:
    builder.StartVector(width, len(numbers), width)
    for number in reversed(numbers):
        getattr(builder, f"Prepend{kind}")(number)
    return int(builder.EndVector())


def _code(builder: Any, code: Code) -> int:
    number = BUILTINS[code.builtin] if isinstance(code.builtin, str) else code.builtin
    custom = builder.CreateString(code.custom) if code.custom is not None else None
    tflite.OperatorCodeStart(builder)
    old = min(number, 127) if code.old is None else code.old
    tflite.OperatorCodeAddDeprecatedBuiltinCode(builder, old)
    tflite.OperatorCodeAddBuiltinCode(builder, number)
    tflite.OperatorCodeAddVersion(builder, code.version)
    if custom is not None:
        tflite.OperatorCodeAddCustomCode(builder, custom)
    return int(tflite.OperatorCodeEnd(builder))


BUILTINS = {name: n for name, n in vars(tflite.BuiltinOperator).items() if name[:1].isupper()}


def _graph(builder: Any, graph: Graph) -> int:
    tensors = _offsets(builder, [_tensor(builder, tensor) for tensor in graph.tensors])
    operators = _offsets(builder, [_operator(builder, op) for op in graph.operators])
    inputs = _numbers(builder, "Int32", 4, graph.inputs)
    outputs = _numbers(builder, "Int32", 4, graph.outputs)
    name = builder.CreateString(graph.name)
    tflite.SubGraphStart(builder)
    tflite.SubGraphAddTensors(builder, tensors)
    tflite.SubGraphAddInputs(builder, inputs)
    tflite.SubGraphAddOutputs(builder, outputs)
    tflite.SubGraphAddOperators(builder, operators)
    tflite.SubGraphAddName(builder, name)
    return int(tflite.SubGraphEnd(builder))


def _tensor(builder: Any, tensor: Tensor) -> int:
    name = builder.CreateString(tensor.name)
    shape = _numbers(builder, "Int32", 4, tensor.shape)
    signature = _numbers(builder, "Int32", 4, tensor.signature) if tensor.signature else None
    quantized = tensor.scales or tensor.zero_points or tensor.blockwise is not None
    quantization = _quantization(builder, tensor) if quantized else None
    tflite.TensorStart(builder)
    tflite.TensorAddName(builder, name)
    tflite.TensorAddShape(builder, shape)
    dtype = TYPES[tensor.dtype] if isinstance(tensor.dtype, str) else tensor.dtype
    tflite.TensorAddType(builder, dtype)
    tflite.TensorAddBuffer(builder, tensor.buffer)
    tflite.TensorAddIsVariable(builder, tensor.variable)
    if signature is not None:
        tflite.TensorAddShapeSignature(builder, signature)
    if quantization is not None:
        tflite.TensorAddQuantization(builder, quantization)
    return int(tflite.TensorEnd(builder))


def _quantization(builder: Any, tensor: Tensor) -> int:
    details = None
    if tensor.blockwise is not None and tensor.blockwise >= 0:
        builder.StartObject(3)
        builder.PrependInt32Slot(2, tensor.blockwise, 0)
        details = builder.EndObject()
    scales = _numbers(builder, "Float32", 4, tensor.scales)
    zero_points = _numbers(builder, "Int64", 8, tensor.zero_points)
    tflite.QuantizationParametersStart(builder)
    tflite.QuantizationParametersAddScale(builder, scales)
    tflite.QuantizationParametersAddZeroPoint(builder, zero_points)
    tflite.QuantizationParametersAddQuantizedDimension(builder, tensor.axis)
    if tensor.blockwise is not None:
        tflite.QuantizationParametersAddDetailsType(builder, 2)
    if details is not None:
        tflite.QuantizationParametersAddDetails(builder, details)
    return int(tflite.QuantizationParametersEnd(builder))


def _operator(builder: Any, one: Operator) -> int:
    inputs = _numbers(builder, "Int32", 4, one.inputs)
    outputs = _numbers(builder, "Int32", 4, one.outputs)
    options = composite = None
    custom = builder.CreateByteVector(one.custom) if one.custom else None
    if one.options:
        getattr(tflite, f"{one.options}Start")(builder)
        for setter, value in one.values.items():
            getattr(tflite, f"{one.options}Add{setter}")(builder, value)
        options = getattr(tflite, f"{one.options}End")(builder)
    if one.composite is not None:
        name = builder.CreateString(one.composite)
        tflite.StableHLOCompositeOptionsStart(builder)
        tflite.StableHLOCompositeOptionsAddName(builder, name)
        composite = tflite.StableHLOCompositeOptionsEnd(builder)
    tflite.OperatorStart(builder)
    tflite.OperatorAddOpcodeIndex(builder, one.code)
    tflite.OperatorAddInputs(builder, inputs)
    tflite.OperatorAddOutputs(builder, outputs)
    if options is not None:
        kind = getattr(tflite.BuiltinOptions, one.options)
        tflite.OperatorAddBuiltinOptionsType(builder, kind)
        tflite.OperatorAddBuiltinOptions(builder, options)
    if custom is not None:
        tflite.OperatorAddCustomOptions(builder, custom)
    if composite is not None:
        kind = tflite.BuiltinOptions2.StableHLOCompositeOptions
        tflite.OperatorAddBuiltinOptions2Type(builder, kind)
        tflite.OperatorAddBuiltinOptions2(builder, composite)
    return int(tflite.OperatorEnd(builder))


def _buffer(builder: Any, buffer: bytes | int) -> int:
    data = builder.CreateByteVector(buffer) if isinstance(buffer, bytes) and buffer else None
    tflite.BufferStart(builder)
    if data is not None:
        tflite.BufferAddData(builder, data)
    if isinstance(buffer, int):
        tflite.BufferAddOffset(builder, buffer)
        tflite.BufferAddSize(builder, 64)
    return int(tflite.BufferEnd(builder))


def _metadata(builder: Any, name: str, buffer: int) -> int:
    text = builder.CreateString(name)
    tflite.MetadataStart(builder)
    tflite.MetadataAddName(builder, text)
    tflite.MetadataAddBuffer(builder, buffer)
    return int(tflite.MetadataEnd(builder))
