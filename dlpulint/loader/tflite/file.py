"""TFLite files: every subgraph, operator and tensor, described without touching the weights."""

import struct
from collections.abc import Iterator

from msgspec.structs import replace

from dlpulint.basics.errors import ModelFileError
from dlpulint.basics.printable import printable
from dlpulint.loader import bounds
from dlpulint.loader.tflite import slots
from dlpulint.loader.tflite.attributes import AttributeReader, options_number, roles_of
from dlpulint.loader.tflite.edgetpu_package import NATIVE as EDGETPU
from dlpulint.loader.tflite.edgetpu_package import package_attributes
from dlpulint.loader.tflite.faults import fault_of
from dlpulint.loader.tflite.flatbuffer import BulkReader, Table, Tables, field, table_at, vector_at
from dlpulint.loader.tflite.int32_limits import Int32Limits
from dlpulint.loader.tflite.metadata import read_metadata
from dlpulint.loader.tflite.operator_tables import COMPOSITES, CUSTOM, DTYPES
from dlpulint.loader.tflite.order import in_file_order, reached
from dlpulint.loader.tflite.post_processing import NATIVE as POST_PROCESSING
from dlpulint.loader.tflite.post_processing import post_processing_attributes
from dlpulint.loader.tflite.quantization import quantization_of
from dlpulint.model.graph import (
    OPERATOR_CEILING,
    Attribute,
    Model,
    Operator,
    Shape,
    Subgraph,
    Tensor,
)
from dlpulint.model.kinds import TFLITE

BUILTINS = tuple(TFLITE)
"""Native names by builtin code."""

_COMPOSITE = BUILTINS.index("STABLEHLO_COMPOSITE")
_SMALL = 64
"""Most elements of an integer constant that is kept: shapes, axes, paddings, scalars."""

_PLAIN = {"int32": ("i", 4), "int64": ("q", 8)}
"""`struct` codes and bytes of plain whole numbers."""
_QUANTIZED = {"int8": ("b", 1), "uint8": ("B", 1)}
"""The same of quantized numbers that are kept: scalar factors."""


def model_from_tflite(data: memoryview) -> Model:
    """Model of a TFLite file.

    Args:
        data: The file's bytes, usually a map of the file.

    Raises:
        ModelFileError: In one line, for any damage.
    """
    try:
        return _Reader(data).model()
    except struct.error:
        raise ModelFileError("damaged or truncated TFLite file (a table runs out of it)") from None
    except (IndexError, TypeError, ValueError, OverflowError) as error:
        # The accessors of the `tflite` package raise these for wrong offsets.
        raise ModelFileError("damaged TFLite file (its tables do not fit together)") from error


