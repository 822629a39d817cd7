"""Seeded edits of ONNX models: what exporters, editors and damaged copies get wrong."""

from collections.abc import Callable, MutableSequence
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnx import AttributeProto, GraphProto, ModelProto, NodeProto, TensorProto

WIDTHS = {1: 4, 2: 1, 3: 1, 6: 4, 7: 8, 9: 1, 10: 2, 11: 8}
"""Bytes of an element, by the types that an edit may give a constant."""

OPERATORS: list[str] = """
    Add BatchNormalization Cast Clip Concat ConstantOfShape Conv ConvTranspose DepthToSpace
    DequantizeLinear Dropout Einsum Expand Flatten Gather Gelu Gemm GlobalAveragePool HardSwish
    Identity LSTM MatMul MaxPool NonMaxSuppression Nonesuch PRelu Pad QuantizeLinear ReduceMean Relu
    Reshape Resize Shape Slice Softmax Split Squeeze Tile TopK Transpose Upsample Where
""".split()  # noqa: SIM905 - easier to read as words
OPSETS = [1, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]

NOTHING = "nothing"
"""What an edit returns where it does not apply."""


def _node(graph: "GraphProto", random: Random) -> "NodeProto":
    return random.choice(graph.node)


def _drop_input(graph: "GraphProto", random: Random) -> str:
    node = _node(graph, random)
    if node.input:
        del node.input[random.randrange(len(node.input))]
    return f"{node.op_type}: an input less"


def _double_input(graph: "GraphProto", random: Random) -> str:
    node = _node(graph, random)
    if node.input:
        node.input.append(random.choice(node.input))
    return f"{node.op_type}: an input twice"


def _other_input(graph: "GraphProto", random: Random) -> str:
    node, other = _node(graph, random), _node(graph, random)
    if node.input and other.output:
        node.input[random.randrange(len(node.input))] = random.choice(other.output)
    return f"{node.op_type}: another input"


def _unknown_input(graph: "GraphProto", random: Random) -> str:
    node = _node(graph, random)
    if node.input:
        node.input[random.randrange(len(node.input))] = random.choice(["nobody writes this", ""])
    return f"{node.op_type}: an unknown or empty input"


def _swapped_inputs(graph: "GraphProto", random: Random) -> str:
    node = _node(graph, random)
    if len(node.input) < 2:
        return NOTHING
    first, second = random.sample(range(len(node.input)), 2)
    node.input[first], node.input[second] = node.input[second], node.input[first]
    return f"{node.op_type}: inputs swapped"


def _outputs(graph: "GraphProto", random: Random) -> str:
    node, other = _node(graph, random), _node(graph, random)
    if random.random() < 0.3:
        node.output.append("one more")
    elif node.output:
        node.output[0] = random.choice(["", *other.output[:1]])
    return f"{node.op_type}: other outputs"


def _drop_node(graph: "GraphProto", random: Random) -> str:
    return f"without a {graph.node.pop(random.randrange(len(graph.node))).op_type}"


def _operator(graph: "GraphProto", random: Random) -> str:
    node, other = _node(graph, random), _node(graph, random)
    was = node.op_type
    node.op_type = random.choice([other.op_type, random.choice(OPERATORS)])
    return f"{was} as {node.op_type}"


def _domain(graph: "GraphProto", random: Random) -> str:
    node = _node(graph, random)
    node.domain = random.choice(["ai.onnx", "com.microsoft", "custom", "ai.onnx.ml"])
    return f"{node.op_type} of {node.domain}"


def _order(graph: "GraphProto", random: Random) -> str:
    node = graph.node.pop(random.randrange(len(graph.node)))
    graph.node.insert(random.randrange(len(graph.node) + 1), node)
    return f"order of {node.op_type}"


def _attribute(graph: "GraphProto", random: Random) -> str:
    node = _node(graph, random)
    if not node.attribute:
        return NOTHING
    attribute = random.choice(node.attribute)
    how = random.choice(["value", "length", "name", "drop", "twice", "type"])
    if how == "drop":
        node.attribute.remove(attribute)
    elif how == "name":
        attribute.name += "_"
    elif how == "twice":
        node.attribute.add().CopyFrom(attribute)
    elif how == "type":
        attribute.type = random.choice([1, 2, 3, 7])  # type: ignore[assignment]  # Enums are numbers
    else:
        _other_value(attribute, how, random)
    return f"{node.op_type}.{attribute.name}: {how}"


def _other_value(attribute: "AttributeProto", how: str, random: Random) -> None:
    if attribute.ints:
        at = random.randrange(len(attribute.ints))
        if how == "length":
            del attribute.ints[at]
        else:
            attribute.ints[at] = random.choice([-1, 0, 1, 2, 3, 7, 1000])
    elif attribute.type == 2:
        attribute.i = random.choice([-9, -1, 0, 1, 2, 5, 1000])
    elif attribute.type == 3:
        attribute.s = b"nonsense"


def _constant(graph: "GraphProto", random: Random) -> "TensorProto | None":
    return random.choice(graph.initializer) if graph.initializer else None


