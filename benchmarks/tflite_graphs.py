"""Random small .tflite graphs: sound ones, and ones whose sizes, types or scales do not fit.

Needs `ai-edge-litert`, whose schema writes files as objects.
"""

from collections.abc import Callable
from random import Random
from typing import Any

from numpy import array, float32, int32, int64, uint8

_FLOAT, _INT32, _UINT8, _INT8 = 0, 2, 3, 9
_BYTES = {_FLOAT: 4, _INT32: 4, _UINT8: 1, _INT8: 1}
_LUCK = 0.93
"""Chance of each number to be the right one."""


class Graph:
    """A graph that is being written, and the shape that its last tensor really has."""

    def __init__(self, random: Random) -> None:
        from ai_edge_litert import schema_py_generated as schema

        self.schema = schema
        self.random = random
        self.model = schema.ModelT()
        self.model.version = 3
        self.model.buffers = [schema.BufferT()]
        self.model.operatorCodes = []
        self.graph = schema.SubGraphT()
        self.graph.tensors, self.graph.operators = [], []
        self.model.subgraphs = [self.graph]
        self.type = random.choice([_FLOAT, _INT8, _INT8, _UINT8])
        side = random.choice([1, 4, 5, 8, 16])
        self.shape = [1, side, random.choice([side, 8]), random.choice([1, 3, 4, 8])]
        self.last = self.tensor(self.shape)

    def about(self, number: int) -> int:
        """The number, or seldom one beside it."""
        return number if self.random.random() < _LUCK else number + self.random.choice([-1, 1])

    def scale(self) -> float:
        """A scale that is seldom 0."""
        return 0.0 if self.random.random() > 0.99 else self.random.choice([0.01, 0.05, 0.1])

    def tensor(
        self,
        shape: list[int],
        type: int | None = None,
        data: bytes | None = None,
        scales: list[float] | None = None,
        zero_point: int = 0,
    ) -> int:
        """The index of a new tensor; quantized if its type is, and constant if it has data."""
        schema, random = self.schema, self.random
        found = schema.TensorT()
        found.name = f"t{len(self.graph.tensors)}"
        found.shape = array(shape, dtype=int32)
        found.type = self.type if type is None else type
        if random.random() > 0.99:
            found.type = random.choice([_FLOAT, _INT8, _UINT8])
        if found.type in (_INT8, _UINT8) or scales is not None:
            found.quantization = schema.QuantizationParametersT()
            values = scales or [self.scale()]
            found.quantization.scale = array(values, dtype=float32)
            found.quantization.zeroPoint = array([zero_point] * len(values), dtype=int64)
        found.buffer = 0
        if data is not None:
            buffer = schema.BufferT()
            buffer.data = array(bytearray(data), dtype=uint8)
            self.model.buffers.append(buffer)
            found.buffer = len(self.model.buffers) - 1
        self.graph.tensors.append(found)
        return len(self.graph.tensors) - 1

    def constant(self, shape: list[int], type: int | None = None, **more: Any) -> int:
        """The index of a constant of zeros."""
        type = self.type if type is None else type
        count = 1
        for size in shape:
            count *= max(size, 0)
        return self.tensor(shape, type, bytes(count * _BYTES[type]), **more)

    def numbers(self, values: list[int], shape: list[int] | None = None) -> int:
        """The index of a constant of int32 numbers."""
        data = array([self.about(value) for value in values], dtype=int32).tobytes()
        return self.tensor(shape or [len(values)], _INT32, data)

    def write(self, code: int, inputs: list[int], options: str = "", **values: Any) -> None:
        """Appends an operator, whose result becomes the last tensor."""
        schema = self.schema
        operator = schema.OperatorT()
        entry = schema.OperatorCodeT()
        entry.builtinCode = entry.deprecatedBuiltinCode = code
        entry.version = 2 if self.type == _INT8 else 1
        self.model.operatorCodes.append(entry)
        operator.opcodeIndex = len(self.model.operatorCodes) - 1
        operator.inputs = array(inputs, dtype=int32)
        scale, point = values.pop("scale", None), values.pop("zero_point", 0)
        scales = None if scale is None or self.type == _FLOAT else [scale]
        # The stored shape of a result does not count, so that any will do.
        self.last = self.tensor([1], scales=scales, zero_point=point)
        operator.outputs = array([self.last], dtype=int32)
        if options:
            operator.builtinOptionsType = getattr(schema.BuiltinOptions, options)
            operator.builtinOptions = getattr(schema, f"{options}T")()
            for name, value in values.items():
                setattr(operator.builtinOptions, name, value)
        self.graph.operators.append(operator)


Step = Callable[[Graph], None]


def _conv(graph: Graph) -> None:
    _layer(graph, 3, "Conv2DOptions", depthwise=False)


def _depthwise(graph: Graph) -> None:
    _layer(graph, 4, "DepthwiseConv2DOptions", depthwise=True)