class _Reader:
    """Reads one file into a Model."""

    def __init__(self, data: memoryview) -> None:
        self.data = data
        self.file: Table = table_at(data, 0)
        self.bulk = BulkReader(len(data))
        self.attributes = AttributeReader(self.bulk)
        self.limits = Int32Limits(data)
        self.tensors = 0
        self.unreadable: list[tuple[str, str]] = []
        self.buffers = self.bulk.span(self.file, slots.MODEL_BUFFERS, 4) or (0, 0)
        codes = self.bulk.tables(self.file, slots.MODEL_OPERATOR_CODES)
        self.codes = [self._code(table) for table in codes]

    def model(self) -> Model:
        operators: list[Operator] = []
        subgraphs: list[Subgraph] = []
        graphs = self.bulk.tables(self.file, slots.MODEL_SUBGRAPHS)
        bounds.refuse_more(len(graphs), bounds.MOST_GRAPHS, "graphs")
        for number, graph in enumerate(graphs):
            raw = self.bulk.tables(graph, slots.SUB_GRAPH_OPERATORS)
            bounds.refuse_more(len(operators) + len(raw), OPERATOR_CEILING, "operators")
            tensors = self._tensors(graph, number, raw)
            subgraphs.append(
                Subgraph(
                    name=_text(self.bulk.text(graph, slots.SUB_GRAPH_NAME)),
                    inputs=self._ends(tensors, graph, slots.SUB_GRAPH_INPUTS, "inputs"),
                    outputs=self._ends(tensors, graph, slots.SUB_GRAPH_OUTPUTS, "outputs"),
                )
            )
            read = [self._operator(t, index, number, tensors) for index, t in enumerate(raw)]
            operators += in_file_order(read)
        signatures = tuple(self._signatures())
        if len({graph for _, graph in signatures}) > 1:
            operators = reached(operators)
        if not subgraphs:
            raise ModelFileError("damaged TFLite file (it has no graph)")
        return Model.build(
            format="tflite",
            layout="channels-last",
            operators=operators,
            subgraphs=subgraphs,
            metadata=replace(
                read_metadata(self.file, self.bulk, self._content),
                unreadable=tuple(self.unreadable),
                signatures=signatures,
                operator_codes=tuple(self._builtins()),
                origin="file",
            ),
        )

    def _signatures(self) -> Iterator[tuple[str, int]]:
        for table in self.bulk.tables(self.file, slots.MODEL_SIGNATURE_DEFS):
            name = _text(self.bulk.text(table, slots.SIGNATURE_DEF_SIGNATURE_KEY))
            yield name, self.bulk.integer(table, slots.SIGNATURE_DEF_SUBGRAPH_INDEX, "I")

    def _builtins(self) -> Iterator[tuple[str, int]]:
        for number, custom, version in self.codes:
            if number != CUSTOM:
                yield _identity(number, custom)[0], version

    def _code(self, table: Table) -> tuple[int, str, int]:
        """Builtin number, custom name and version of one entry of the operator code table."""
        # The package's BuiltinCode() returns the deprecated field for every code below 127, which
        # is 0, ADD, in files that write only the newer field (ai-edge-quantizer, LiteRT's NPUs).
        number = max(
            self.bulk.integer(table, slots.OPERATOR_CODE_DEPRECATED_BUILTIN_CODE, "b"),
            self.bulk.integer(table, slots.OPERATOR_CODE_BUILTIN_CODE, "i"),
        )
        custom = _text(self.bulk.text(table, slots.OPERATOR_CODE_CUSTOM_CODE))
        return number, custom, self.bulk.integer(table, slots.OPERATOR_CODE_VERSION, "i", absent=1)

    def _tensors(self, graph: Table, number: int, operators: Tables) -> list[Tensor]:
        computed = set(self.bulk.integers(graph, slots.SUB_GRAPH_INPUTS))
        for table in operators:
            computed.update(self.bulk.operands(table, slots.OPERATOR_OUTPUTS))
        tables = self.bulk.tables(graph, slots.SUB_GRAPH_TENSORS)
        self.tensors += len(tables)
        bounds.refuse_more(self.tensors, bounds.MOST_TENSORS, "tensors")
        return [self._tensor(t, index, number, index in computed) for index, t in enumerate(tables)]

    def _tensor(self, table: Table, index: int, subgraph: int, computed: bool) -> Tensor:
        dtype = _dtype(self.bulk.integer(table, slots.TENSOR_TYPE, "b"))
        sizes = self.bulk.integers(table, slots.TENSOR_SHAPE)
        signature = self.bulk.integers(table, slots.TENSOR_SHAPE_SIGNATURE)
        # Most tensors have no open size; generators take longer than what they generate.
        is_open = bool(sizes and min(sizes) < 0)
        shape: Shape = sizes
        if is_open:
            shape = tuple(None if size < 0 else size for size in sizes)
        if not bounds.countable(shape):
            raise ModelFileError(
                f"damaged TFLite file (tensor {index} has more than {bounds.HIGHEST_RANK} "
                f"dimensions or {bounds.MOST_ELEMENTS:,} elements)"
            )
        opened: tuple[str | None, ...] = ()
        if is_open or (signature and min(signature) < 0):
            claims = signature if len(signature) == len(sizes) else sizes
            opened = tuple("" if size < 0 else None for size in claims)
        buffer = self.bulk.integer(table, slots.TENSOR_BUFFER, "I")
        if buffer and buffer >= self.buffers[1]:
            raise ModelFileError(f"damaged TFLite file (tensor {index} points outside the file)")
        scaled = self.bulk.table(table, slots.TENSOR_QUANTIZATION)
        quantization = None if scaled is None else quantization_of(scaled, self.bulk)
        constant, values, at_limit = False, None, 0
        span = self._data(buffer)
        variable = bool(self.bulk.integer(table, slots.TENSOR_IS_VARIABLE, "B"))
        name = _text(self.bulk.text(table, slots.TENSOR_NAME)) or f"tensor {subgraph}:{index}"
        if fault := fault_of(table, scaled, self.bulk, dtype, sizes, span, variable):
            self.unreadable.append((name, fault))
        if span is not None and not span[1] and span[0]:
            span = None
        if not computed and not variable:
            constant = span is not None or 0 in shape
            code = _PLAIN.get(dtype) or (_QUANTIZED.get(dtype) if quantization else None)
            if span is not None and code is not None:
                values = self._values(*code, span)
            if 0 in shape and dtype in _PLAIN:
                values = ()  # No axes, say, which TFLite writes without a buffer.
            if values is not None and dtype in _PLAIN and len(shape) > 2:
                values = None  # No shape, axes or paddings have three dimensions.
            if span is not None and quantization is not None and dtype == "int32":
                at_limit = self.limits.count(span)
        return Tensor(
            name=name,
            dtype=dtype,
            shape=shape,
            constant=constant,
            quantization=quantization,
            values=values,
            at_limit=at_limit,
            free_dimensions=opened,
            stored=computed and span is not None,
            variable=variable,
        )

    def _data(self, buffer: int) -> tuple[int, int] | None:
        """Position and length of a buffer; `(0, 0)` if outside the FlatBuffer, `None` if absent.

        A list of no bytes is not the same as none: TFLite accepts it for the content.
        """
        start, count = self.buffers
        if buffer == 0 or buffer >= count:
            return None
        table = table_at(self.data, start + 4 * buffer)
        offset = field(table, slots.BUFFER_DATA)
        if offset:
            start, length = vector_at(self.data, table.Pos + offset)
            if start + length > len(self.data):
                raise ModelFileError(
                    "damaged or truncated TFLite file (weights run out of the file)"
                )
            return start, length
        return (0, 0) if self.bulk.integer(table, slots.BUFFER_OFFSET, "Q") > 1 else None

    def _content(self, buffer: int) -> memoryview:
        """The bytes of a buffer within the FlatBuffer; empty if there are none."""
        start, length = self._data(buffer) or (0, 0)
        return self.data[start : start + length]

    def _values(self, code: str, width: int, span: tuple[int, int]) -> tuple[int, ...] | None:
        start, length = span
        count = length // width
        if count == 0 or count > _SMALL or length % width:
            return None
        return struct.unpack_from(f"<{count}{code}", self.data, start)

    def _ends(
        self, tensors: list[Tensor], graph: Table, slot: int, what: str
    ) -> tuple[Tensor, ...]:
        found = tuple(self._pick(tensors, graph, slot))
        bounds.refuse_more(len(found), bounds.MOST_ENDS, what)
        return found

    def _pick(self, tensors: list[Tensor], table: Table, slot: int) -> Iterator[Tensor]:
        for index in self.bulk.integers(table, slot):
            if not 0 <= index < len(tensors):
                raise ModelFileError(
                    f"damaged TFLite file (there is no tensor {index}; the last is "
                    f"{len(tensors) - 1})"
                )
            yield tensors[index]

    def _operator(self, table: Table, index: int, subgraph: int, tensors: list[Tensor]) -> Operator:
        code = self.bulk.integer(table, slots.OPERATOR_OPCODE_INDEX, "I")
        if code >= len(self.codes):
            raise ModelFileError(
                f"damaged TFLite file (operator {index} has the operator code {code}; the last "
                f"is {len(self.codes) - 1})"
            )
        number, custom, version = self.codes[code]
        native, kind = _identity(number, custom)
        name = ""
        if number == _COMPOSITE:
            name = self._composite_name(table)
            kind = COMPOSITES.get(name, kind)
        inputs = tuple(self._inputs(table, tensors))
        outputs = tuple(self._pick(tensors, table, slots.OPERATOR_OUTPUTS))
        roles = roles_of(native, len(inputs))
        options = self._options(table, native)
        attributes = self.attributes.attributes_of(options, native, inputs, roles)
        if number == _COMPOSITE:
            attributes |= self._composite_graph(table)
        if native.endswith("LSTM"):
            inner = self._pick(tensors, table, slots.OPERATOR_INTERMEDIATES)
            unscaled = tuple(
                at
                for at, tensor in enumerate(inner)
                if tensor.quantization is None or not tensor.quantization.scales
            )
            if unscaled:
                attributes["unscaled_intermediates"] = unscaled
        if custom == EDGETPU:
            attributes |= package_attributes(self._custom_options(table))
        elif custom == POST_PROCESSING:
            attributes |= post_processing_attributes(self._custom_options(table))
        return Operator(
            index=index,
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

    def _options(self, table: Table, native: str) -> Table | None:
        """The options of an operator; TFLite does not read those of another one."""
        number = self.bulk.integer(table, slots.OPERATOR_BUILTIN_OPTIONS_TYPE, "B")
        if number != options_number(native):
            return None
        return self.bulk.table(table, slots.OPERATOR_BUILTIN_OPTIONS)

    def _custom_options(self, table: Table) -> memoryview:
        start, length = self.bulk.span(table, slots.OPERATOR_CUSTOM_OPTIONS, 1) or (0, 0)
        return self.data[start : start + length]

    def _composite_name(self, operator: Table) -> str:
        table = self.bulk.table(operator, slots.OPERATOR_BUILTIN_OPTIONS_2)
        if table is None:
            return ""
        return _text(self.bulk.text(table, slots.STABLE_HLO_COMPOSITE_OPTIONS_NAME))

    def _composite_graph(self, operator: Table) -> dict[str, Attribute]:
        table = self.bulk.table(operator, slots.OPERATOR_BUILTIN_OPTIONS_2)
        slot = slots.STABLE_HLO_COMPOSITE_OPTIONS_DECOMPOSITION_SUBGRAPH_INDEX
        return {} if table is None else {"graph": self.bulk.integer(table, slot, "i")}

    def _inputs(self, table: Table, tensors: list[Tensor]) -> Iterator[Tensor | None]:
        for index in self.bulk.operands(table, slots.OPERATOR_INPUTS):
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
    if number == CUSTOM:
        flex = custom.startswith("Flex") and custom != "Flex"
        return custom or "CUSTOM", f"flex:{custom[4:]}" if flex else f"custom:{custom}"
    if not 0 <= number < len(BUILTINS):
        return f"BUILTIN_{number}", f"tflite:{number}"
    native = BUILTINS[number]
    return native, TFLITE[native] or f"tflite:{native}"
