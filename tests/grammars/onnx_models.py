"""ONNX models from the messages of onnx.proto: every field, with sense where sense leads deeper."""

import struct
from collections.abc import Sequence
from functools import cache
from random import Random
from typing import Any

import onnx
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from onnx import AttributeProto, GraphProto, ModelProto, NodeProto, TensorProto

from tests.grammars.luck import Luck

_DEEPEST = 3
"""Graphs in one another, unless an input is of bad luck."""

_FREQUENT = (
    *("Conv", "Conv", "Relu", "Add", "Mul", "MaxPool", "AveragePool", "GlobalAveragePool", "Gemm"),
    *("MatMul", "Reshape", "Transpose", "Concat", "Softmax", "BatchNormalization", "Clip", "Pad"),
    *("Resize", "Slice", "Split", "Gather", "Shape", "Cast", "QuantizeLinear", "DequantizeLinear"),
    *("Constant", "ConstantOfShape", "If", "Loop", "Scan", "ConvTranspose", "LSTM", "Identity"),
    *("SequenceConstruct", "SequenceAt", "NonMaxSuppression", "Unsqueeze", "Expand", "Sigmoid"),
)
_DOMAINS = ("", "", "", "", "ai.onnx", "ai.onnx.ml", "com.microsoft", "here")
_TYPES = (1, 1, 1, 1, 7, 7, 2, 3, 6, 10, 11, 9)
_WIDTHS = {1: 4, 2: 1, 3: 1, 4: 2, 5: 2, 6: 4, 7: 8, 9: 1, 10: 2, 11: 8, 12: 4, 13: 8, 16: 2, 17: 1}
_BOUNDS = {
    FieldDescriptor.CPPTYPE_INT32: (-(2**31), 2**31 - 1),
    FieldDescriptor.CPPTYPE_INT64: (-(2**63), 2**63 - 1),
    FieldDescriptor.CPPTYPE_UINT32: (0, 2**32 - 1),
    FieldDescriptor.CPPTYPE_UINT64: (0, 2**64 - 1),
}
_REALS = (0.0, 1.0, -1.0, 1e-30, 3.4e38, float("inf"), float("nan"))


def onnx_model(random: Random) -> bytes:
    """The bytes of a model."""
    return _Maker(Luck(random)).model().SerializeToString()


