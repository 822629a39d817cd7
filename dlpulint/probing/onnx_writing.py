"""An ONNX file of a probe: the graph of a form between a convolution at each end."""

from collections.abc import Sequence
from itertools import pairwise
from math import prod

from onnx import GraphProto, NodeProto, TensorProto, TypeProto, ValueInfoProto, helper, parser

from dlpulint.loader.onnx.compiled import InferenceError, inferred_shapes
from dlpulint.probing.forms import ALONE, Form
from dlpulint.probing.writing import Unwritable

INPUT, OUTPUT = "images", "output0"
"""Names of the tensors in the commands that Axis publishes."""

SIDE = 32
"""Pixels of the input's sides: rows of a multiple of 32 bytes need no padding."""

_MAP = 8
"""Sides of the first convolution's result."""

_SIDES = (8, 4, 2, 1)
"""Sides of maps beside the form's graph."""

_CHANNELS = 4
"""Channels of the last convolution's result."""

_STEPS = 61
"""Different values of a constant: a prime, so that no two channels have the same ones."""

_IR_VERSION = 8
"""The IR version that goes with opset 17, and that parsers of 2024 read."""

_FLOAT, _INT64, _BOOL = 1, 7, 9
"""Types of tensors by ONNX's numbers."""


def written_model(form: Form = ALONE) -> bytes:
    """The file of a form. Raises Unwritable where its graph is none, or its shapes do not fit."""
    try:
        inner = parser.parse_graph(f"probe {form.graph.strip()}")
    except parser.ParseError as error:
        raise Unwritable(f"its graph cannot be read: {error}") from error
    graph = _between_layers(inner)
    domains = {node.domain for node in graph.node}
    opsets = [helper.make_opsetid("", form.opset)]
    opsets += [helper.make_opsetid(domain, 1) for domain in sorted(domains - {""})]
    model = helper.make_model(
        graph, opset_imports=opsets, ir_version=_IR_VERSION, producer_name="dlpulint"
    )
    try:
        typed = inferred_shapes(model, strict=True)
    except (InferenceError, RuntimeError, ValueError) as error:
        raise Unwritable(f"its shapes do not fit: {error}") from error
    data: bytes = typed.SerializeToString(deterministic=True)
    return data


def _between_layers(inner: GraphProto) -> GraphProto:
    """The graph with layers that compute its input, and a layer that reads its result."""
    begin, end = inner.input[0], inner.output[0]
    layers = _Layers()
    layers.before(begin.name, _sizes(begin.type))
    layers.nodes.extend(inner.node)
    layers.constants.extend(inner.initializer)
    layers.constants.extend(_constant(value) for value in inner.value_info)
    between = [begin]
    result = [end]
    if end.type.tensor_type.elem_type == _FLOAT:
        between.append(end)
        result = [layers.after(end.name, _sizes(end.type))]
    else:
        # Nothing certain reads such a result: it is the model's.
        for node in layers.nodes:
            names = [OUTPUT if name == end.name else name for name in node.output]
            node.output[:] = names
        end.name = OUTPUT
    return helper.make_graph(
        layers.nodes,
        "probe",
        [helper.make_tensor_value_info(INPUT, _FLOAT, (1, 3, SIDE, SIDE))],
        result,
        layers.constants,
        value_info=between,
    )


class _Layers:
    """The layers beside a form's graph, with their constants."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def before(self, result: str, shape: Sequence[int]) -> None:
        """Adds the layers from the image to a tensor of a shape."""
        side, channels = _map_of(shape)
        steps = ["Conv"]
        steps += ["MaxPool"] if side != _MAP else []
        steps += ["Reshape"] if tuple(shape) != (1, channels, side, side) else []
        names = [INPUT, *(f"before_{n}" for n in range(1, len(steps))), result]
        for step, (read, written) in zip(steps, pairwise(names), strict=True):
            if step == "Conv":
                self._conv(read, written, (channels, 3, SIDE // _MAP, SIDE // _MAP))
            elif step == "MaxPool":
                self._window(step, [read], written, [_MAP // side] * 2)
            else:
                self._reshape(read, written, shape)

    def after(self, read: str, shape: Sequence[int]) -> ValueInfoProto:
        """Adds the layers that read a tensor of a shape, and returns their result."""
        side, channels = _map_of(shape)
        if tuple(shape) != (1, channels, side, side):
            self._reshape(read, "after", (1, channels, side, side))
            read = "after"
        self._conv(read, OUTPUT, (_CHANNELS, channels, 1, 1))
        return helper.make_tensor_value_info(OUTPUT, _FLOAT, (1, _CHANNELS, side, side))

    def _conv(self, read: str, written: str, weights: Sequence[int]) -> None:
        tensor = _numbers(f"{written}_weights", _FLOAT, weights)
        self.constants.append(tensor)
        self._window("Conv", [read, tensor.name], written, list(weights[2:]))

    def _window(self, native: str, read: list[str], written: str, sides: list[int]) -> None:
        node = helper.make_node(native, read, [written], kernel_shape=sides, strides=sides)
        self.nodes.append(node)

    def _reshape(self, read: str, written: str, shape: Sequence[int]) -> None:
        name = f"{written}_shape"
        self.constants.append(helper.make_tensor(name, _INT64, [len(shape)], list(shape)))
        self.nodes.append(helper.make_node("Reshape", [read, name], [written]))


def _map_of(shape: Sequence[int]) -> tuple[int, int]:
    """The side and the channels of a square map with as many numbers as a shape."""
    count = prod(shape)
    if len(shape) == 4 and shape[0] == 1 and shape[2] == shape[3]:
        return shape[2], shape[1]
    side = next(side for side in _SIDES if count % side**2 == 0)
    return side, count // side**2


def _constant(value: ValueInfoProto) -> TensorProto:
    """A constant without stated values: small positive numbers, or both truth values."""
    return _numbers(value.name, value.type.tensor_type.elem_type, _sizes(value.type))


def _numbers(name: str, dtype: int, shape: Sequence[int]) -> TensorProto:
    count = prod(shape)
    if dtype == _BOOL:
        return helper.make_tensor(name, dtype, list(shape), [n % 2 for n in range(count)])
    if dtype != _FLOAT:
        raise Unwritable(f"its constant {name} states no values")
    # Positive, so that logarithms and roots of the result are numbers.
    each = [(1 + 37 * n % _STEPS) / _STEPS / max(count // shape[0], 1) for n in range(count)]
    return helper.make_tensor(name, dtype, list(shape), each)


def _sizes(type: TypeProto) -> tuple[int, ...]:
    return tuple(dimension.dim_value for dimension in type.tensor_type.shape.dim)
