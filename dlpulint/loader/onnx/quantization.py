"""How integers stand for real numbers in an ONNX graph, told by Q/DQ and QLinear operators."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from dlpulint.loader.onnx.constants import INTEGERS
from dlpulint.loader.onnx.known import Values
from dlpulint.loader.onnx.node import Node
from dlpulint.loader.onnx.types import dtype_in, dtype_name, shape_in
from dlpulint.model import Quantization

_PLAIN: Final = frozenset({"", "com.microsoft"})


class _Operand(Struct, frozen=True):
    """Where the scale and zero point of an operand stand among a node's inputs."""

    place: int
    """Its own place among the inputs, or among the outputs."""
    scale: int
    zero_point: int
    axis: int | None = None
    """The dimension along which scales differ, where there are several."""
    output: bool = False


_ONE: Final = (_Operand(0, 1, 2), _Operand(0, 3, 4, output=True))
_PAIR: Final = (_Operand(0, 1, 2), _Operand(3, 4, 5), _Operand(0, 6, 7, output=True))

_OPERANDS: Final[dict[str, tuple[_Operand, ...]]] = {
    "QLinearConv": (_Operand(0, 1, 2), _Operand(3, 4, 5, axis=0), _Operand(0, 6, 7, output=True)),
    "QLinearMatMul": (_Operand(0, 1, 2), _Operand(3, 4, 5, axis=-1), _PAIR[2]),
    "com.microsoft.QGemm": (
        _Operand(0, 1, 2),
        _Operand(3, 4, 5, axis=-1),
        _Operand(0, 7, 8, output=True),
    ),
    "com.microsoft.QLinearAdd": _PAIR,
    "com.microsoft.QLinearAveragePool": _ONE,
    "com.microsoft.QLinearGlobalAveragePool": _ONE,
    "com.microsoft.QLinearLeakyRelu": _ONE,
    "com.microsoft.QLinearMul": _PAIR,
    "com.microsoft.QLinearSigmoid": _ONE,
    "com.microsoft.QLinearSoftmax": _ONE,
}
"""By native name. ConvInteger and MatMulInteger state zero points only: their scale is a Mul."""


def quantizations(nodes: Sequence[Node], values: Values) -> Mapping[str, Quantization]:
    """How each quantized value of a scope is quantized, by name."""
    found: dict[str, Quantization] = {}
    for node in nodes:
        for name, quantization in _of_node(node, values):
            if name:
                found.setdefault(name, quantization)
    return found


def _of_node(node: Node, values: Values) -> Iterator[tuple[str, Quantization]]:
    name = node.native.removeprefix("com.microsoft.")
    if node.domain in _PLAIN and name in ("DequantizeLinear", "QuantizeLinear"):
        yield from _converted(node, values, expanded=name == "DequantizeLinear")
        return
    for operand in _operands(node):
        names = node.outputs if operand.output else node.inputs
        if operand.place < len(names):
            axis = operand.axis
            if node.native == "com.microsoft.QGemm" and axis is not None and node.integer("transB"):
                axis = 0
            tensor = names[operand.place]
            quantization = _quantization(
                node, values, tensor, operand.scale, operand.zero_point, axis
            )
            if quantization is not None:
                yield tensor, quantization


def _operands(node: Node) -> tuple[_Operand, ...]:
    if node.native == "com.microsoft.QLinearConcat":
        places = range(2, len(node.inputs), 3)
        parts = (_Operand(place, place + 1, place + 2) for place in places)
        return (_Operand(0, 0, 1, output=True), *parts)
    return _OPERANDS.get(node.native, ())


def _converted(node: Node, values: Values, *, expanded: bool) -> Iterator[tuple[str, Quantization]]:
    """The integer side of a Q or DQ node, and the float side of a DQ."""
    if not node.inputs or not node.outputs:
        return
    stored = node.inputs[0] if expanded else node.outputs[0]
    axis = node.integer("axis")
    block_size = node.integer("block_size") or None
    quantization = _quantization(
        node, values, stored, 1, 2, 1 if axis is None else axis, block_size
    )
    if quantization is None:
        return
    yield stored, quantization
    if expanded:
        dtype = dtype_in(values.type(stored))
        if dtype == dtype_name(0) and len(node.inputs) > 2:
            dtype = dtype_in(values.type(node.inputs[2]))
        yield (
            node.outputs[0],
            Quantization(
                scales=quantization.scales,
                zero_points=quantization.zero_points,
                axis=quantization.axis,
                dtype=dtype,
                block_size=block_size,
            ),
        )


def _quantization(
    node: Node,
    values: Values,
    tensor: str,
    scale: int,
    zero_point: int,
    axis: int | None,
    block_size: int | None = None,
) -> Quantization | None:
    """From the inputs at these places; without scales where they are constants kept elsewhere."""
    constants = [
        values.constant(node.inputs[place])
        if place < len(node.inputs) and node.inputs[place]
        else None
        for place in (scale, zero_point)
    ]
    scales, zero_points = constants
    if scales is None:
        return None
    read = scales.elements or ()
    whole = zero_points is not None and zero_points.dtype in INTEGERS
    zeros = (zero_points.elements if zero_points and whole else None) or (0,) * len(read)
    several = len(read) > 1 or (not read and scales.dims not in ((), (1,)))
    return Quantization(
        scales=tuple(map(float, read)),
        zero_points=tuple(map(int, zeros)) if read else (),
        axis=_counted(axis, values, tensor) if several or block_size is not None else None,
        block_size=block_size,
    )


def _counted(axis: int | None, values: Values, tensor: str) -> int | None:
    """The axis counted from the first dimension."""
    if axis is None or axis >= 0:
        return axis
    shape = shape_in(values.type(tensor))
    return axis if shape is None else axis + len(shape)
