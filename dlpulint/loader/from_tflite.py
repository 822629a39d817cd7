"""TFLite files: every subgraph, operator and tensor, described without touching the weights."""

import struct
from collections.abc import Iterator
from typing import Any

from dlpulint import names
from dlpulint.errors import ModelFileError
from dlpulint.loader.printable import printable
from dlpulint.loader.sizes import HIGHEST_RANK, MOST_ELEMENTS, countable
from dlpulint.loader.tflite.attributes import attributes_of, roles_of
from dlpulint.loader.tflite.edgetpu_package import NATIVE as EDGETPU
from dlpulint.loader.tflite.edgetpu_package import package_attributes
from dlpulint.loader.tflite.flatbuffer import BulkReader
from dlpulint.loader.tflite.metadata import read_metadata
from dlpulint.loader.tflite.operators import COMPOSITES, DTYPES
from dlpulint.loader.tflite.package import tflite_package
from dlpulint.model import (
    OPERATOR_CEILING,
    Model,
    Operator,
    Quantization,
    Shape,
    Subgraph,
    Tensor,
)

BUILTINS = tuple(names.TFLITE)
"""Native names by builtin code."""

_CUSTOM = BUILTINS.index("CUSTOM")
_COMPOSITE = BUILTINS.index("STABLEHLO_COMPOSITE")
_SMALL = 64
"""Elements up to which an integer constant's values are kept: shapes, axes, paddings, scalars."""

_PLAIN = {"int32": ("i", 4), "int64": ("q", 8)}
"""Whole numbers that mean themselves: how `struct` reads them, and their bytes."""
_QUANTIZED = {"int8": ("b", 1), "uint8": ("B", 1)}
"""Quantized numbers whose values are kept: the scalar of a multiplication. Others are biases."""
_BLOCKWISE = 2
"""The number of blockwise quantization among the kinds of quantization details."""


def model_from_tflite(data: memoryview) -> Model:
    """Read a TFLite file from its bytes, usually a map of the file.

    Raises ModelFileError, in one line, whatever way the file is damaged.
    """
    tflite = tflite_package()
    try:
        return _Reader(tflite, data).model()
    except struct.error:
        raise ModelFileError("damaged or truncated TFLite file (a table runs out of it)") from None
    except (IndexError, TypeError, ValueError, OverflowError) as error:
        # What the accessors of the `tflite` package raise when offsets lead them astray.
        raise ModelFileError("damaged TFLite file (its tables do not fit together)") from error


