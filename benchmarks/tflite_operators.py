"""Random .tflite graphs of one operator each: as a converter writes it, or changed in places.

Needs `ai-edge-litert`, whose schema writes files as objects.
"""

import re
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import numpy
from msgspec import Struct

ROWS = Path(__file__).parent / "tflite_operators.txt"

_TYPES: dict[str, tuple[str, Any]] = {
    "f": ("FLOAT32", numpy.float32),
    "b": ("INT8", numpy.int8),
    "u": ("UINT8", numpy.uint8),
    "h": ("INT16", numpy.int16),
    "i": ("INT32", numpy.int32),
    "l": ("INT64", numpy.int64),
    "?": ("BOOL", numpy.bool_),
    "c": ("COMPLEX64", numpy.complex64),
    "r": ("RESOURCE", None),
    "s": ("STRING", None),
    "v": ("FLOAT32", None),
}
"""Element types by letter, and those of their constants; `v` is a variable."""
_ANY = "fffbbbuhil"
_QUANTIZED = "buh"
_VERSIONS = {"BROADCAST_TO": 2}
"""The first version, where it is not 1."""
_KINDS = (
    *("type", "type", "size", "rank", "held", "values", "scale", "point"),
    *("drop", "double", "option", "output"),
)
_CHANGES = (0, 1, 1, 1, 2)
_OPERAND = re.compile(
    r"(?P<letter>.)(:(?P<shape>[\d,]*))?(?P<held>=(?P<values>[-\d,]*))?(@(?P<scale>[\d.]+),(?P<point>-?\d+))?"
)


class Operand(Struct):
    """A tensor that is being written; the letter of its type is that of `_TYPES`."""

    letter: str
    shape: list[int]
    held: bool
    values: list[int]
    scale: float | None
    point: int


class Row(Struct, frozen=True):
    """An operator as a converter writes it."""

    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    options: str
    values: dict[str, str]


@cache
def rows() -> tuple[Row, ...]:
    """The operators of `tflite_operators.txt`."""
    return tuple(
        row
        for line in ROWS.read_text("utf-8").splitlines()
        if not line.startswith("#")
        for row in _rows_of(line)
    )


def _rows_of(line: str) -> list[Row]:
    names, _, rest = line.partition(": ")
    operands, _, options = rest.partition(" {")
    inputs, _, outputs = operands.partition("-> ")
    kind, *values = options.rstrip("}").split() or [""]
    pairs = dict(value.split("=") for value in values)
    found = tuple(inputs.split()), tuple(outputs.split())
    return [Row(name, *found, kind, pairs) for name in names.split()]


def operator_model(seed: int) -> Any:
    """A model (ModelT) of one operator."""
    random = Random(seed)
    row = random.choice(rows())
    letter = random.choice(_ANY)
    inputs = [_operand(word, letter) for word in row.inputs]
    outputs = [_operand(word, letter) for word in row.outputs]
    options = {
        name: [int(v) if v.lstrip("-").isdigit() else float(v) for v in text.split(",")]
        for name, text in row.values.items()
    }
    for _ in range(random.choice(_CHANGES)):
        _change(inputs, outputs, options, random)
    return _model(row, inputs, outputs, options)


def _operand(word: str, any_type: str) -> Operand | None:
    if word == "-":
        return None
    found = _OPERAND.fullmatch(word)
    assert found is not None, word
    letter = any_type if found["letter"] == "T" else found["letter"]
    scale = None if found["scale"] is None else float(found["scale"])
    if letter not in _QUANTIZED and letter != "i":
        scale = None
    return Operand(
        letter,
        _numbers(found["shape"]),
        found["held"] is not None,
        _numbers(found["values"]),
        scale if scale is not None or letter not in _QUANTIZED else 0.1,
        int(found["point"] or 0),
    )


def _numbers(text: str | None) -> list[int]:
    return [int(number) for number in text.split(",") if number] if text else []