class _Maker:
    def __init__(self, luck: Luck) -> None:
        self.luck = luck
        self.depth = 0
        self.messages = 0
        self.functions: list[str] = []
        """Those that a node may call."""
        self.count = 0

    def model(self) -> ModelProto:
        luck, found = self.luck, ModelProto()
        found.ir_version = luck.pick((3, 4, 7, 8, 9, 10))
        domains = dict.fromkeys(("", *(luck.pick(_DOMAINS) for _ in range(luck.upto(2)))))
        for domain in domains:
            version = luck.pick((7, 11, 13, 17, 17, 18, 21)) if domain in ("", "ai.onnx") else 1
            found.opset_import.add(domain=domain, version=version)
        if luck.odd:
            found.opset_import.add(domain="", version=luck.extreme(-(2**63), 2**63 - 1))
        if luck.chance(0.2):
            self.functions = [f"f{number}" for number in range(1 + luck.upto(2))]
        functions = self.functions
        found.graph.CopyFrom(self.graph(()))
        for number, name in enumerate(functions):
            # Each may call those before it; calls in a circle are refused at once.
            self.functions = functions[: number + luck.odd]
            self.function(found, name)
        if luck.chance(0.2):
            self.some_fields(found, ("graph", "functions", "opset_import", "ir_version"))
        self.leave_out(found)
        return found

    def leave_out(self, message: Message) -> None:
        """Some field is missing, in models of bad luck."""
        stated = message.ListFields()
        if stated and self.luck.odd:
            message.ClearField(self.luck.pick(stated)[0].name)

    def name(self) -> str:
        """A new name; an odd one may be a text of any kind."""
        self.count += 1
        return self.luck.text() if self.luck.odd else f"v{self.count}"

    def graph(self, outer: Sequence[str]) -> GraphProto:
        luck, found = self.luck, GraphProto(name="g")
        self.depth += 1
        known: list[str] = list(outer)
        for _ in range(1 + luck.upto(1)):
            known.append(self.name())
            self.value(found.input, known[-1])
        for _ in range(luck.upto(3)):
            known.append(self.name())
            found.initializer.append(self.tensor(known[-1]))
        for _ in range(luck.upto(8 if self.depth == 1 else 3)):
            self.node(found.node, known)
        for name in known[-1 - luck.upto(1) :]:
            self.value(found.output, name)
        for name in known if luck.chance(0.3) else ():
            self.value(found.value_info, name)
        if luck.odd:
            self.some_fields(found, ("node", "input", "output", "initializer"))
        if luck.odd and found.node:
            found.node.extend([luck.pick(found.node)] * luck.upto(30))
        self.leave_out(found)
        self.depth -= 1
        return found

    def function(self, model: ModelProto, name: str) -> None:
        luck, found = self.luck, model.functions.add(name=name, domain="here")
        known = [self.name() for _ in range(1 + luck.upto(2))]
        found.input.extend(known)
        for _ in range(luck.upto(3)):
            self.node(found.node, known)
        found.output.extend(known[-1:])
        found.attribute.extend(self.name() for _ in range(luck.upto(1)))
        found.opset_import.add(domain="", version=luck.pick((13, 17)))
        if luck.odd:
            self.some_fields(found, ("node",))
        self.leave_out(found)

    def node(self, nodes: Any, known: list[str]) -> None:
        luck, found = self.luck, nodes.add()
        schema = None
        if self.functions and luck.chance(0.3):
            found.op_type, found.domain = luck.pick(self.functions), "here"
        else:
            found.op_type = luck.pick(_FREQUENT if luck.chance(0.7) else _operators())
            found.domain = luck.pick(_DOMAINS) if luck.odd else ""
            schema = _schemas().get(found.op_type)
        if luck.chance(0.5):
            found.name = self.name()
        least, most = (schema.min_input, schema.max_input) if schema else (1, 3)
        if luck.odd:
            least, most = 0, 40
        for _ in range(least + luck.upto(max(0, min(most, least + 3) - least))):
            found.input.append(self.operand(known))
        written = schema.min_output if schema and not luck.odd else 1 + luck.upto(2)
        for _ in range(written or 1):
            found.output.append(luck.pick(known) if luck.odd else self.name())
        for attribute in schema.attributes.values() if schema else ():
            if attribute.required or luck.chance(0.4):
                self.attribute(found, attribute.name, attribute.type.value, known)
        if luck.odd:
            self.attribute(found, self.name(), luck.upto(14), known)
        known.extend(found.output)
        if luck.odd:
            self.some_fields(found, ("input", "output", "attribute"))
        self.leave_out(found)

    def operand(self, known: Sequence[str]) -> str:
        return self.luck.text() if self.luck.odd or not known else self.luck.pick(known)

    def attribute(self, node: NodeProto, name: str, kind: int, known: Sequence[str]) -> None:
        luck, found = self.luck, node.attribute.add(name=name)
        found.type = kind if not luck.odd else luck.upto(14)
        match kind:
            case AttributeProto.FLOAT:
                found.f = luck.pick(_REALS)
            case AttributeProto.INT:
                found.i = self.whole()
            case AttributeProto.STRING:
                found.s = luck.pick((b"SAME_UPPER", b"VALID", b"NOTSET", b"linear", b"\xff", b""))
            case AttributeProto.FLOATS:
                found.floats.extend(luck.pick(_REALS) for _ in range(luck.upto(4)))
            case AttributeProto.INTS:
                found.ints.extend(self.whole() for _ in range(luck.pick((1, 2, 2, 2, 4, 4))))
            case AttributeProto.STRINGS:
                found.strings.extend(luck.text().encode() for _ in range(luck.upto(3)))
            case AttributeProto.TENSOR:
                found.t.CopyFrom(self.tensor(""))
            case AttributeProto.GRAPH | AttributeProto.GRAPHS if self.depth < self.deepest():
                found.g.CopyFrom(self.graph(known))
            case _:
                self.some_fields(found, ("name", "type", "g", "graphs"))
        if luck.odd:
            self.some_fields(found, ("name", "type", "g", "graphs"))
        self.leave_out(found)

    def deepest(self) -> int:
        return 12 if self.luck.odd else _DEEPEST

    def whole(self) -> int:
        luck = self.luck
        return luck.extreme(-(2**63), 2**63 - 1) if luck.odd else luck.pick((0, 1, 1, 1, 2, 3, -1))

    def tensor(self, name: str) -> TensorProto:
        """A constant, stored in one of the ways that there are."""
        luck = self.luck
        found = TensorProto(name=name, data_type=luck.pick(_TYPES))
        shape = luck.shape(luck.pick((0, 1, 1, 2, 4)))
        if shape and not luck.odd:
            # A shape of few elements: the numbers of a large one would drown all else.
            shape = [min(size, 4) for size in shape]
        found.dims.extend(shape)
        count = 1
        for size in shape:
            count = min(count * max(size, 0), 4096)
        numbers = [self.whole() for _ in range(min(count, 64))]
        numbers = (numbers * (count // max(1, len(numbers)) + 1))[:count]
        way = luck.upto(2) if not luck.odd else 3
        if way == 0:
            width = _WIDTHS.get(found.data_type, 4)
            packed = b"".join(struct.pack("<q", number)[:width] for number in numbers)
            found.raw_data = packed
        elif way == 1 or found.data_type in (1, 7):
            self.numbers(found, numbers)
        elif way == 2:
            found.raw_data = bytes(_WIDTHS.get(found.data_type, 4) * count)
        else:
            self.some_fields(found, ())
        if luck.odd:
            found.data_location = luck.upto(1)
            found.external_data.add(key="location", value=luck.text())
            found.external_data.add(key="offset", value=str(self.whole()))
        self.leave_out(found)
        return found

    def numbers(self, tensor: TensorProto, numbers: Sequence[int]) -> None:
        match tensor.data_type:
            case TensorProto.FLOAT | TensorProto.COMPLEX64:
                tensor.float_data.extend(numbers)
            case TensorProto.INT64:
                tensor.int64_data.extend(numbers)
            case TensorProto.DOUBLE:
                tensor.double_data.extend(numbers)
            case _:
                tensor.int32_data.extend(number % 2**31 for number in numbers)

    def value(self, values: Any, name: str) -> None:
        luck, found = self.luck, values.add(name=name)
        if luck.chance(0.1):
            self.some_fields(found, ("name",))
            return
        kind = found.type.tensor_type
        kind.elem_type = luck.pick(_TYPES) if not luck.odd else self.whole() % 2**31
        if luck.chance(0.9):
            kind.shape.SetInParent()
            for size in luck.shape():
                dimension = kind.shape.dim.add()
                if luck.chance(0.8):
                    dimension.dim_value = size
                elif luck.chance(0.8):
                    dimension.dim_param = luck.pick(("N", "batch", "h*2", "", luck.text()))
        self.leave_out(found)

    def some_fields(self, message: Any, but: Sequence[str]) -> None:
        """Fields of a message of any kind, and of the messages in it."""
        self.messages += 1
        if self.messages > 200 or self.depth > 15:
            return
        self.depth += 1
        for field in message.DESCRIPTOR.fields:
            if field.name in but or not self.luck.chance(0.4):
                continue
            if hasattr(getattr(message, field.name), "extend"):
                for _ in range(self.luck.upto(3)):
                    self.element(message, field)
            elif field.cpp_type == FieldDescriptor.CPPTYPE_MESSAGE:
                self.some_fields(getattr(message, field.name), ())
            else:
                setattr(message, field.name, self.plain(field))
        self.depth -= 1

    def element(self, message: Any, field: FieldDescriptor) -> None:
        repeated = getattr(message, field.name)
        if field.cpp_type == FieldDescriptor.CPPTYPE_MESSAGE:
            self.some_fields(repeated.add(), ())
        else:
            repeated.append(self.plain(field))

    def plain(self, field: FieldDescriptor) -> Any:
        luck = self.luck
        match field.cpp_type:
            case FieldDescriptor.CPPTYPE_STRING:
                text = luck.text()
                return text.encode() if field.type == FieldDescriptor.TYPE_BYTES else text
            case FieldDescriptor.CPPTYPE_ENUM:
                return luck.pick(field.enum_type.values).number
            case FieldDescriptor.CPPTYPE_FLOAT | FieldDescriptor.CPPTYPE_DOUBLE:
                return luck.pick(_REALS)
            case FieldDescriptor.CPPTYPE_BOOL:
                return luck.chance(0.5)
        least, most = _BOUNDS[field.cpp_type]
        return luck.extreme(least, most) if luck.odd else luck.upto(16)


@cache
def _schemas() -> dict[str, Any]:
    """The newest schema of each operator, of onnx's own domains."""
    found = {}
    for schema in onnx.defs.get_all_schemas():
        found[schema.name] = schema
    return found


@cache
def _operators() -> tuple[str, ...]:
    return tuple(sorted(_schemas()))