class _Reader:
    """One file on its way to becoming a Model."""

    def __init__(self, tflite: Any, data: memoryview) -> None:
        self.tflite = tflite
        self.file = tflite.Model.GetRootAs(data, 0)
        self.bulk = BulkReader(len(data))
        self.buffers: int = self.file.BuffersLength()
        self.codes = [self._code(place) for place in range(self.bulk.tables(self.file._tab, 6))]

    def model(self) -> Model:
        operators: list[Operator] = []
        subgraphs: list[Subgraph] = []
        graphs = self.bulk.tables(self.file._tab, 8)
        if not graphs:
            raise ModelFileError("damaged TFLite file (it has no graph)")
        for number in range(graphs):
            graph = self.file.Subgraphs(number)
            count = self.bulk.tables(graph._tab, 10)
            tensors = self._tensors(graph, number, count)
            subgraphs.append(
                Subgraph(
                    name=_text(self.bulk.text(graph._tab, 12)),
                    inputs=tuple(self._pick(tensors, graph._tab, 6)),
                    outputs=tuple(self._pick(tensors, graph._tab, 8)),
                )
            )
            total = len(operators) + count
            if total > OPERATOR_CEILING:
                raise ModelFileError(
                    f"{total:,} operators; dlpulint reads up to {OPERATOR_CEILING:,}"
                )
            operators += [
                self._operator(graph.Operators(place), place, number, tensors)
                for place in range(count)
            ]
        return Model.build(
            format="tflite",
            layout="channels-last",
            operators=operators,
            subgraphs=subgraphs,
            metadata=read_metadata(self.file, self.bulk),
        )

    def _code(self, place: int) -> tuple[int, str, int]:
        """Builtin number, custom name and version of one entry of the operator code table."""
        code = self.file.OperatorCodes(place)
        number = max(code.DeprecatedBuiltinCode(), code.BuiltinCode())
        return number, _text(self.bulk.text(code._tab, 6)), code.Version()

    def _tensors(self, graph: Any, number: int, operators: int) -> list[Tensor]:
        computed = set(self.bulk.integers(graph._tab, 6))
        for place in range(operators):
            computed.update(self.bulk.integers(graph.Operators(place)._tab, 8))
        return [
            self._tensor(graph.Tensors(place), place, number, place in computed)
            for place in range(self.bulk.tables(graph._tab, 4))
        ]

    def _tensor(self, raw: Any, place: int, subgraph: int, computed: bool) -> Tensor:
        table = raw._tab
        dtype = _dtype(raw.Type())
        sizes = self.bulk.integers(table, 4)
        signature = self.bulk.integers(table, 18)
        shape: Shape = tuple(None if size < 0 else size for size in sizes)
        if not countable(shape):
            raise ModelFileError(
                f"damaged TFLite file (tensor {place} has more than {HIGHEST_RANK} dimensions or "
                f"{MOST_ELEMENTS:,} elements)"
            )
        opened: tuple[str | None, ...] = ()
        if any(size < 0 for size in (*sizes, *signature)):
            claims = signature if len(signature) == len(sizes) else sizes
            opened = tuple("" if size < 0 else None for size in claims)
        buffer = raw.Buffer()
        if buffer >= self.buffers and not (buffer == 0 and self.buffers == 0):
            raise ModelFileError(f"damaged TFLite file (tensor {place} points outside the file)")
        quantization = self._quantization(raw)
        constant, values = False, None
        if not computed and not raw.IsVariable():
            span = self._data(buffer)
            constant = span is not None or 0 in shape
            code = (_PLAIN if quantization is None else _QUANTIZED).get(dtype)
            if span is not None and code is not None:
                values = self._values(*code, span)
            if values is not None and dtype in _PLAIN and len(shape) > 2:
                values = None  # No shape, axes or paddings have three dimensions.
        return Tensor(
            name=_text(self.bulk.text(table, 10)) or f"tensor {subgraph}:{place}",
            dtype=dtype,
            shape=shape,
            constant=constant,
            quantization=quantization,
            values=values,
            free_dimensions=opened,
        )

    def _data(self, buffer: int) -> tuple[int, int] | None:
        """Where a buffer's bytes lie, `(0, 0)` for bytes behind the FlatBuffer; `None` if empty."""
        if buffer == 0 or buffer >= self.buffers:
            return None
        raw = self.file.Buffers(buffer)
        offset = raw._tab.Offset(4)
        if offset:
            start, length = raw._tab.Vector(offset), raw._tab.VectorLen(offset)
            if start + length > len(raw._tab.Bytes):
                raise ModelFileError(
                    "damaged or truncated TFLite file (weights run out of the file)"
                )
            return (start, length) if length else None
        return (0, 0) if raw.Offset() > 1 else None

    def _values(self, code: str, width: int, span: tuple[int, int]) -> tuple[int, ...] | None:
        start, length = span
        count = length // width
        if count == 0 or count > _SMALL or length % width:
            return None
        return struct.unpack_from(f"<{count}{code}", self.file._tab.Bytes, start)

    def _quantization(self, raw: Any) -> Quantization | None:
        offset = raw._tab.Offset(12)
        if not offset:
            return None
        parameters = raw.Quantization()
        table = parameters._tab
        scales = self.bulk.numbers(table, 8, "f")
        block_size = None
        if parameters.DetailsType() == _BLOCKWISE:
            details = parameters.Details()
            slot = 0 if details is None else details.Offset(8)
            block_size = self._int32(details, slot) if slot else 0
        if not scales and block_size is None:
            return None
        axis = parameters.QuantizedDimension()
        return Quantization(
            scales=scales,
            zero_points=self.bulk.integers(table, 10, "q"),
            axis=axis if len(scales) > 1 or block_size is not None else None,
            block_size=block_size,
        )

    def _int32(self, table: Any, offset: int) -> int:
        (value,) = struct.unpack_from("<i", table.Bytes, table.Pos + offset)
        return int(value)

    def _pick(self, tensors: list[Tensor], table: Any, slot: int) -> Iterator[Tensor]:
        for index in self.bulk.integers(table, slot):
            if not 0 <= index < len(tensors):
                raise ModelFileError(
                    f"damaged TFLite file (there is no tensor {index}; the last is "
                    f"{len(tensors) - 1})"
                )
            yield tensors[index]

    def _operator(self, raw: Any, place: int, subgraph: int, tensors: list[Tensor]) -> Operator:
        index = raw.OpcodeIndex()
        if index >= len(self.codes):
            raise ModelFileError(
                f"damaged TFLite file (operator {place} has the operator code {index}; the last "
                f"is {len(self.codes) - 1})"
            )
        number, custom, version = self.codes[index]
        native, kind = _identity(number, custom)
        name = ""
        if number == _COMPOSITE:
            name = self._composite_name(raw)
            kind = COMPOSITES.get(name, kind)
        inputs = tuple(self._inputs(raw, tensors))
        outputs = tuple(self._pick(tensors, raw._tab, 8))
        roles = roles_of(native, len(inputs))
        attributes = attributes_of(self.tflite, raw, native, inputs, roles)
        if custom == EDGETPU:
            attributes |= package_attributes(self._custom_options(raw))
        return Operator(
            index=place,
            kind=kind,
            native=native,
            inputs=inputs,
            outputs=outputs,
            roles=roles,
            attributes=attributes,
            subgraph=subgraph,
            number=number,
            version=version,
            name=name,
        )

    def _custom_options(self, raw: Any) -> memoryview:
        start, length = self.bulk.span(raw._tab, 14, 1) or (0, 0)
        return memoryview(raw._tab.Bytes)[start : start + length]

    def _composite_name(self, raw: Any) -> str:
        table = raw.BuiltinOptions2()
        if table is None:
            return ""
        return _text(self.bulk.text(table, 4))

    def _inputs(self, raw: Any, tensors: list[Tensor]) -> Iterator[Tensor | None]:
        for index in self.bulk.integers(raw._tab, 6):
            if index == -1:
                yield None
            elif 0 <= index < len(tensors):
                yield tensors[index]
            else:
                raise ModelFileError(f"damaged TFLite file (there is no tensor {index})")


def _text(raw: bytes) -> str:
    return printable(raw.decode("utf-8", "replace"))


def _dtype(number: int) -> str:
    return DTYPES[number] if 0 <= number < len(DTYPES) else f"tflite:{number}"


def _identity(number: int, custom: str) -> tuple[str, str]:
    """The native name and the kind of an operator code."""
    if number == _CUSTOM:
        flex = custom.startswith("Flex") and custom != "Flex"
        return custom or "CUSTOM", f"flex:{custom[4:]}" if flex else f"custom:{custom}"
    if number >= len(BUILTINS):
        return f"BUILTIN_{number}", f"tflite:{number}"
    native = BUILTINS[number]
    return native, names.TFLITE[native] or f"tflite:{native}"
