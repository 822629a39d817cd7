"""Small ONNX files, made in memory by the tests that read them."""

from collections.abc import Sequence
from typing import Any

from onnx import (
    AttributeProto,
    FunctionProto,
    GraphProto,
    ModelProto,
    NodeProto,
    TensorProto,
    ValueInfoProto,
    helper,
)

from dlpulint.loader.onnx.file import model_from_onnx
from dlpulint.model.graph import Model, Operator

FLOAT, UINT8, INT8, INT32, INT64, BOOL, DOUBLE = 1, 2, 3, 6, 7, 9, 11

Dims = Sequence[int | str | None]


def node(kind: str, inputs: str, outputs: str, domain: str = "", **attributes: Any) -> NodeProto:
    """A node; names are in one string, `-` for an input that is left out."""
    return helper.make_node(kind, _names(inputs), _names(outputs), domain=domain, **attributes)


def _names(text: str) -> list[str]:
    return ["" if name == "-" else name for name in text.split()]


def value(name: str, dims: Dims | None = None, dtype: int = FLOAT) -> ValueInfoProto:
    """A graph input or output."""
    return helper.make_tensor_value_info(name, dtype, dims)


def weights(name: str, *dims: int, dtype: int = FLOAT) -> TensorProto:
    """A constant with elements that do not matter."""
    count = 1
    for size in dims:
        count *= size
    width = {FLOAT: 4, UINT8: 1, INT8: 1, INT32: 4, INT64: 8}[dtype]
    return TensorProto(name=name, data_type=dtype, dims=dims, raw_data=bytes(count * width))


def numbers(name: str, values: Sequence[float] | float, dtype: int = INT64) -> TensorProto:
    """A constant vector, or scalar, with these elements."""
    scalar = not isinstance(values, Sequence)
    elements = [values] if isinstance(values, int | float) else values
    return helper.make_tensor(name, dtype, [] if scalar else [len(elements)], elements)


def graph(
    nodes: Sequence[NodeProto],
    inputs: Sequence[ValueInfoProto],
    outputs: Sequence[ValueInfoProto],
    constants: Sequence[TensorProto] = (),
    declared: Sequence[ValueInfoProto] = (),
) -> GraphProto:
    """A graph, to be the main one or a body."""
    return helper.make_graph(nodes, "g", inputs, outputs, constants, value_info=declared)


def file(
    main: GraphProto,
    opset: int = 17,
    domains: Sequence[str] = (),
    functions: Sequence[FunctionProto] = (),
    ir_version: int = 8,
) -> ModelProto:
    """A whole file around a graph."""
    opsets = [helper.make_opsetid("", opset), *(helper.make_opsetid(d, 1) for d in domains)]
    return helper.make_model(main, opset_imports=opsets, functions=functions, ir_version=ir_version)


def read(model: ModelProto | GraphProto, opset: int = 17, domains: Sequence[str] = ()) -> Model:
    """What the loader makes of a file, or of a graph in a file of its own."""
    whole = file(model, opset, domains) if isinstance(model, GraphProto) else model
    return model_from_onnx(memoryview(whole.SerializeToString()))


def read_operator(
    operator: NodeProto,
    inputs: Sequence[ValueInfoProto],
    constants: Sequence[TensorProto] = (),
    opset: int = 17,
) -> Operator:
    """The only operator of a graph, as the loader tells it."""
    outputs = [value(name) for name in operator.output if name]
    domains = [operator.domain] if operator.domain else []
    return read(graph([operator], inputs, outputs, constants), opset, domains).operators[0]


def reference(name: str, attribute: str, kind: int) -> AttributeProto:
    """An attribute of a function's node that is the function's own attribute."""
    return AttributeProto(name=name, ref_attr_name=attribute, type=kind)
