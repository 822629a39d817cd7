"""TFLite models from the schema: every table and field, with sense where sense leads deeper."""

from functools import cache
from random import Random

from dlpulint.mending.tflite.record import Record
from dlpulint.mending.tflite.schema import schema
from dlpulint.model.kinds import TFLITE
from tests.grammars.flatbuffer import Writer
from tests.grammars.luck import Luck
from tests.grammars.tflite_tables import REALS, Tables

_CODES = tuple(TFLITE)
_CUSTOM = _CODES.index("CUSTOM")
_FREQUENT = tuple(
    _CODES.index(name)
    for name in (
        *("CONV_2D", "CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED", "ADD", "MUL", "RESHAPE"),
        *("CONCATENATION", "SOFTMAX", "MAX_POOL_2D", "AVERAGE_POOL_2D", "PAD", "MEAN", "TRANSPOSE"),
        *("QUANTIZE", "DEQUANTIZE", "STRIDED_SLICE", "RESIZE_NEAREST_NEIGHBOR", "LOGISTIC"),
        *("SPLIT", "IF", "WHILE", "CALL_ONCE", "STABLEHLO_COMPOSITE", "TRANSPOSE_CONV"),
    )
)
_CUSTOM_NAMES = (b"edgetpu-custom-op", b"TFLite_Detection_PostProcess", b"FlexErf", b"ethos-u", b"")
_TYPES = (0, 2, 3, 9, 9, 9, 9, 3)
"""Types of most tensors: float32, int32, uint8 and int8."""

_WIDTHS = {1: 2, 3: 1, 4: 8, 6: 1, 7: 2, 8: 8, 9: 1, 10: 8}
"""Bytes of an element, by its type, where they are not 4."""

_LARGEST_BUFFER = 10_000
"""Bytes of the largest buffer: those of larger tensors are too short."""

_LAYERS = {
    _CODES.index("CONV_2D"): 3,
    _CODES.index("DEPTHWISE_CONV_2D"): 3,
    _CODES.index("FULLY_CONNECTED"): 3,
    _CODES.index("TRANSPOSE_CONV"): 3,
}
"""Operands of layers."""


def tflite_model(random: Random) -> bytes:
    """The bytes of a model."""
    return _Model(Luck(random)).file()


class _Graph:
    """Tensors of a subgraph that is being made."""

    def __init__(self) -> None:
        self.tensors: list[Record] = []
        self.ready: list[int] = []
        """Inputs, and results of operators."""


