"""Operators that keep the elements and change their order or the shape."""

from struct import unpack_from

from dlpulint.facts.preparation.node import Node, Sizes, State, text
from dlpulint.facts.preparation.refusal import Unsure
from dlpulint.facts.preparation.scales import same_scales

_INDEX = ("int32", "int64")
_BYTES = {
    "bool": 1,
    "int8": 1,
    "uint8": 1,
    "int16": 2,
    "uint16": 2,
    "uint32": 4,
    "int64": 8,
    "uint64": 8,
}


def _keeping(node: Node, source: State, sizes: Sizes) -> None:
    """An output with the content of a known input, in another shape."""
    if source.known:
        node.fold(source.values)
    node.resize(sizes)


def reshape(node: Node) -> None:
    """RESHAPE."""
    node.counts((1, 2))
    given, shape = node.input(0), node.optional(1)
    if len(node.inputs) == 2:
        node.input(1)
    if shape is not None and len(node.inputs) == 2 and not shape.known:
        node.sized_while_running()
        return
    wanted = _wanted(node, shape)
    found, product, open_at = given.elements, 1, None
    sizes = list(wanted)
    for index, size in enumerate(sizes):
        if size == -1:
            if open_at is not None:
                node.refuse("shape", f"its new shape {text(wanted)} leaves two sizes open", shape)
            open_at = index
        elif size < 0:
            node.refuse("shape", f"its new shape {text(wanted)} has a negative size", shape)
        else:
            product *= size
    if open_at is not None:
        sizes[open_at] = found // product if product else 0
        product *= sizes[open_at]
    if product != found:
        node.refuse(
            "shape",
            f"its input {text(given.sizes)} has {found:,} elements; the new shape {text(wanted)} "
            f"has room for {product:,}",
            shape,
        )
    _keeping(node, given, tuple(sizes))


def _wanted(node: Node, shape: State | None) -> Sizes:
    """The shape asked for: the operand where it is a list of int32, else the option."""
    if shape is not None and shape.dtype == "int32" and shape.shape is not None:
        if len(shape.shape) == 1 and not (shape.shape == (0,) and node.list("new_shape")):
            return () if shape.shape == (0,) else shape.numbers
        if len(shape.shape) == 1:
            return ()
    listed = node.list("new_shape")
    if listed is None:
        if shape is not None and shape.shape is None:
            raise Unsure
        if node.complete:
            listed = ()
        else:
            raise Unsure
    # An old way to write a scalar.
    return () if listed == (0,) else listed


def squeeze(node: Node) -> None:
    """SQUEEZE."""
    node.counts((1,))
    given = node.input(0)
    axes = node.list("squeeze_axes") or ()
    if given.rank > 8:
        node.ranks(given, (0, 8), "input")
    dropped = set()
    if axes:
        for axis in axes:
            index = axis + given.rank if axis < 0 else axis
            if not 0 <= index < given.rank or given.sizes[index] != 1:
                node.refuse(
                    "shape", f"it drops dimension {axis} of {text(given.sizes)}, which is not 1"
                )
            dropped.add(index)
    else:
        dropped = {index for index, size in enumerate(given.sizes) if size == 1}
    node.resize(size for index, size in enumerate(given.sizes) if index not in dropped)


def expand_dims(node: Node) -> None:
    """EXPAND_DIMS."""
    node.counts((2,))
    given, axis = node.input(0), node.input(1)
    node.output.dtype = given.dtype
    same_scales(node, given, node.output)
    if not axis.known:
        node.sized_while_running()
        return
    if axis.elements != 1:
        node.refuse("shape", f"its axis has {axis.elements} numbers; 1 is needed", axis)
    node.takes(axis, _INDEX, "axis")
    index = axis.numbers[0]
    index = index + given.rank + 1 if index < 0 else index
    if not 0 <= index <= given.rank:
        node.refuse("shape", f"its axis {axis.numbers[0]} is outside {text(given.sizes)}", axis)
    _keeping(node, given, (*given.sizes[:index], 1, *given.sizes[index:]))


def transpose(node: Node) -> None:
    """TRANSPOSE."""
    node.counts((2,))
    given, perm = node.input(0), node.input(1)
    node.ranks(given, range(7), "input")
    node.same_type(given, node.output)
    if not perm.known:
        node.sized_while_running()
        return
    node.ranks(perm, (1,), "order")
    if perm.elements != given.rank:
        node.refuse(
            "shape", f"its order has {perm.elements} numbers for {given.rank} dimensions", perm
        )
    order = _as_int32(node, perm)
    places = [index + given.rank if index < 0 else index for index in order]
    if any(not 0 <= index < given.rank for index in places):
        node.refuse("shape", f"its order {text(order)} is none of {given.rank} dimensions", perm)
    node.resize(given.sizes[index] for index in places)


