"""Operators that change the type of numbers."""

from dlpulint.facts.preparation.node import Node, text
from dlpulint.facts.preparation.refusal import Unsure
from dlpulint.facts.preparation.scales import no_zero_point, quantized

_STORED = ("int4", "int2", "uint8", "int8", "int16", "float16")
_WIDTHS = {
    **dict.fromkeys(("int8", "uint8", "bool"), 1),
    **dict.fromkeys(("int16", "uint16", "float16", "bfloat16"), 2),
    **dict.fromkeys(("int32", "uint32", "float32"), 4),
    **dict.fromkeys(("int64", "uint64", "float64", "complex64"), 8),
}
"""Bytes of an element."""


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
    node.resize(given.sizes)
    if given.known:
        node.fold(given.values)


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


def bitcast(node: Node) -> None:
    """BITCAST."""
    node.counts((1,))
    given, out = node.input(0), node.output
    have, made = _WIDTHS.get(given.dtype), _WIDTHS.get(out.dtype)
    if have is None or made is None:
        raise Unsure
    if have == made:
        node.resize(given.sizes)
    elif have > made:
        node.resize((*given.sizes, have // made))
    else:
        if given.sizes[-1:] != (made // have,):
            node.refuse(
                "shape",
                f"its input {text(given.sizes)} of {given.dtype} makes no {out.dtype}",
                given,
            )
        node.resize(given.sizes[:-1])


def spectrum(node: Node) -> None:
    """RFFT2D."""
    node.counts((2,))
    given, length = node.input(0), node.input(1)
    if given.rank < 2:
        node.ranks(given, (2,), "input")
    node.takes(given, ("float32",), "input")
    node.ranks(length, (1,), "length")
    if length.elements != 2:
        node.refuse("shape", f"its length has {length.elements} numbers; 2 are needed", length)
    node.takes(length, ("int32",), "length")
    node.output.dtype = "complex64"
    if not length.known:
        node.sized_while_running()
        return
    height, width = length.numbers
    if any(size < 1 or size & (size - 1) for size in (height, width)):
        node.refuse("option", f"its length is {height}x{width}; powers of two are accepted", length)
    node.resize((*given.sizes[:-2], height, width // 2 + 1))


def buckets(node: Node) -> None:
    """BUCKETIZE."""
    node.counts((1,))
    node.takes(node.input(0), ("int32", "int64", "float32", "float64"), "input")
    node.resize(node.input(0).sizes)


def part(node: Node) -> None:
    """REAL, IMAG and COMPLEX_ABS."""
    node.counts((1,))
    given = node.input(0)
    node.takes(given, ("complex64", "complex128"), "input")
    node.takes(node.output, ("float32" if given.dtype == "complex64" else "float64",), "output")
    node.resize(node.input(0).sizes)
