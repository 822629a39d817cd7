"""Operators that change the type of numbers."""

from dlpulint.facts.preparation.node import Node
from dlpulint.facts.preparation.scales import no_zero_point, quantized

_STORED = ("int4", "int2", "uint8", "int8", "int16", "float16")


def quantize(node: Node) -> None:
    """QUANTIZE."""
    node.counts((1,))
    given, out = node.input(0), node.output
    quantized(node, out, "output")
    if given.dtype == "float32":
        node.takes(out, ("uint8", "int8", "int16", "int4"), "output")
    elif given.dtype == "int16":
        node.takes(out, ("int8", "int16", "int32"), "output")
    elif given.dtype == "int32":
        node.takes(out, ("int8", "int16"), "output")
    elif given.dtype in ("int8", "uint8"):
        node.takes(out, ("int8", "uint8"), "output")
    else:
        node.takes(given, ("float32", "int32", "int16", "int8", "uint8"), "input")
    if given.dtype == "int16" and out.dtype == "int16":
        no_zero_point(node, given, "input")
        no_zero_point(node, out, "output")
    node.resize(given.sizes)


def dequantize(node: Node) -> None:
    """DEQUANTIZE."""
    node.counts((1,))
    given, out = node.input(0), node.output
    node.takes(given, _STORED, "input")
    if given.dtype == "int16":
        no_zero_point(node, given, "input")
    out.dtype = "float32"
    if given.known:
        # Worked out once and kept; constants that the file has for it are forgotten.
        out.holding, out.values = "planned", None
    node.resize(given.sizes)


def cast(node: Node) -> None:
    """CAST."""
    node.counts((1,))
    given = node.input(0)
    if given.known:
        node.fold(given.values)
    node.resize(given.sizes)


def same(node: Node) -> None:
    """Operators that write what they read."""
    node.counts((1,))
    node.output.dtype = node.input(0).dtype
    node.resize(node.input(0).sizes)


def densify(node: Node) -> None:
    """DENSIFY."""
    node.counts((1,))
    given = node.input(0)
    if not given.known:
        node.refuse("operands", f"its input{given.label} is no constant", given)
    node.resize(given.sizes)