def _as_int32(node: Node, state: State) -> Sizes:
    """The content of a constant as 32-bit numbers, which TFLite reads whatever its type is."""
    width = _BYTES.get(state.dtype)
    if state.dtype == "int32" or width is None or state.values is None:
        return state.numbers
    stored = b"".join((value % 256**width).to_bytes(width, "little") for value in state.values)
    if len(stored) < 4 * state.elements:
        if width < 4:
            node.refuse("type", f"its order is {state.dtype}; TFLite reads int32", state)
        raise Unsure
    return unpack_from(f"<{state.elements}i", stored)


def pad(node: Node) -> None:
    """PAD and PADV2."""
    node.counts((2, 3))
    given, paddings, out = node.input(0), node.input(1), node.output
    value = node.optional(2)
    node.same_type(given, out)
    node.takes(paddings, _INDEX, "paddings")
    if value is not None:
        node.same_type(given, value, what="its input and the value it pads with")
        if value.elements != 1:
            node.refuse("shape", f"it pads with {value.elements} values; 1 is needed", value)
    if given.rank > 5:
        node.ranks(given, range(6), "input")
    if value is not None and given.dtype in ("uint8", "int8", "int16"):
        same_scales(node, value, out)
    _padded(node, given, paddings, mirrored=False)


def mirror_pad(node: Node) -> None:
    """MIRROR_PAD, whose further inputs and outputs TFLite does not look at."""
    node.counts((max(2, len(node.inputs)),), (max(1, len(node.outputs)),))
    given, paddings = node.input(0), node.input(1)
    node.takes(paddings, _INDEX, "paddings")
    node.same_type(given, node.output)
    if given.dtype in ("int8", "uint8", "int16"):
        same_scales(node, given, node.output)
    _padded(node, given, paddings, mirrored=True)


def _padded(node: Node, given: State, paddings: State, *, mirrored: bool) -> None:
    node.ranks(paddings, (2,), "paddings")
    rows = (given.rank,) if mirrored or paddings.known else paddings.sizes[:1]
    if paddings.sizes != (*rows, 2):
        node.refuse(
            "shape",
            f"its paddings are {text(paddings.sizes)}; {given.rank}x2 are needed",
            paddings,
        )
    if not paddings.known:
        node.sized_while_running()
        return
    numbers = paddings.numbers
    pairs = tuple(zip(numbers[::2], numbers[1::2], strict=True))
    if any(number < 0 for number in numbers):
        node.refuse("shape", f"its paddings hold {min(numbers)}", paddings)
    if mirrored:
        mode = node.word("mode")
        if mode not in ("reflect", "symmetric") and node.complete:
            node.refuse("option", "it states neither to reflect nor to be symmetric")
        room = 1 if mode == "reflect" else 0
        for size, pair in zip(given.sizes, pairs, strict=True):
            if max(pair) > size - room:
                node.refuse("shape", f"it mirrors {max(pair)} of {size} elements", paddings)
    node.resize(size + a + b for size, (a, b) in zip(given.sizes, pairs, strict=True))


