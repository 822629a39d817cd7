"""A .tflite file under construction, from tensors and operators as models have them."""

import struct
from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

from dlpulint.loader.tflite.operator_tables import DTYPES, LISTS, OPTIONS
from dlpulint.mending.tflite.record import Record
from dlpulint.mending.tflite.schema import schema
from dlpulint.mending.tflite.whole_file import WholeFile, written_file
from dlpulint.model.graph import Attribute, Quantization, Shape, Tensor
from dlpulint.model.kinds import TFLITE

_NUMBERS = {name: number for number, name in enumerate(TFLITE)}
_FORMATS = {"int8": "b", "uint8": "B", "int16": "h", "int32": "i", "int64": "q", "float32": "f"}
_WIDTHS = {**{name: struct.calcsize(code) for name, code in _FORMATS.items()}, "bool": 1}


class Unwritable(Exception):
    """A model that cannot be written: a type or an option that a probe has no value for."""


class FileBuilder:
    """One graph; constants of equal bytes share a buffer."""

    def __init__(self) -> None:
        self._tensors: list[Record] = []
        self._operators: list[Record] = []
        self._codes: list[Record] = []
        self._buffers: list[Record] = [Record("Buffer")]
        self._known: dict[bytes, int] = {}
        self._constants: dict[str, int] = {}

    def tensor(self, given: Tensor, name: str = "") -> int:
        """Number of a new tensor; zeros in a constant whose values are not known."""
        shape = _sizes(given.shape)
        number = len(self._tensors)
        if given.dtype not in DTYPES:
            raise Unwritable(f"a tensor of type {given.dtype}")
        record = Record(
            "Tensor",
            shape=shape,
            type=DTYPES.index(given.dtype),
            name=(name or f"{given.name}_{number}").encode(),
        )
        if given.quantization is not None and given.quantization.scales:
            record["quantization"] = _quantization(given.quantization)
        if given.variable:
            record["is_variable"] = 1
        elif given.constant:
            record["buffer"] = self._buffer(_content(given, prod(shape)))
        self._tensors.append(record)
        return number

    def constant(self, given: Tensor) -> int:
        """Number of the tensor of a constant: equal ones are one tensor."""
        content = repr(given)
        if content not in self._constants:
            self._constants[content] = self.tensor(given)
        return self._constants[content]

    def operator(
        self,
        native: str,
        inputs: Sequence[int],
        outputs: Sequence[int],
        attributes: Mapping[str, Attribute],
    ) -> None:
        """Appends an operator with the options that its attributes state."""
        record = Record(
            "Operator",
            opcode_index=self._code(native),
            inputs=tuple(inputs),
            outputs=tuple(outputs),
        )
        table, options = _options(native, attributes)
        if native in _COUNTED and _COUNTED[native] not in options:
            options[_COUNTED[native]] = len(inputs)
        if table:
            record["builtin_options_type"] = _unions()[table]
            record["builtin_options"] = Record(table, **options)
        self._operators.append(record)

    @property
    def count(self) -> int:
        """Operators so far."""
        return len(self._operators)

    def file(self, inputs: Sequence[int], outputs: Sequence[int]) -> bytes:
        """The file's bytes."""
        graph = Record(
            "SubGraph",
            tensors=self._tensors,
            inputs=tuple(inputs),
            outputs=tuple(outputs),
            operators=self._operators,
            name=b"main",
        )
        root = Record(
            "Model",
            version=3,
            operator_codes=self._codes,
            subgraphs=[graph],
            description=b"dlpulint probe",
            buffers=self._buffers,
        )
        return written_file(WholeFile(root, 0))

    def _buffer(self, data: bytes) -> int:
        if data not in self._known:
            self._buffers.append(Record("Buffer", data=data))
            self._known[data] = len(self._buffers) - 1
        return self._known[data]

    def _code(self, native: str) -> int:
        if native not in _NUMBERS:
            raise Unwritable("no TFLite file has such an operator")
        number = _NUMBERS[native]
        code = Record(
            "OperatorCode",
            deprecated_builtin_code=min(number, 127),
            version=_VERSIONS.get(native, 1),
            builtin_code=number,
        )
        for position, known in enumerate(self._codes):
            if known.fields == code.fields:
                return position
        self._codes.append(code)
        return len(self._codes) - 1


_VERSIONS: Mapping[str, int] = {"BROADCAST_TO": 2}
"""Versions of operators of which no released TFLite has the first one."""

_COUNTED: Mapping[str, str] = {"PACK": "values_count"}
"""Options that hold the number of operands, which sketches leave out."""


def _unions() -> Mapping[str, int]:
    return {table: number for number, table in schema().unions["BuiltinOptions"].items()}


def _sizes(shape: Shape | None) -> tuple[int, ...]:
    sizes = tuple(size for size in shape or () if size is not None)
    if shape is None or len(sizes) != len(shape):
        raise Unwritable("a tensor of open shape")
    return sizes


def _quantization(given: Quantization) -> Record:
    points = given.zero_points or (0,)
    return Record(
        "QuantizationParameters",
        scale=given.scales,
        zero_point=points if len(points) == len(given.scales) else points[:1] * len(given.scales),
        quantized_dimension=given.axis or 0,
    )


def _content(given: Tensor, count: int) -> bytes:
    if given.values is not None and len(given.values) == count and given.dtype in _FORMATS:
        return struct.pack(f"<{count}{_FORMATS[given.dtype]}", *given.values)
    if given.dtype not in _WIDTHS:
        raise Unwritable(f"a constant of type {given.dtype}")
    return bytes(count * _WIDTHS[given.dtype])


def _options(native: str, attributes: Mapping[str, Attribute]) -> tuple[str, dict[str, Any]]:
    """The table of an operator's options and its values, from our names for them."""
    if native in LISTS:
        table, _, name = LISTS[native]
        listed = attributes.get(name)
        return table, {name: listed} if isinstance(listed, tuple) else {}
    if native not in OPTIONS:
        return "", {}
    table, kept = OPTIONS[native]
    found: dict[str, Any] = {}
    for accessor, name, *words in kept:
        value = attributes.get(name, attributes.get(name.partition("_")[0]))
        if value is None:
            continue
        if words:
            numbers = [number for number, meaning in words[0].items() if meaning == value]
            if not numbers:
                raise Unwritable(f"option {name} of {native}: {value}")
            value = numbers[0]
        found[_field_name(accessor)] = value
    return table, found


def _field_name(accessor: str) -> str:
    """`DilationHFactor` as the schema writes it: `dilation_h_factor`."""
    letters = []
    for position, letter in enumerate(accessor):
        after_lower = position and not accessor[position - 1].isupper()
        before_lower = position + 1 < len(accessor) and accessor[position + 1].islower()
        if letter.isupper() and position and (after_lower or before_lower):
            letters.append("_")
        letters.append(letter.lower())
    return "".join(letters)