class _Model(Tables):
    def __init__(self, luck: Luck) -> None:
        super().__init__(luck)
        self.codes: list[int] = []

    def file(self) -> bytes:
        luck = self.luck
        codes = [self._code(), *luck.some(4, self._code)]
        self.graphs = 1 + (luck.upto(3) if luck.chance(0.3) else 0)
        graphs = [self._subgraph() for _ in range(self.graphs)]
        if luck.odd:
            graphs = graphs * luck.upto(3)
        root = Record("Model", version=3, operator_codes=codes, subgraphs=graphs)
        root["buffers"] = [self._buffer(length) for length in self.buffers]
        if luck.chance(0.3):
            root["signature_defs"] = luck.some(2, self._signature)
        if luck.chance(0.3):
            root["metadata"] = luck.some(2, lambda: self.table("Metadata"))
        if luck.odd:
            self.some_fields(root)
        self.leave_out(root)
        return Writer(luck).file(root, b"TFL3")

    def _code(self) -> Record:
        luck = self.luck
        known = luck.chance(0.7)
        code = luck.pick(_FREQUENT) if known else luck.upto(len(_CODES) - 1)
        if luck.odd:
            code = luck.extreme(-(2**31), 2**31 - 1)
        self.codes.append(code)
        found = Record("OperatorCode", builtin_code=code, version=1)
        if luck.chance(0.2):
            found["version"] = 1 + luck.upto(5)
        found["deprecated_builtin_code"] = max(-128, min(code, 127))
        if code == _CUSTOM or luck.odd:
            found["custom_code"] = luck.pick(_CUSTOM_NAMES)
        self.leave_out(found)
        return found

    def _buffer(self, length: int) -> Record:
        luck = self.luck
        if not length:
            return Record("Buffer")
        if luck.odd:
            length = luck.pick((0, 1, 4, length - 1, length + 1))
        start = luck.random.randbytes(min(length, 64))
        found = Record("Buffer", data=(start * (length // max(1, len(start)) + 1))[:length])
        if luck.odd:
            self.some_fields(found)
        return found

    def _subgraph(self) -> Record:
        luck, graph = self.luck, _Graph()
        inputs = [self._new(graph, self._shape()) for _ in range(1 + luck.upto(1))]
        operators = luck.some(12, lambda: self._operator(graph))
        outputs = graph.ready[-1 - luck.upto(1) :]
        if luck.odd:
            outputs = [luck.index(len(graph.tensors)) for _ in range(luck.upto(9))]
            outputs = [max(-(2**31), min(index, 2**31 - 1)) for index in outputs]
        if luck.odd and operators:
            operators += [luck.pick(operators)] * luck.upto(40)
        found = Record("SubGraph", tensors=graph.tensors, inputs=inputs, outputs=outputs)
        found["operators"] = operators
        if luck.chance(0.5):
            found["name"] = luck.text().encode()
        if luck.odd:
            self.some_fields(found)
        self.leave_out(found)
        return found

    def _shape(self) -> list[int]:
        return self.luck.shape(4 if self.luck.chance(0.7) else None)

    def _new(self, graph: _Graph, shape: list[int], constant: bool = False, type: int = -1) -> int:
        """The index of a new tensor."""
        luck = self.luck
        if type < 0:
            type = luck.pick(_TYPES) if not luck.odd else luck.extreme(-128, 127)
        found = Record("Tensor", shape=shape, type=type, buffer=0)
        found["name"] = f"t{len(graph.tensors)}".encode() if not luck.odd else luck.text().encode()
        if constant:
            found["buffer"] = len(self.buffers)
            length = _WIDTHS.get(type, 4)
            for size in shape:
                length *= max(0, size)
            self.buffers.append(min(length, _LARGEST_BUFFER))
        elif luck.odd:
            found["buffer"] = luck.index(len(self.buffers)) & 0xFFFFFFFF
        if type in (3, 7, 9) or luck.odd:
            found["quantization"] = self._quantization(shape, constant)
        if luck.chance(0.1) and shape:
            found["shape_signature"] = [-1, *shape[1:]]
        if luck.odd:
            self.some_fields(found)
        self.leave_out(found)
        graph.tensors.append(found)
        if not constant:
            graph.ready.append(len(graph.tensors) - 1)
        return len(graph.tensors) - 1

    def _quantization(self, shape: list[int], constant: bool) -> Record:
        luck = self.luck
        axis = luck.upto(max(0, len(shape) - 1)) if constant and luck.chance(0.5) else None
        count = 1 if axis is None or not shape else max(0, min(shape[axis], 300))
        if luck.odd:
            count = luck.upto(300)
        scale = [luck.pick((0.01, 0.02, 0.1))] * count
        found = Record("QuantizationParameters", scale=scale, zero_point=[0] * count)
        if luck.odd:
            found["scale"] = [luck.pick(REALS)] * count
            found["zero_point"] = [luck.extreme(-(2**63), 2**63 - 1)] * luck.upto(count)
        if axis is not None:
            found["quantized_dimension"] = axis
        if luck.odd:
            self.some_fields(found)
        self.leave_out(found)
        return found

    def _operator(self, graph: _Graph) -> Record:
        luck = self.luck
        at = luck.index(len(self.codes))
        code = self.codes[at] if 0 <= at < len(self.codes) else 0
        found = Record("Operator", opcode_index=at & 0xFFFFFFFF)
        found["inputs"] = self._operands(graph, code)
        shape = self._shape()
        if found["inputs"] and luck.chance(0.8):
            first = found["inputs"][0]
            if 0 <= first < len(graph.tensors):
                shape = list(graph.tensors[first].get("shape", ()))
        found["outputs"] = [self._new(graph, shape) for _ in range(1 + (luck.upto(3) == 3))]
        if luck.odd:
            found["outputs"] = [self._tensor(graph) for _ in range(luck.upto(5))]
        self._options(found, code)
        if luck.odd:
            self.some_fields(found)
        self.leave_out(found)
        return found

    def _operands(self, graph: _Graph, code: int) -> list[int]:
        luck = self.luck
        if code in _LAYERS and not luck.odd:
            side = luck.pick((1, 1, 3, 3, 5))
            rank = 2 if code == _CODES.index("FULLY_CONNECTED") else 4
            weights = [luck.pick((1, 4, 8)), side, side, luck.pick((1, 3, 4, 8))][-rank:]
            bias = self._new(graph, [weights[0]], constant=True, type=2)
            return [self._tensor(graph), self._new(graph, weights, constant=True), bias]
        count = luck.pick((1, 1, 2, 2, 2, 3, 5)) if not luck.odd else luck.upto(40)
        found = [self._tensor(graph) for _ in range(count)]
        if len(found) > 1 and luck.chance(0.5):
            shape = [min(size, 8) for size in luck.shape(luck.pick((0, 1, 1, 2, 4)))]
            found[1] = self._new(graph, shape, constant=True, type=luck.pick((2, 4, 9)))
        return found

    def _tensor(self, graph: _Graph) -> int:
        """The index of a tensor that has been written, or of any other one."""
        if graph.ready and not self.luck.odd:
            return self.luck.pick(graph.ready)
        return self.luck.index(len(graph.tensors))

    def _options(self, operator: Record, code: int) -> None:
        """Options of the operator's own kind, or of another one, in either of the two unions."""
        luck = self.luck
        union, number = _unions().get(code, ("", 0))
        if luck.odd or (not union and luck.chance(0.6)):
            union = luck.pick(("BuiltinOptions", "BuiltinOptions2"))
            number = luck.pick(tuple(schema().unions[union]))
        if union and not luck.chance(0.1):
            name = "builtin_options" if union == "BuiltinOptions" else "builtin_options2"
            operator[name] = self.table(schema().unions[union][number])
            operator[f"{name}_type"] = number if not luck.odd else luck.upto(255)
        if code == _CUSTOM:
            operator["custom_options"] = luck.random.randbytes(luck.pick((0, 1, 8, 60)))

    def _signature(self) -> Record:
        found = Record("SignatureDef", signature_key=b"serving_default")
        for end in ("inputs", "outputs"):
            found[end] = self.luck.some(2, lambda: self.table("TensorMap"))
        found["subgraph_index"] = self.luck.index(self.graphs) & 0xFFFFFFFF
        self.leave_out(found)
        return found


@cache
def _unions() -> dict[int, tuple[str, int]]:
    """The union and the member of it that hold the options of an operator, by its code."""
    plain = {name.replace("_", "").lower(): code for code, name in enumerate(_CODES)}
    plain |= {
        "pool2d": _CODES.index("MAX_POOL_2D"),
        "reducer": _CODES.index("MEAN"),
        "concatenation": _CODES.index("CONCATENATION"),
        "maximumminimum": _CODES.index("MAXIMUM"),
    }
    found = {}
    for union in ("BuiltinOptions2", "BuiltinOptions"):
        for number, table in schema().unions[union].items():
            code = plain.get(table.removesuffix("Options").lower())
            if code is not None:
                found[code] = (union, number)
    found[_CODES.index("AVERAGE_POOL_2D")] = found[_CODES.index("MAX_POOL_2D")]
    return found