def _fill(tensor: "TensorProto") -> None:
    """Elements of 0 for a changed type or shape."""
    size = 1
    for dimension in tensor.dims:
        size *= dimension
    for name in ("float_data", "int32_data", "int64_data", "double_data"):
        tensor.ClearField(name)  # type: ignore[arg-type]  # A name of the list above
    if tensor.data_type in WIDTHS:
        tensor.raw_data = bytes(size * WIDTHS[tensor.data_type])


def _constant_shape(graph: "GraphProto", random: Random) -> str:
    tensor = _constant(graph, random)
    if tensor is None or not tensor.dims:
        return NOTHING
    at = random.randrange(len(tensor.dims))
    if random.random() < 0.5:
        tensor.dims[at] = max(1, tensor.dims[at] + random.choice([-1, 1]))
    else:
        tensor.dims.append(1)
    _fill(tensor)
    return f"shape of a constant: {list(tensor.dims)}"


def _constant_type(graph: "GraphProto", random: Random) -> str:
    tensor = _constant(graph, random)
    if tensor is None:
        return NOTHING
    tensor.data_type = random.choice(list(WIDTHS))
    _fill(tensor)
    return f"type of a constant: {tensor.data_type}"


def _constant_numbers(graph: "GraphProto", random: Random) -> str:
    from onnx import numpy_helper

    attributes = [attribute.t for node in graph.node for attribute in node.attribute]
    sizes = [t for t in (*graph.initializer, *attributes) if t.data_type == 7 and len(t.dims) < 2]
    if not sizes:
        return NOTHING
    tensor = random.choice(sizes)
    array = numpy_helper.to_array(tensor).copy()
    if not array.size:
        return NOTHING
    array.reshape(-1)[random.randrange(array.size)] = random.choice([-5, -1, 0, 1, 2, 7, 1000])
    tensor.CopyFrom(numpy_helper.from_array(array, tensor.name))
    return f"{tensor.name} is {array.tolist()}"


def _constants(graph: "GraphProto", random: Random) -> str:
    tensor = _constant(graph, random)
    if tensor is None:
        return NOTHING
    how = random.choice(["gone", "twice", "swapped", "cut short", "empty"])
    if how == "gone":
        graph.initializer.remove(tensor)
    elif how == "twice":
        graph.initializer.add().CopyFrom(tensor)
    elif how == "swapped":
        other = random.choice(graph.initializer)
        tensor.name, other.name = other.name, tensor.name
    elif not tensor.raw_data:
        return NOTHING
    elif how == "cut short":
        tensor.raw_data = tensor.raw_data[:-1]
    else:
        tensor.ClearField("raw_data")
    return f"constant {tensor.name}: {how}"


def _end_shape(graph: "GraphProto", random: Random) -> str:
    value = random.choice((*graph.input, *graph.output))
    dimensions = value.type.tensor_type.shape.dim
    how = random.choice(["size", "rank", "open", "none"])
    if how == "none":
        value.type.tensor_type.ClearField("shape")
    elif how == "rank":
        dimensions.add().dim_value = 1
    elif dimensions:
        dimension = random.choice(dimensions)
        if how == "open":
            dimension.dim_param = "N"
        else:
            dimension.dim_value = max(1, dimension.dim_value + random.choice([-1, 1, 2]))
    return f"shape of {value.name}: {how}"


def _end_type(graph: "GraphProto", random: Random) -> str:
    value = random.choice((*graph.input, *graph.output))
    value.type.tensor_type.elem_type = random.choice(list(WIDTHS))
    return f"type of {value.name}: {value.type.tensor_type.elem_type}"


def _ends(graph: "GraphProto", random: Random) -> str:
    ends = random.choice((graph.input, graph.output))
    if not ends:
        return NOTHING
    if random.random() < 0.5:
        ends.add().CopyFrom(random.choice(ends))
        return "an input or output twice"
    random.choice(ends).name = "nobody writes this"
    return "another name of an input or output"


def _graph_name(graph: "GraphProto", random: Random) -> str:
    graph.name = random.choice(["", "", graph.name])
    return "another name of the graph" if graph.name else "no name of the graph"


GraphEdit = Callable[["GraphProto", Random], str]
EDITS: tuple[GraphEdit, ...] = (
    *(_drop_input, _double_input, _other_input, _unknown_input, _swapped_inputs, _outputs),
    *(_drop_node, _operator, _operator, _domain, _order, _attribute, _attribute, _attribute),
    *(_constant_shape, _constant_shape, _constant_type, _constant_numbers, _constants, _constants),
    *(_end_shape, _end_type, _ends, _graph_name),
)
"""Each changes a graph, or leaves it as it is where it does not apply, and says what it did."""


def edited(model: "ModelProto", random: Random) -> str:
    """Change a model in one place; what was done."""
    if random.random() < 0.06:
        entry = random.choice(model.opset_import)
        entry.version = random.choice(OPSETS)
        return f"opset {entry.version}"
    if random.random() < 0.02:
        del model.opset_import[:]
        return "no opset"
    if random.random() < 0.02:
        model.ir_version = random.randint(1, 12)
        return f"IR version {model.ir_version}"
    attributes = [attribute for node in model.graph.node for attribute in node.attribute]
    bodies = [attribute.g for attribute in attributes if attribute.HasField("g")]
    graphs: MutableSequence[GraphProto] = [body for body in bodies if body.node] or [model.graph]
    graph = random.choice([model.graph, *graphs])
    return random.choice(EDITS)(graph, random)
