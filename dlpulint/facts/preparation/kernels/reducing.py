"""Operators that reduce, pool or resize a map."""

from dlpulint.facts.preparation.node import QUANTIZED, Node, text
from dlpulint.facts.preparation.scales import clamp, no_zero_point, same_scales
from dlpulint.facts.preparation.windows import windows

_SUMMED = ("float32", "int32", "int64", "uint8", "int8", "int16", "bool")
_REDUCED = {
    "REDUCE_ANY": ("bool",),
    "REDUCE_ALL": ("bool",),
}
"""Types that each operator reduces; others take `_SUMMED`."""

_MOST_AXES = 64
"""More are no axes, but a bias, say, and are not kept."""


def reduction(node: Node) -> None:
    """MEAN, SUM and the REDUCE operators."""
    node.counts((2,))
    given, axes, out = node.input(0), node.input(1), node.output
    node.takes(axes, ("int32",), "axes")
    node.takes(given, _REDUCED.get(node.native, _SUMMED), "input")
    if node.native not in _REDUCED and given.dtype == "int16":
        no_zero_point(node, given, "input")
        no_zero_point(node, out, "output")
    if node.native in ("REDUCE_MAX", "REDUCE_MIN") and given.dtype in (*QUANTIZED, "int16"):
        same_scales(node, given, out)
    if not axes.known:
        node.sized_while_running()
        return
    if node.native == "REDUCE_PROD" and given.quantization is not None:
        node.takes(given, ("int8", "int16"), "quantized input")
    if not given.rank:
        node.resize(())
        return
    if axes.values is None and axes.elements > _MOST_AXES:
        node.refuse("option", f"it has {axes.elements} axes for {text(given.sizes)}", axes)
    chosen = set()
    for axis in axes.numbers if axes.elements else ():
        index = axis + given.rank if axis < 0 else axis
        if not 0 <= index < given.rank:
            node.refuse("option", f"its axis {axis} is outside {text(given.sizes)}", axes)
        chosen.add(index)
    keep = node.flag("keep_dims")
    sizes = [
        1 if index in chosen else size
        for index, size in enumerate(given.sizes)
        if keep or index not in chosen
    ]
    node.resize(sizes)


def pool(node: Node) -> None:
    """AVERAGE_POOL_2D, MAX_POOL_2D and L2_POOL_2D."""
    node.counts((1,))
    given, out = node.input(0), node.output
    node.ranks(given, (4,), "input")
    node.same_type(given, out)
    for side in ("height", "width"):
        for option in (f"stride_{side}", f"kernel_{side}"):
            if node.number(option) <= 0:
                words = option.replace("_", " ")
                node.refuse("option", f"its {words} is {node.number(option)}")
    if given.dtype in (*QUANTIZED, "int16"):
        if node.native == "L2_POOL_2D":
            node.takes(given, ("float32",), "input")
        clamp(node, out)
    batch, height, width, depth = given.sizes
    node.resize(
        (
            batch,
            windows(node, height, node.number("kernel_height"), node.number("stride_height")),
            windows(node, width, node.number("kernel_width"), node.number("stride_width")),
            depth,
        )
    )


def resize(node: Node) -> None:
    """RESIZE_BILINEAR and RESIZE_NEAREST_NEIGHBOR."""
    node.counts((2,))
    given, size, out = node.input(0), node.input(1), node.output
    node.ranks(given, (4,), "input")
    node.ranks(size, (1,), "size")
    node.takes(size, ("int32",), "size")
    out.dtype = given.dtype
    both = node.flag("half_pixel_centers") and node.flag("align_corners")
    if both and node.native == "RESIZE_BILINEAR":
        node.refuse("option", "it has both align_corners and half_pixel_centers")
    if not size.known:
        node.sized_while_running()
        return
    if size.elements != 2:
        node.refuse("shape", f"its size has {size.elements} numbers; 2 are needed", size)
    height, width = size.numbers
    if node.native == "RESIZE_BILINEAR" and (height <= 0 or width <= 0):
        node.refuse("shape", f"its size is {height}x{width}", size)
    node.resize((given.sizes[0], height, width, given.sizes[3]))


def local_response(node: Node) -> None:
    """LOCAL_RESPONSE_NORMALIZATION."""
    node.counts((1,))
    given, out = node.input(0), node.output
    node.ranks(given, (4,), "input")
    node.takes(out, ("float32",), "output")
    node.same_type(given, out)
    node.resize(given.sizes)


def batch_matmul(node: Node) -> None:
    """BATCH_MATMUL."""
    node.counts((2,))
    left, right, out = node.input(0), node.input(1), node.output
    node.takes(left, ("float32", "int8", "int16"), "left operand")
    node.takes(right, ("float32", "int8", "int16", "int4"), "right operand")
    hybrid = left.dtype == "float32" and right.dtype in ("int8", "int4")
    if not hybrid:
        node.same_type(left, right, what="its operands")
    if left.dtype == "int16":
        for state, what in ((left, "left operand"), (right, "right operand"), (out, "output")):
            no_zero_point(node, state, what)
    node.ranks(left, range(2, 6), "left operand")
    node.ranks(right, range(2, 6), "right operand")
    rank = max(left.rank, right.rank)
    first, second = ((1,) * (rank - s.rank) + s.sizes for s in (left, right))
    made = []
    for a, b in zip(first[:-2], second[:-2], strict=True):
        if a != b and 1 not in (a, b):
            node.refuse(
                "shape", f"the batches of {text(left.sizes)} and {text(right.sizes)} differ"
            )
        made.append(max(a, b))
    rows, inner = first[-2:][:: -1 if node.flag("transpose_left") else 1]
    other, columns = second[-2:][:: -1 if node.flag("transpose_right") else 1]
    if inner != other:
        node.refuse(
            "shape",
            f"its operands {text(left.sizes)} and {text(right.sizes)} meet in {inner} and {other}",
            right,
        )
    node.resize((*made, rows, columns))