def depth_to_space(node: Node) -> None:
    """DEPTH_TO_SPACE."""
    given, block = _block(node)
    batch, height, width, depth = given.sizes
    if depth % (block * block):
        node.refuse("shape", f"its {depth} channels are no multiple of {block}x{block}", given)
    node.resize((batch, height * block, width * block, depth // (block * block)))


def space_to_depth(node: Node) -> None:
    """SPACE_TO_DEPTH."""
    given, block = _block(node)
    batch, height, width, depth = given.sizes
    if height % block or width % block:
        node.refuse("shape", f"its size {height}x{width} is not a multiple of {block}", given)
    node.resize((batch, height // block, width // block, depth * block * block))


def _block(node: Node) -> tuple[State, int]:
    node.counts((1,))
    given, out = node.input(0), node.output
    node.ranks(given, (4,), "input")
    node.takes(out, ("float32", "uint8", "int8", "int32", "int64"), "output")
    node.same_type(given, out)
    block = node.number("block_size")
    if block <= 0:
        node.refuse("option", f"its block size is {block}")
    return given, block


def tile(node: Node) -> None:
    """TILE."""
    node.counts((2,))
    given, times = node.input(0), node.input(1)
    node.same_type(given, node.output)
    node.takes(times, _INDEX, "multiples")
    if not times.known:
        node.sized_while_running()
        return
    if times.elements != given.rank:
        node.refuse(
            "shape", f"it has {times.elements} multiples for {given.rank} dimensions", times
        )
    node.resize(size * by for size, by in zip(given.sizes, times.numbers, strict=True))


def batch_to_space(node: Node) -> None:
    """BATCH_TO_SPACE_ND and SPACE_TO_BATCH_ND."""
    node.counts((3,))
    given, block, edges, out = node.input(0), node.input(1), node.input(2), node.output
    node.ranks(given, (3, 4), "input")
    node.same_type(given, out)
    if given.dtype in ("int8", "uint8", "int16"):
        same_scales(node, given, out)
    if not (block.known and edges.known):
        node.sized_while_running()
        return
    node.takes(block, ("int32",), "block shape")
    if _BYTES.get(edges.dtype, 4) < 4:
        node.takes(edges, _INDEX, "crops or paddings")
    count = given.rank - 2
    if block.sizes != (count,) or edges.sizes != (count, 2):
        node.refuse(
            "shape",
            f"its block shape {text(block.sizes)} and edges {text(edges.sizes)} do not fit "
            f"{count} spatial dimensions",
            block,
        )
    blocks, numbers = block.numbers, edges.numbers
    if any(size < 1 for size in blocks) or any(number < 0 for number in numbers):
        node.refuse("option", "its blocks or edges hold a negative number or a block of 0", block)
    sums = [numbers[2 * i] + numbers[2 * i + 1] for i in range(count)]
    total = 1
    for size in blocks:
        total *= size
    batch, places, depth = given.sizes[0], given.sizes[1 : 1 + count], given.sizes[-1]
    if node.native == "BATCH_TO_SPACE_ND":
        if batch % total:
            node.refuse("shape", f"its batch of {batch} is no multiple of {total}", given)
        made = [p * b - s for p, b, s in zip(places, blocks, sums, strict=True)]
        node.resize((batch // total, *made, depth))
        return
    for p, b, s in zip(places, blocks, sums, strict=True):
        if (p + s) % b:
            node.refuse("shape", f"its padded size {p + s} is not a multiple of {b}", given)
    made = [(p + s) // b for p, b, s in zip(places, blocks, sums, strict=True)]
    node.resize((batch * total, *made, depth))


def broadcast_to(node: Node) -> None:
    """BROADCAST_TO."""
    node.counts((2,))
    given, shape = node.input(0), node.input(1)
    node.ranks(shape, (1,), "shape")
    if given.rank > 8:
        node.ranks(given, range(9), "input")
    node.same_type(given, node.output)
    node.takes(shape, _INDEX, "shape")
    if not shape.known:
        node.sized_while_running()
        return
    wanted = shape.numbers if shape.elements else ()
    if given.rank > len(wanted):
        node.refuse("shape", f"{text(given.sizes)} has more dimensions than {text(wanted)}", shape)
    fill = (1,) * (len(wanted) - given.rank) + given.sizes
    if any(a not in (1, b) for a, b in zip(fill, wanted, strict=True)):
        node.refuse("shape", f"{text(given.sizes)} does not stretch to {text(wanted)}", shape)
    node.resize(wanted)


def fill(node: Node) -> None:
    """FILL."""
    node.counts((2,))
    shape, value, out = node.input(0), node.input(1), node.output
    node.ranks(shape, (1,), "shape")
    node.takes(shape, _INDEX, "shape")
    if value.rank:
        node.refuse("shape", f"its value is {text(value.sizes)}; a scalar is needed", value)
    out.dtype = value.dtype
    same_scales(node, value, out)
    if not shape.known:
        node.sized_while_running()
        return
    node.resize(shape.numbers if shape.elements else ())


def shape_of(node: Node) -> None:
    """SHAPE."""
    node.counts((1,))
    given, out = node.input(0), node.output
    kind = node.number("output_type", -1)
    if node.complete and kind not in (2, 4):
        node.refuse("type", "its output is to be neither int32 nor int64", out)
    if kind in (2, 4):
        out.dtype = "int32" if kind == 2 else "int64"
    out.holding = "persistent"
    out.values = given.shape
    if given.shape is not None:
        node.resize((given.rank,))


def rank_of(node: Node) -> None:
    """RANK."""
    node.counts((1,))
    out = node.output
    out.dtype, out.holding = "int32", "persistent"
    shape = node.input(0).shape
    out.values = None if shape is None else (len(shape),)
    node.resize(())


def matrix_diag(node: Node) -> None:
    """MATRIX_DIAG and MATRIX_SET_DIAG."""
    alone = node.native == "MATRIX_DIAG"
    node.counts((1 if alone else 2,))
    given = node.input(0)
    if given.rank < (1 if alone else 2):
        node.refuse("shape", f"its input is {text(given.sizes)}", given)
    node.output.dtype = given.dtype
    node.resize((*given.sizes, given.sizes[-1]) if alone else given.sizes)


def broadcast_args(node: Node) -> None:
    """BROADCAST_ARGS."""
    node.counts((2,))
    one, other, out = node.input(0), node.input(1), node.output
    for state in (one, other):
        node.takes(state, _INDEX, "shapes")
    node.same_type(one, other, out, what="its shapes and output")
    for state in (one, other):
        node.ranks(state, (1,), "shapes")
    if one.known and other.known:
        shapes = [state.numbers[::-1] for state in (one, other)]
        if any(a != b and 1 not in (a, b) for a, b in zip(*shapes, strict=False)):
            node.refuse(
                "shape", f"its shapes {text(one.numbers)} and {text(other.numbers)} do not fit"
            )
        node.fold(None)
    node.resize((max(one.elements, other.elements),))