def _layer(graph: Graph, code: int, options: str, *, depthwise: bool) -> None:
    if len(graph.shape) != 4:
        return
    batch, height, width, depth = graph.shape
    random = graph.random
    channels = depth if depthwise else random.choice([1, 4, 8])
    side, stride = random.choice([1, 3]), random.choice([1, 2])
    front = [1] if depthwise else [channels]
    back = channels if depthwise else depth
    fine = graph.type == _INT8 and random.random() < 0.5
    scales = [0.01] * (channels if fine else 1) if graph.type != _FLOAT else None
    weights = graph.constant([*front, side, side, graph.about(back)], scales=scales)
    if fine:
        graph.graph.tensors[weights].quantization.quantizedDimension = 3 if depthwise else 0
    bias = graph.constant([graph.about(channels)], _FLOAT if graph.type == _FLOAT else _INT32)
    same = random.random() < 0.7
    graph.write(
        code,
        [graph.last, weights, bias],
        options,
        padding=0 if same else 1,
        strideH=graph.about(stride),
        strideW=stride,
        dilationHFactor=1,
        dilationWFactor=1,
        fusedActivationFunction=random.choice([0, 1, 3]),
    )
    cut = 0 if same else side - 1
    graph.shape = [batch, -(-(height - cut) // stride), -(-(width - cut) // stride), channels]


def _pool(graph: Graph) -> None:
    if len(graph.shape) == 4:
        graph.write(
            graph.random.choice([1, 17]),
            [graph.last],
            "Pool2DOptions",
            padding=0,
            strideH=graph.about(2),
            strideW=2,
            filterHeight=2,
            filterWidth=2,
        )
        batch, height, width, depth = graph.shape
        graph.shape = [batch, -(-height // 2), -(-width // 2), depth]


def _add(graph: Graph) -> None:
    shape = [graph.about(size) for size in graph.random.choice([graph.shape, graph.shape[-1:]])]
    code, options = graph.random.choice([(0, "AddOptions"), (18, "MulOptions"), (41, "SubOptions")])
    graph.write(code, [graph.last, graph.constant(shape)], options)


def _join(graph: Graph) -> None:
    axis = graph.random.randrange(len(graph.shape))
    scale = 0.05
    given = graph.graph.tensors[graph.last]
    if given.quantization is not None:
        scale = float(given.quantization.scale[0])
    other = [graph.about(size) for size in graph.shape]
    constant = graph.constant(other, scales=None if graph.type == _FLOAT else [scale])
    graph.write(
        2, [graph.last, constant], "ConcatenationOptions", axis=graph.about(axis), scale=scale
    )
    graph.shape = [*graph.shape]
    graph.shape[axis] *= 2


def _reshape(graph: Graph) -> None:
    count = 1
    for size in graph.shape:
        count *= size
    graph.write(22, [graph.last, graph.numbers([1, count])], "ReshapeOptions")
    graph.shape = [1, count]


def _mean(graph: Graph) -> None:
    if len(graph.shape) == 4:
        graph.write(40, [graph.last, graph.numbers([1, 2])], "ReducerOptions", keepDims=False)
        graph.shape = [graph.shape[0], graph.shape[3]]


def _dense(graph: Graph) -> None:
    units, depth = graph.random.choice([2, 8]), graph.shape[-1]
    weights = graph.constant([units, graph.about(depth)])
    bias = graph.constant([graph.about(units)], _FLOAT if graph.type == _FLOAT else _INT32)
    graph.write(9, [graph.last, weights, bias], "FullyConnectedOptions")
    rows = 1
    for size in graph.shape[:-1]:
        rows *= size
    graph.shape = [rows, units]


def _resize(graph: Graph) -> None:
    if len(graph.shape) == 4:
        sizes = [2 * graph.shape[1], 2 * graph.shape[2]]
        graph.write(97, [graph.last, graph.numbers(sizes)], "ResizeNearestNeighborOptions")
        graph.shape = [graph.shape[0], *sizes, graph.shape[3]]


def _transpose(graph: Graph) -> None:
    order = list(range(len(graph.shape)))
    graph.random.shuffle(order)
    graph.write(39, [graph.last, graph.numbers(order)], "TransposeOptions")
    graph.shape = [graph.shape[index] for index in order]


def _pad(graph: Graph) -> None:
    rank = len(graph.shape)
    edges = [graph.random.choice([0, 1]) for _ in range(2 * rank)]
    graph.write(34, [graph.last, graph.numbers(edges, [rank, 2])], "PadOptions")
    graph.shape = [s + edges[2 * i] + edges[2 * i + 1] for i, s in enumerate(graph.shape)]


def _logistic(graph: Graph) -> None:
    lucky = graph.random.random() < 0.9
    point = -128 if graph.type == _INT8 else 0
    graph.write(14, [graph.last], scale=1 / 256 if lucky else 0.0039, zero_point=point)


def _softmax(graph: Graph) -> None:
    point = -128 if graph.type == _INT8 else 0
    scale = 1 / 256 if graph.random.random() < 0.9 else 0.01
    graph.write(25, [graph.last], "SoftmaxOptions", scale=scale, zero_point=point, beta=1.0)


def _shape_arithmetic(graph: Graph) -> None:
    """RESHAPE to a size that the graph computes from its own shape."""
    schema = graph.schema
    given, kept = graph.last, list(graph.shape)
    graph.write(77, [given], "ShapeOptions", outType=schema.TensorType.INT32)
    graph.graph.tensors[graph.last].type = _INT32
    graph.graph.tensors[graph.last].quantization = None
    graph.write(22, [given, graph.last], "ReshapeOptions")
    graph.shape = kept


_STEPS: tuple[Step, ...] = (
    *(_conv, _conv, _depthwise, _pool, _add, _add, _join, _reshape, _mean, _dense, _resize),
    *(_transpose, _pad, _logistic, _softmax, _shape_arithmetic),
)


def random_model(seed: int) -> Any:
    """A model (ModelT) of up to six operators."""
    random = Random(seed)
    graph = Graph(random)
    first = graph.last
    for _ in range(random.randint(1, 6)):
        random.choice(_STEPS)(graph)
    graph.graph.inputs = array([first], dtype=int32)
    graph.graph.outputs = array([graph.last], dtype=int32)
    return graph.model
