"""ONNX models from the messages of onnx.proto: every field, with sense where sense leads deeper."""

from collections.abc import Sequence
from functools import cache
from random import Random
from typing import Any

import onnx
from onnx import AttributeProto, GraphProto, ModelProto, NodeProto

from tests.grammars.luck import Luck
from tests.grammars.onnx_messages import REALS, TYPES, Messages

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


def onnx_model(random: Random) -> bytes:
    """The bytes of a model."""
    maker = _Maker(Luck(random))
    found = maker.one_node() if maker.luck.chance(0.4) else maker.model()
    return found.SerializeToString()


class _Maker(Messages):
    """Makes the messages of one model."""

    def __init__(self, luck: Luck) -> None:
        super().__init__(luck)
        self.functions: list[str] = []
        """Those that a node may call."""

    def model(self) -> ModelProto:
        """A whole model."""
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

    def one_node(self) -> ModelProto:
        """A model of one operator, each as often: shape inference computes with its constants."""
        luck, found = self.luck, ModelProto(ir_version=10)
        found.opset_import.add(domain="", version=7 + luck.upto(17))
        known = [self.name() for _ in range(1 + luck.upto(5))]
        for name in known:
            if luck.chance(0.6):
                found.graph.initializer.append(self.tensor(name))
            else:
                self.value(found.graph.input, name)
        self.node(found.graph.node, known, _operators())
        self.value(found.graph.output, known[-1])
        return found

    def graph(self, outer: Sequence[str]) -> GraphProto:
        """A graph that may read the names of those around it."""
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
        """A local function of a model."""
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

    def node(self, nodes: Any, known: list[str], operators: Sequence[str] = ()) -> None:
        """A node of one of these operators that reads known names, and makes its results known."""
        luck, found = self.luck, nodes.add()
        schema = None
        if self.functions and luck.chance(0.3):
            found.op_type, found.domain = luck.pick(self.functions), "here"
        else:
            often = operators or (_FREQUENT if luck.chance(0.7) else _operators())
            found.op_type = luck.pick(often)
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
        """A name to read."""
        return self.luck.text() if self.luck.odd or not known else self.luck.pick(known)

    def attribute(self, node: NodeProto, name: str, kind: int, known: Sequence[str]) -> None:
        """An attribute of a type, as the operator states it."""
        luck, found = self.luck, node.attribute.add(name=name)
        found.type = kind if not luck.odd else luck.upto(14)
        match kind:
            case AttributeProto.FLOAT:
                found.f = luck.pick(REALS)
            case AttributeProto.INT:
                found.i = self.whole()
            case AttributeProto.STRING:
                found.s = luck.pick((b"SAME_UPPER", b"VALID", b"NOTSET", b"linear", b"\xff", b""))
            case AttributeProto.FLOATS:
                found.floats.extend(luck.pick(REALS) for _ in range(luck.upto(4)))
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
        """How deep graphs may lie in one another."""
        return 12 if self.luck.odd else _DEEPEST

    def value(self, values: Any, name: str) -> None:
        """A value of a graph with its type."""
        luck, found = self.luck, values.add(name=name)
        if luck.chance(0.1):
            self.some_fields(found, ("name",))
            return
        kind = found.type.tensor_type
        kind.elem_type = luck.pick(TYPES) if not luck.odd else self.whole() % 2**31
        if luck.chance(0.9):
            kind.shape.SetInParent()
            for size in luck.shape():
                dimension = kind.shape.dim.add()
                if luck.chance(0.8):
                    dimension.dim_value = size
                elif luck.chance(0.8):
                    dimension.dim_param = luck.pick(("N", "batch", "h*2", "", luck.text()))
        self.leave_out(found)


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
