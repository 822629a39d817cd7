"""Small .tflite files for tests, written table by table."""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from dlpulint.mending.main_graph import TFLITE_NAMES
from dlpulint.mending.tflite.record import Record
from dlpulint.mending.tflite.schema import schema
from dlpulint.mending.tflite.whole_file import WholeFile, written_file

FLOAT32, INT32, UINT8, INT64, INT16, INT8 = 0, 2, 3, 4, 7, 9
SAME, VALID = 0, 1
_CODES = {FLOAT32: "f", INT32: "i", UINT8: "B", INT64: "q", INT16: "h", INT8: "b"}
_UNION = {table: number for number, table in schema().unions["BuiltinOptions"].items()}


class Builder:
    """A file under construction, with one graph unless others are added."""

    def __init__(self) -> None:
        self.random = Random(7)
        self.tensors: list[Record] = []
        self.operators: list[Record] = []
        self.codes: list[Record] = []
        self.buffers: list[Record] = [Record("Buffer")]
        self.graphs: list[Record] = []
        self.fields: dict[str, Any] = {}

    def tensor(
        self,
        *shape: int,
        type: int = INT8,
        scale: float | Sequence[float] | None = 0.1,
        zero_point: int = 0,
        name: str = "",
        data: bytes | None = None,
        signature: Sequence[int] = (),
        axis: int = 0,
    ) -> int:
        """Number of a new tensor; quantized unless it is of floats, constant if it has data."""
        number = len(self.tensors)
        record = Record("Tensor", shape=shape, type=type, name=(name or f"t{number}").encode())
        if scale is not None and type not in (FLOAT32, INT64):
            scales = (scale,) if isinstance(scale, float) else tuple(scale)
            record["quantization"] = Record(
                "QuantizationParameters",
                scale=scales,
                zero_point=(zero_point,) * len(scales),
                quantized_dimension=axis,
            )
        if signature:
            record["shape_signature"] = tuple(signature)
        if data is not None:
            record["buffer"] = self.buffer(data)
        self.tensors.append(record)
        return number

    def buffer(self, data: bytes) -> int:
        """Number of a new buffer."""
        self.buffers.append(Record("Buffer", data=data))
        return len(self.buffers) - 1

    def numbers(self, *values: int, shape: Sequence[int] = (), type: int = INT32) -> int:
        """Number of a constant of whole numbers."""
        data = struct.pack(f"<{len(values)}{_CODES[type]}", *values)
        return self.tensor(*(shape or (len(values),)), type=type, scale=None, data=data)

    def noise(self, *shape: int, type: int = INT8, **more: Any) -> int:
        """Number of a constant of random numbers."""
        count = 1
        for size in shape:
            count *= size
        if type == FLOAT32:
            values: list[float] = [self.random.uniform(-1, 1) for _ in range(count)]
        else:
            low = 0 if type == UINT8 else -100
            values = [self.random.randint(low, 100) for _ in range(count)]
        data = struct.pack(f"<{count}{_CODES[type]}", *values)
        return self.tensor(*shape, type=type, data=data, **more)

    def code(self, native: str, version: int = 1, custom: str = "") -> int:
        """Position of an operator code, a new one unless it is there."""
        number = TFLITE_NAMES.index(native)
        code = Record(
            "OperatorCode",
            deprecated_builtin_code=min(number, 127),
            version=version,
            builtin_code=number,
        )
        if custom:
            code["custom_code"] = custom.encode()
        for position, known in enumerate(self.codes):
            if known.fields == code.fields:
                return position
        self.codes.append(code)
        return len(self.codes) - 1

    def operator(
        self,
        native: str,
        inputs: Sequence[int],
        outputs: int | Sequence[int],
        options: str = "",
        version: int = 1,
        custom: str = "",
        **values: Any,
    ) -> int:
        """Appends an operator; its first output."""
        written = (outputs,) if isinstance(outputs, int) else tuple(outputs)
        record = Record(
            "Operator",
            opcode_index=self.code(native, version, custom),
            inputs=tuple(inputs),
            outputs=written,
        )
        if options:
            record["builtin_options_type"] = _UNION[options]
            record["builtin_options"] = Record(options, **values)
        self.operators.append(record)
        return written[0] if written else -1

    def conv(
        self,
        source: int,
        channels: int,
        *,
        kernel: int = 3,
        stride: int = 1,
        dilation: int = 1,
        padding: int = SAME,
        scale: float = 0.5,
        depthwise: bool = False,
        name: str = "",
    ) -> int:
        """The result of a convolution; int8 or float32 as its input."""
        given = self.tensors[source]
        type, (batch, height, width, depth) = given.integer("type"), given.numbers("shape")
        extent = (kernel - 1) * dilation + 1
        cut = 0 if padding == SAME else extent - 1
        sizes = [-(-(size - cut) // stride) for size in (height, width)]
        front = (1, kernel, kernel, depth) if depthwise else (channels, kernel, kernel, depth)
        result = depth if depthwise else channels
        weights = self.noise(*front, type=type, scale=0.01)
        factor = 0.01 * (given["quantization"].numbers("scale")[0] if type != FLOAT32 else 1)
        bias = self.noise(result, type=FLOAT32 if type == FLOAT32 else INT32, scale=factor)
        output = self.tensor(batch, *sizes, result, type=type, scale=scale, name=name)
        if signature := given.numbers("shape_signature"):
            self.tensors[output]["shape_signature"] = (signature[0], *sizes, result)
        options: dict[str, int] = {
            "padding": padding, "stride_w": stride, "stride_h": stride,
            "dilation_w_factor": dilation, "dilation_h_factor": dilation,
        }  # fmt: skip
        if depthwise:
            options["depth_multiplier"] = 1
        native, table = (
            ("DEPTHWISE_CONV_2D", "DepthwiseConv2DOptions")
            if depthwise
            else ("CONV_2D", "Conv2DOptions")
        )
        version = 1 if type == FLOAT32 else 3
        return self.operator(
            native, (source, weights, bias), output, table, version=version, **options
        )

    def signature(
        self, inputs: Mapping[str, int], outputs: Mapping[str, int], graph: int = 0
    ) -> None:
        """Names the ends of a graph."""
        entries = {
            side: [
                Record("TensorMap", name=name.encode(), tensor_index=number)
                for name, number in names.items()
            ]
            for side, names in (("inputs", inputs), ("outputs", outputs))
        }
        record = Record("SignatureDef", **entries, signature_key=b"serve", subgraph_index=graph)
        self.fields.setdefault("signature_defs", []).append(record)

    def metadata(self, name: str, data: bytes) -> int:
        """Number of the buffer of an entry of metadata."""
        number = self.buffer(data)
        entry = Record("Metadata", name=name.encode(), buffer=number)
        self.fields.setdefault("metadata", []).append(entry)
        return number

    def end_graph(self, inputs: Sequence[int], outputs: Sequence[int]) -> None:
        """Ends a graph; what follows belongs to the next one."""
        self.graphs.append(
            Record(
                "SubGraph",
                tensors=self.tensors,
                inputs=tuple(inputs),
                outputs=tuple(outputs),
                operators=self.operators,
                name=b"main" if not self.graphs else b"body",
            )
        )
        self.tensors, self.operators = [], []

    @property
    def root(self) -> Record:
        """The table `Model`."""
        return Record(
            "Model",
            version=3,
            operator_codes=self.codes,
            subgraphs=self.graphs,
            description=b"for a test",
            buffers=self.buffers,
            **self.fields,
        )

    def file(self, inputs: Sequence[int] = (), outputs: Sequence[int] = ()) -> bytes:
        """The file's bytes; `inputs` and `outputs` are those of a graph that is not ended yet."""
        if self.operators or not self.graphs:
            self.end_graph(inputs, outputs)
        return written_file(WholeFile(self.root, 1024))


def with_archive(data: bytes, files: Mapping[str, bytes], *, relative: bool = False) -> bytes:
    """A file with associated files after it.

    Their positions are from the start of the whole file, as Python's zipfile appends them, or from
    that of the archive if `relative`.
    """
    stream = io.BytesIO(b"" if relative else data)
    with zipfile.ZipFile(stream, "w" if relative else "a") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return data + stream.getvalue() if relative else stream.getvalue()


def with_outer_buffers(builder: Builder, padding: int = 16) -> bytes:
    """The file of a builder whose graphs have ended, with its buffers after the FlatBuffer."""
    root = builder.root.copy()
    outer = [record for record in root.records("buffers") if "data" in record.fields]
    contents = [bytes(record["data"]) for record in outer]
    for record, content in zip(outer, contents, strict=True):
        record.fields = {"offset": 2**40, "size": len(content)}
    end = len(written_file(WholeFile(root, 1024)))
    after = b""
    for record, content in zip(outer, contents, strict=True):
        after += bytes(-(end + len(after)) % padding)
        record["offset"] = end + len(after)
        after += content
    return written_file(WholeFile(root, 1024)) + after
