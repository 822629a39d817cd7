"""Quantization that an ONNX graph computes at run time, as far as the file has it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from dlpulint.loader.onnx.node import Node
from dlpulint.loader.onnx.shapes.known import Values
from dlpulint.model.graph import Quantization

_PRODUCTS: Final = {"ConvInteger": 0, "MatMulInteger": -1}
"""Products of operands with zero points only, and the axis of the weights' scales."""

_LINKS: Final = frozenset({"Cast", "Reshape", "Add"})
"""Operators between such a product and the Mul by its scales: Cast, sometimes a bias."""


def weights_by_scale(nodes: Sequence[Node]) -> Iterator[tuple[Node, str, int]]:
    """Each integer product with the name of its weights' scale, and the axis of the scales.

    The result is multiplied by a product of two scales: the weights' scale, which is a constant,
    and the activations' scale, which DynamicQuantizeLinear computes.
    """
    readers: dict[str, list[Node]] = {}
    writers: dict[str, Node] = {}
    for node in nodes:
        for name in node.inputs:
            readers.setdefault(name, []).append(node)
        writers.update(dict.fromkeys(node.outputs, node))
    for node in nodes:
        axis = _PRODUCTS.get(node.native)
        if axis is not None and node.outputs and len(node.inputs) > 1:
            scale = _scale_of(node, readers, writers)
            if scale is not None:
                yield node, scale, axis


def _scale_of(
    product: Node, readers: Mapping[str, Sequence[Node]], writers: Mapping[str, Node]
) -> str | None:
    quantizer = writers.get(product.inputs[0])
    if quantizer is None or quantizer.native != "DynamicQuantizeLinear":
        return None
    result = product.outputs[0]
    for _ in range(3):
        users = readers.get(result, ())
        if len(users) != 1 or not users[0].outputs:
            return None
        if users[0].native == "Mul":
            scales = [name for name in users[0].inputs if name != result]
            return _other_side(scales, quantizer, writers)
        if users[0].native not in _LINKS:
            return None
        result = users[0].outputs[0]
    return None


def _other_side(scales: Sequence[str], quantizer: Node, writers: Mapping[str, Node]) -> str | None:
    """The factor of the activations' scale in a product of scales."""
    product = writers.get(scales[0]) if len(scales) == 1 else None
    if product is None or product.native != "Mul" or len(quantizer.outputs) < 2:
        return None
    others = [name for name in product.inputs if name != quantizer.outputs[1]]
    return others[0] if len(others) == 1 else None


def packed_weights(node: Node, values: Values) -> Quantization:
    """Quantization of the weights of a MatMulNBits: blockwise, several per byte."""
    bits, block_size = node.integer("bits") or 4, node.integer("block_size")
    scales = values.constant(node.inputs[2]) if len(node.inputs) > 2 else None
    return Quantization(
        scales=values.scales(scales) if scales else (),
        zero_points=(),
        axis=1,
        dtype=f"uint{bits}",
        block_size=block_size,
    )
