"""Graphs of a wanted number of operators in several shapes, written as TFLite and as ONNX.

The bytes mean nothing to a network; what counts is that each shape asks something else of a linter:
long paths, tensors with many readers, operators with many inputs, many partitions.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import count, islice
from pathlib import Path
from typing import NamedTuple

WIDTH, CHANNELS = 8, 4
"""Every activation is of one height and width and, but for means and what is joined, as deep."""


class Layer(NamedTuple):
    """One operator: what it is, the numbers of the layers it reads, and its weights' owner.

    The graph's input has the number -1. Layers with one `shared` number have the same weights.
    """

    kind: str
    inputs: tuple[int, ...]
    shared: int | None = None


def chain() -> Iterator[Layer]:
    """Convolutions with SiLU behind each, written out."""
    for start in count(0, 3):
        yield Layer("conv", (start - 1,))
        yield Layer("sigmoid", (start,))
        yield Layer("mul", (start, start + 1))


def residual() -> Iterator[Layer]:
    """Blocks of two convolutions that are added to what came in."""
    for start in count(0, 5):
        yield Layer("conv", (start - 1,))
        yield Layer("relu", (start,))
        yield Layer("conv", (start + 1,))
        yield Layer("add", (start + 2, start - 1))
        yield Layer("relu", (start + 3,))


def alternating() -> Iterator[Layer]:
    """Operators for the DLPU and for the CPU by turns: as many partitions as operators."""
    for start in count(0, 2):
        yield Layer("conv", (start - 1,))
        yield Layer("cos", (start,))


def recurrent() -> Iterator[Layer]:
    """An unrolled cell: every step reads the input and has the weights of all the others."""
    yield Layer("conv", (-1,))
    for start in count(1, 4):
        yield Layer("conv", (start - 1,), shared=0)
        yield Layer("conv", (-1,), shared=1)
        yield Layer("add", (start, start + 1))
        yield Layer("tanh", (start + 2,))


def diamonds() -> Iterator[Layer]:
    """Branches that part and meet again: twice as many paths with every block."""
    for start in count(0, 4):
        yield Layer("conv", (start - 1,))
        yield Layer("sigmoid", (start,))
        yield Layer("relu", (start,))
        yield Layer("add", (start + 1, start + 2))


def attention() -> Iterator[Layer]:
    """Products, softmaxes and norms written out, as transformers come."""
    for start in count(0, 13):
        before = start - 1
        yield Layer("conv", (before,))
        yield Layer("conv", (before,))
        yield Layer("conv", (before,))
        yield Layer("matmul", (start, start + 1))
        yield Layer("softmax", (start + 3,))
        yield Layer("matmul", (start + 4, start + 2))
        yield Layer("add", (start + 5, before))
        yield Layer("mean", (start + 6,))
        yield Layer("sub", (start + 6, start + 7))
        yield Layer("mul", (start + 8, start + 8))
        yield Layer("mean", (start + 9,))
        yield Layer("sqrt", (start + 10,))
        yield Layer("div", (start + 8, start + 11))


def heads(operators: int) -> list[Layer]:
    """A detector: a stem, then branches that all read its end and are joined by one operator."""
    stem = operators // 4
    layers = list(islice(residual(), stem))
    while len(layers) + 3 < operators:
        start = len(layers)
        layers += [Layer("conv", (stem - 1,)), Layer("relu", (start,)), Layer("conv", (start + 1,))]
    ends = tuple(range(stem + 2, len(layers), 3))
    return [*layers, Layer("concat", ends)]


_ENDLESS: dict[str, Callable[[], Iterator[Layer]]] = {
    "chain": chain,
    "residual": residual,
    "alternating": alternating,
    "recurrent": recurrent,
    "diamonds": diamonds,
    "attention": attention,
}

SHAPES = (*_ENDLESS, "heads")


def layers_of(shape: str, operators: int) -> list[Layer]:
    """A graph of a shape, with about so many operators."""
    if shape == "heads":
        return heads(operators)
    return list(islice(_ENDLESS[shape](), operators))


def open_ends(layers: Sequence[Layer]) -> list[int]:
    """The layers that nobody reads."""
    read = {source for layer in layers for source in layer.inputs}
    return [number for number in range(len(layers)) if number not in read]


def write(path: Path, layers: Sequence[Layer], channels: int = CHANNELS) -> None:
    """Write a graph in the format that the file's name asks for."""
    made = _tflite if path.suffix == ".tflite" else _onnx
    path.write_bytes(made(layers, channels))