def _change(
    inputs: list[Operand | None],
    outputs: list[Operand | None],
    options: dict[str, list[float]],
    random: Random,
) -> None:
    """Changes one thing that an editor, another converter or damage would."""
    operands = [operand for operand in (*inputs, *outputs) if operand is not None]
    operand = random.choice(operands)
    how = random.choice(_KINDS)
    if how == "type":
        operand.letter = random.choice("fbuhil?")
        operand.scale = 0.1 if operand.letter in _QUANTIZED else None
    elif how == "size" and operand.shape:
        at = random.randrange(len(operand.shape))
        operand.shape[at] = max(0, operand.shape[at] + random.choice([-1, 1, 2]))
    elif how == "rank":
        operand.shape = random.choice(
            [operand.shape[1:], [1, *operand.shape], operand.shape[:-1], [*operand.shape, 1]]
        )
    elif how == "held" and operand.letter not in "rsv":
        operand.held = not operand.held
    elif how == "values" and operand.values:
        at = random.randrange(len(operand.values))
        operand.values[at] += random.choice([-2, -1, 1, 2])
    elif how == "scale":
        operand.scale = random.choice([None, 0.0, 0.05, 0.1]) if operand.scale else 0.1
    elif how == "point":
        operand.point += random.choice([-1, 1])
    elif how == "drop" and inputs:
        del inputs[random.randrange(len(inputs))]
    elif how == "double" and inputs:
        inputs.append(random.choice(inputs))
    elif how == "option" and options:
        name = random.choice(list(options))
        # dlpulint does not read where the limits of BUCKETIZE lie.
        if name != "boundaries":
            options[name][0] += random.choice([-1, 1, 2])
    elif how == "output":
        outputs.append(outputs[0])


def _model(
    row: Row,
    inputs: list[Operand | None],
    outputs: list[Operand | None],
    options: dict[str, list[float]],
) -> Any:
    from ai_edge_litert import schema_py_generated as schema

    model, graph, operator = schema.ModelT(), schema.SubGraphT(), schema.OperatorT()
    model.version, model.buffers, model.subgraphs = 3, [schema.BufferT()], [graph]
    code = schema.OperatorCodeT()
    code.builtinCode = getattr(schema.BuiltinOperator, row.name)
    code.deprecatedBuiltinCode = min(127, code.builtinCode)
    code.version = _VERSIONS.get(row.name, 1)
    model.operatorCodes, graph.operators, graph.tensors = [code], [operator], []
    written: dict[int, int] = {}

    def index(operand: Operand | None) -> int:
        if operand is None:
            return -1
        if id(operand) not in written:
            written[id(operand)] = len(graph.tensors)
            graph.tensors.append(_tensor(schema, model, operand, len(graph.tensors)))
        return written[id(operand)]

    operator.inputs = numpy.array([index(operand) for operand in inputs], dtype=numpy.int32)
    computed = {
        at
        for at in operator.inputs
        if at >= 0 and not graph.tensors[at].buffer and not graph.tensors[at].isVariable
    }
    operator.outputs = numpy.array([index(operand) for operand in outputs], dtype=numpy.int32)
    graph.inputs = numpy.array(sorted(computed), dtype=numpy.int32)
    graph.outputs = operator.outputs
    if row.options:
        operator.builtinOptionsType = getattr(schema.BuiltinOptions, row.options)
        operator.builtinOptions = getattr(schema, f"{row.options}T")()
        for name, values in options.items():
            value: Any = values[0]
            if name in ("squeezeDims", "boundaries"):
                value = numpy.array(
                    values, dtype=numpy.int32 if name == "squeezeDims" else numpy.float32
                )
            if isinstance(getattr(operator.builtinOptions, name), bool):
                value = bool(value)
            setattr(operator.builtinOptions, name, value)
    return model


def _tensor(schema: Any, model: Any, operand: Operand, number: int) -> Any:
    tensor = schema.TensorT()
    kind, stored = _TYPES[operand.letter]
    tensor.name, tensor.type = f"t{number}", getattr(schema.TensorType, kind)
    tensor.shape, tensor.buffer = numpy.array(operand.shape, dtype=numpy.int32), 0
    tensor.isVariable = operand.letter == "v"
    if operand.scale is not None:
        tensor.quantization = schema.QuantizationParametersT()
        tensor.quantization.scale = numpy.array([operand.scale], dtype=numpy.float32)
        tensor.quantization.zeroPoint = numpy.array([operand.point], dtype=numpy.int64)
    if operand.held and stored is not None:
        count = int(numpy.prod(operand.shape, dtype=numpy.int64))
        values = (operand.values + [0] * count)[:count]
        buffer = schema.BufferT()
        buffer.data = numpy.frombuffer(
            numpy.array(values).astype(stored).tobytes(), dtype=numpy.uint8
        )
        model.buffers.append(buffer)
        tensor.buffer = len(model.buffers) - 1
    return tensor
