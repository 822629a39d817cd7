"""Quantization of an ONNX graph's values, read from Q/DQ and QLinear operators."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from dlpulint.loader.onnx.constants import INTEGERS
from dlpulint.loader.onnx.node import Node
from dlpulint.loader.onnx.running_quantization import packed_weights, weights_by_scale
from dlpulint.loader.onnx.shapes.known import Values
from dlpulint.loader.onnx.types import dtype_in, dtype_name, shape_in
from dlpulint.model.graph import Quantization

_PLAIN: Final = frozenset({"", "com.microsoft"})


class _Operand(Struct, frozen=True):
    """Positions of an operand and its quantization parameters."""

    index: int
    """Position among the inputs, or among the outputs."""
    scale: int
    """Position among the inputs, as for the zero point."""
    zero_point: int
    axis: int | None = None
    """The dimension along which scales differ, if there are several."""
    output: bool = False


_SINGLE: Final = (_Operand(0, 1, 2), _Operand(0, 3, 4, output=True))
_PAIR: Final = (_Operand(0, 1, 2), _Operand(3, 4, 5), _Operand(0, 6, 7, output=True))

_OPERANDS: Final[dict[str, tuple[_Operand, ...]]] = {
    "QLinearConv": (_Operand(0, 1, 2), _Operand(3, 4, 5, axis=0), _Operand(0, 6, 7, output=True)),
    "QLinearMatMul": (_Operand(0, 1, 2), _Operand(3, 4, 5, axis=-1), _PAIR[2]),
    "com.microsoft.QGemm": (
        _Operand(0, 1, 2),
        _Operand(3, 4, 5, axis=-1),
        _Operand(0, 7, 8, output=True),
    ),
    "com.microsoft.DynamicQuantizeLSTM": (_Operand(1, 8, 9, axis=-1), _Operand(2, 10, 11, axis=-1)),
    "com.microsoft.DynamicQuantizeMatMul": (_Operand(1, 2, 3, axis=-1),),
    "com.microsoft.MatMulIntegerToFloat": (_Operand(0, 2, 4), _Operand(1, 3, 5, axis=-1)),
    "com.microsoft.QAttention": (_Operand(0, 3, 6), _Operand(1, 4, 7, axis=-1)),
    "com.microsoft.QLinearAdd": _PAIR,
    "com.microsoft.QLinearAveragePool": _SINGLE,
    "com.microsoft.QLinearGlobalAveragePool": _SINGLE,
    "com.microsoft.QLinearLeakyRelu": _SINGLE,
    "com.microsoft.QLinearMul": _PAIR,
    "com.microsoft.QLinearReduceMean": _SINGLE,
    "com.microsoft.QLinearSigmoid": _SINGLE,
    "com.microsoft.QLinearSoftmax": _SINGLE,
}
"""By native name. ConvInteger and MatMulInteger have zero points only; a Mul has the scale."""

_UNREAD: Final = Quantization(scales=(), zero_points=())
"""Quantization with a scale that is computed at run time."""


def quantizations(
    nodes: Sequence[Node], values: Values, ends: Collection[str] = ()
) -> Mapping[str, Quantization]:
    """Quantization of each quantized value of a scope, by name.

    Args:
        nodes: The scope's nodes.
        values: The types and constants of the scope.
        ends: The names of the scope's outputs.
    """
    found: dict[str, Quantization] = {}
    for node, scale, axis in weights_by_scale(nodes):
        quantization = _quantization(values, node.inputs[1], scale, _input(node, 3), axis)
        if quantization is not None:
            found[node.inputs[1]] = quantization
    for node in nodes:
        for name, stated in _of_node(node, values):
            if name:
                found.setdefault(name, stated)
    found.update(_before_quantizing(nodes, values, found, ends))
    return found


def _before_quantizing(
    nodes: Sequence[Node], values: Values, found: Mapping[str, Quantization], ends: Collection[str]
) -> Mapping[str, Quantization]:
    """Quantization of float results that only one Quantize reads, the same as of its output.

    So layers of Q/DQ files have quantized outputs, like those of files with integer operators.
    """
    readers = Counter(name for node in nodes for name in node.inputs)
    computed = {name for node in nodes for name in node.outputs}
    before: dict[str, Quantization] = {}
    for node in nodes:
        name = node.native.removeprefix("com.microsoft.")
        if name != "QuantizeLinear" or not node.inputs or not node.outputs:
            continue
        given, stored = node.inputs[0], node.outputs[0]
        if stored in found and given in computed and given not in ends and readers[given] == 1:
            dtype = dtype_in(values.type(stored))
            if given not in found and dtype != dtype_name(0):
                before[given] = replace(found[stored], dtype=dtype)
    return before


def _of_node(node: Node, values: Values) -> Iterator[tuple[str, Quantization]]:
    name = node.native.removeprefix("com.microsoft.")
    if node.domain in _PLAIN and name in ("DequantizeLinear", "QuantizeLinear"):
        yield from _converted(node, values, expanded=name == "DequantizeLinear")
        return
    if name == "DynamicQuantizeLinear" and node.outputs:
        yield node.outputs[0], _UNREAD
    elif name == "MatMulNBits" and len(node.inputs) > 1:
        yield node.inputs[1], packed_weights(node, values)
    for operand in _operands(node):
        names = node.outputs if operand.output else node.inputs
        if operand.index < len(names):
            axis = operand.axis
            if node.native == "com.microsoft.QGemm" and axis is not None and node.integer("transB"):
                axis = 0
            tensor = names[operand.index]
            scale, zero_point = _input(node, operand.scale), _input(node, operand.zero_point)
            quantization = _quantization(values, tensor, scale, zero_point, axis)
            if quantization is not None:
                yield tensor, quantization


def _operands(node: Node) -> tuple[_Operand, ...]:
    if node.native == "com.microsoft.QLinearConcat":
        parts = (_Operand(i, i + 1, i + 2) for i in range(2, len(node.inputs), 3))
        return (_Operand(0, 0, 1, output=True), *parts)
    return _OPERANDS.get(node.native, ())


def _converted(node: Node, values: Values, *, expanded: bool) -> Iterator[tuple[str, Quantization]]:
    """Quantization of the integers of a Q or DQ node, and of the floats of a DQ."""
    if not node.inputs or not node.outputs:
        return
    stored = node.inputs[0] if expanded else node.outputs[0]
    axis = node.integer("axis")
    axis, block_size = 1 if axis is None else axis, node.integer("block_size") or None
    scale, zero_point = _input(node, 1), _input(node, 2)
    quantization = _quantization(values, stored, scale, zero_point, axis, block_size)
    if quantization is None:
        return
    yield stored, quantization
    if expanded:
        dtype = dtype_in(values.type(stored))
        if dtype == dtype_name(0) and len(node.inputs) > 2:
            dtype = dtype_in(values.type(node.inputs[2]))
        yield node.outputs[0], replace(quantization, dtype=dtype)


def _input(node: Node, index: int) -> str:
    return node.inputs[index] if index < len(node.inputs) else ""


def _quantization(
    values: Values,
    tensor: str,
    scale: str,
    zero_point: str,
    axis: int | None,
    block_size: int | None = None,
) -> Quantization | None:
    """Quantization of `tensor` from constants; without scales if these are in another file."""
    scales = values.constant(scale) if scale else None
    zero_points = values.constant(zero_point) if zero_point else None
    if scales is None:
        return None
    elements = values.scales(scales)
    zeros: tuple[int, ...] = ()
    if zero_points is not None and zero_points.dtype in INTEGERS:
        zeros = values.zero_points(zero_points)
    several = len(elements) > 1 or (not elements and scales.dims not in ((), (1,)))
    return Quantization(
        scales=elements,
        zero_points=(zeros or (0,) * len(elements)) if elements else (),
        axis=_counted(axis, values, tensor) if several or block_size is not None else None,
        block_size=block_size,
    )


def _counted(axis: int | None, values: Values, tensor: str) -> int | None:
    """The axis counted from the first dimension."""
    if axis is None or axis >= 0:
        return axis
    shape = shape_in(values.type(tensor))
    return axis if shape is None else axis + len(shape)