_TFLITE = {
    "conv": ("CONV_2D", "Conv2DOptions", {"StrideH": 1, "StrideW": 1, "DilationHFactor": 1}),
    "sigmoid": ("LOGISTIC", "", {}),
    "relu": ("RELU", "", {}),
    "tanh": ("TANH", "", {}),
    "cos": ("COS", "", {}),
    "sqrt": ("SQRT", "", {}),
    "add": ("ADD", "AddOptions", {}),
    "sub": ("SUB", "SubOptions", {}),
    "mul": ("MUL", "MulOptions", {}),
    "div": ("DIV", "DivOptions", {}),
    "matmul": ("BATCH_MATMUL", "BatchMatMulOptions", {}),
    "softmax": ("SOFTMAX", "SoftmaxOptions", {"Beta": 1.0}),
    "mean": ("MEAN", "ReducerOptions", {"KeepDims": True}),
    "concat": ("CONCATENATION", "ConcatenationOptions", {"Axis": 3}),
}


def _tflite(layers: Sequence[Layer], channels: int) -> bytes:
    from tests.loader import tflite_files as files

    def activation(name: str, layer: Layer | None = None) -> files.Tensor:
        depth = channels
        if layer is not None and layer.kind == "mean":
            depth = 1
        elif layer is not None and layer.kind == "concat":
            depth = channels * len(layer.inputs)
        shape = (1, WIDTH, WIDTH, depth)
        return files.Tensor(name, "int8", shape, buffer=1, scales=(0.1,), zero_points=(0,))

    kinds = list(_TFLITE)
    tensors = [activation("x")]
    # The axis of every mean, which has a tensor of its own.
    tensors.append(files.Tensor("axis", "int32", (1,), buffer=3))
    weights: dict[int, int] = {}
    written: dict[int, int] = {-1: 0}
    operators = []
    for number, layer in enumerate(layers):
        inputs = [written[source] for source in layer.inputs]
        if layer.kind == "mean":
            inputs.append(1)
        if layer.kind == "conv":
            owner = number if layer.shared is None else -1 - layer.shared
            place = weights.setdefault(owner, len(tensors))
            if place == len(tensors):
                depths = (channels, 1, 1, channels)
                tensors += [
                    files.Tensor(f"w{number}", "int8", depths, (), 2, (0.1,), (0,)),
                    files.Tensor(f"b{number}", "int32", (channels,), (), 2, (0.01,), (0,)),
                ]
            inputs += [place, place + 1]
        written[number] = len(tensors)
        tensors.append(activation(f"{layer.kind}{number}", layer))
        _, options, values = _TFLITE[layer.kind]
        code = kinds.index(layer.kind)
        operators.append(files.Operator(inputs, [written[number]], code, options, values))
    graph = files.Graph(tensors, operators, [0], [written[one] for one in open_ends(layers)])
    codes = [files.Code(name, version=2) for name, _, _ in _TFLITE.values()]
    return bytes(
        files.write(graph, codes=codes, buffers=(b"", b"", bytes(channels * channels), b"\3\0\0\0"))
    )


_ONNX = {
    "conv": "Conv",
    "sigmoid": "Sigmoid",
    "relu": "Relu",
    "tanh": "Tanh",
    "cos": "Cos",
    "sqrt": "Sqrt",
    "add": "Add",
    "sub": "Sub",
    "mul": "Mul",
    "div": "Div",
    "matmul": "MatMul",
    "softmax": "Softmax",
    "mean": "ReduceMean",
    "concat": "Concat",
}
_ONNX_ATTRIBUTES = {"mean": {"axes": [1], "keepdims": 1}, "concat": {"axis": 1}}


def _onnx(layers: Sequence[Layer], channels: int) -> bytes:
    from onnx import TensorProto, helper

    weights: dict[str, None] = {}
    nodes = []
    for number, layer in enumerate(layers):
        inputs = ["x" if source < 0 else f"t{source}" for source in layer.inputs]
        if layer.kind == "conv":
            inputs.append(f"w{number}" if layer.shared is None else f"shared{layer.shared}")
            weights[inputs[-1]] = None
        attributes = _ONNX_ATTRIBUTES.get(layer.kind, {})
        nodes.append(
            helper.make_node(_ONNX[layer.kind], inputs, [f"t{number}"], f"n{number}", **attributes)
        )
    size = channels * channels
    dims = [channels, channels, 1, 1]
    held = [
        helper.make_tensor(name, TensorProto.FLOAT, dims, bytes(4 * size), raw=True)
        for name in weights
    ]

    def named(name: str) -> object:
        shape = [1, channels, WIDTH, WIDTH] if name == "x" else None
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    ends = [named(f"t{number}") for number in open_ends(layers)]
    graph = helper.make_graph(nodes, "graph", [named("x")], ends, held)
    opsets = [helper.make_opsetid("", 17)]
    return bytes(helper.make_model(graph, opset_imports=opsets, ir_version=8).SerializeToString())
