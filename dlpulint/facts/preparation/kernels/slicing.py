"""Operators that pick elements."""

from dlpulint.facts.preparation.node import Node, text
from dlpulint.facts.preparation.refusal import Unsure

_INDEX = ("int32", "int64")


def slice_(node: Node) -> None:
    """SLICE."""
    node.counts((3,))
    given, begin, size = node.input(0), node.input(1), node.input(2)
    node.same_type(given, node.output)
    for state, what in ((begin, "begin"), (size, "size")):
        node.takes(state, _INDEX, what)
        node.ranks(state, (1,), what)
    if begin.dtype == "int64":
        node.takes(size, ("int64",), "size")
    dynamic = not (begin.known and size.known)
    if begin.elements != size.elements or not (dynamic or begin.elements == given.rank):
        node.refuse(
            "shape",
            f"it has {begin.elements} begins and {size.elements} sizes for {text(given.sizes)}",
            begin,
        )
    # Later TFLite keeps a size that the file states in full, whatever the operands are.
    stored = node.output.stated if node.folding else None
    if dynamic or given.open_ended:
        if stored is None:
            node.sized_while_running()
            return
        if dynamic:
            node.resize(stored)
            return
    made = []
    for start, length, whole in zip(begin.numbers, size.numbers, given.sizes, strict=True):
        wanted = whole - start if length < 0 else length
        if length < -1 or start < 0 or wanted < 0 or start + wanted > whole:
            node.refuse("shape", f"it slices {length} elements from {start} on, of {whole}", begin)
        made.append(wanted)
    sizes = tuple(made)
    if stored is not None and stored != sizes:
        node.refuse(
            "shape",
            f"its output is {text(stored)} in the file, but it slices {text(sizes)}",
            node.output,
        )
    node.resize(sizes)


def strided_slice(node: Node) -> None:
    """STRIDED_SLICE."""
    node.counts((4,))
    given, begin, end, strides = (node.input(index) for index in range(4))
    out = node.output
    for state, what in ((begin, "begin"), (end, "end"), (strides, "strides")):
        node.ranks(state, (1,), what)
    if begin.elements != end.elements:
        node.refuse("shape", f"it has {begin.elements} begins and {end.elements} ends", begin)
    node.same_type(given, out)
    for state, what in ((begin, "begin"), (end, "end"), (strides, "strides")):
        node.takes(state, ("int32",), what)
    offset = node.flag("offset")
    if not strides.known or not (offset or (begin.known and end.known)):
        node.sized_while_running()
        return
    sizes, picked = _strided(node, given.sizes, begin.numbers, end.numbers, strides.numbers, offset)
    if given.known and begin.known and end.known:
        kept = given.values
        fits = kept is not None and given.rank == 1 and picked is not None
        node.fold(tuple(kept[i] for i in picked) if fits and kept and picked is not None else None)
    node.resize(sizes)


def _strided(
    node: Node,
    whole: tuple[int, ...],
    begin: tuple[int, ...],
    end: tuple[int, ...],
    strides: tuple[int, ...],
    offset: bool,
) -> tuple[list[int], range | None]:
    """The sizes that are left, and the indices taken of the only dimension there is."""
    masks = {
        name: node.operator.integer(f"{name}_mask") or 0
        for name in ("begin", "end", "ellipsis", "new_axis", "shrink_axis")
    }
    if len(strides) < len(begin):
        raise Unsure
    added = sum(
        1
        for i in range(len(begin))
        if masks["new_axis"] >> i & 1 and not masks["ellipsis"] >> i & 1
    )
    rank = len(whole) + added
    sizes: list[int] = []
    picked: range | None = None
    source = position = i = 0
    while i < rank:
        if position < len(begin) and masks["ellipsis"] >> position & 1:
            span = max(1, min(1 + added + len(whole) - len(begin), rank - i))
            for _ in range(span):
                if source < len(whole):
                    sizes.append(whole[source])
                source += 1
                i += 1
            position += 1
            continue
        if masks["new_axis"] >> position & 1:
            sizes.append(1)
            position += 1
            i += 1
            continue
        if source >= len(whole):
            raise Unsure
        size = whole[source]
        if position >= len(begin):
            sizes.append(size)
            source += 1
            i += 1
            continue
        stride = strides[position]
        if stride == 0:
            node.refuse("option", "it steps by 0")
        shrink = masks["shrink_axis"] >> position & 1
        if offset and not shrink:
            span_of = end[position]
            start = 0
        else:
            start = _start(begin[position], size, stride, bool(masks["begin"] >> position & 1))
            stop = _stop(end[position], size, stride, bool(masks["end"] >> position & 1))
            span_of = stop - start
        if shrink:
            index = begin[position] + size if begin[position] < 0 else begin[position]
            picked = range(index, index + 1) if 0 <= index < size else None
        else:
            count = max(0, -(-span_of // stride)) if (span_of < 0) == (stride < 0) else 0
            sizes.append(count)
            picked = range(start, start + count * stride, stride)
        source += 1
        position += 1
        i += 1
    return sizes, picked if len(whole) == 1 else None


def _start(begin: int, size: int, stride: int, masked: bool) -> int:
    if masked:
        return 0 if stride > 0 else size - 1
    begin = begin + size if begin < 0 else begin
    return min(max(begin, 0), size) if stride > 0 else min(max(begin, -1), size - 1)


def _stop(end: int, size: int, stride: int, masked: bool) -> int:
    if masked:
        return size if stride > 0 else -1
    end = end + size if end < 0 else end
    return min(max(end, 0), size) if stride > 0 else min(max(end, -1), size - 1)


def gather(node: Node) -> None:
    """GATHER."""
    node.counts((2,))
    given, places, out = node.input(0), node.input(1), node.output
    node.takes(places, ("int32", "int64", "int16"), "indices")
    out.dtype = given.dtype
    axis = node.number("axis")
    index = axis + given.rank if axis < 0 else axis
    if not 0 <= index < given.rank:
        node.refuse("option", f"its axis {axis} is outside {text(given.sizes)}", given)
    batch = node.number("batch_dims")
    batch = batch + places.rank if batch < 0 else batch
    if not 0 <= batch <= index or batch > places.rank:
        node.refuse("option", f"its batch dimensions ({batch}) do not fit", places)
    if given.sizes[:batch] != places.sizes[:batch]:
        node.refuse(
            "shape", f"its batches {text(given.sizes)} and {text(places.sizes)} differ", places
        )
    if given.known and places.known:
        kept, wanted = given.values, places.values
        fits = (
            kept is not None
            and wanted is not None
            and given.rank == 1
            and all(0 <= place < len(kept) for place in wanted)
        )
        node.fold(tuple(kept[place] for place in wanted) if fits and kept and wanted else None)
    node.resize((*given.sizes[:index], *places.sizes[batch:], *given.sizes[index + 1 :]))


def gather_nd(node: Node) -> None:
    """GATHER_ND."""
    node.counts((2,))
    given, places, out = node.input(0), node.input(1), node.output
    node.takes(places, ("int32", "int64", "int16"), "indices")
    out.dtype = given.dtype
    if given.rank < 1 or places.rank < 1:
        node.refuse("shape", "its input or its indices are a scalar", given)
    depth = places.sizes[-1]
    if depth > given.rank:
        node.refuse("shape", f"its indices have {depth} numbers for {text(given.sizes)}", places)
    node.resize((*places.sizes[:-1], *given.sizes[depth:]))


def top_k(node: Node) -> None:
    """TOPK_V2."""
    node.counts((2,), (2,))
    given, amount, out = node.input(0), node.input(1), node.output
    node.same_type(given, out)
    node.takes(amount, ("int32", "int16"), "count")
    if not amount.known:
        node.sized_while_running(0)
        node.sized_while_running(1)
        return
    if amount.elements != 1:
        node.refuse("shape", f"its count has {amount.elements} numbers", amount)
    wanted = amount.numbers[0]
    if given.rank < 1 or wanted < 0 or given.sizes[-1] < wanted:
        node.refuse("shape", f"it picks {wanted} of {text(given.sizes)}", given)
    for number in (0, 1):
        node.resize((*given.sizes[:-1], wanted), number)


def arg_max(node: Node) -> None:
    """ARG_MAX and ARG_MIN."""
    node.counts((2,))
    given, axis, out = node.input(0), node.input(1), node.output
    if axis.elements != 1:
        node.refuse("shape", f"its axis has {axis.elements} numbers", axis)
    node.takes(axis, _INDEX, "axis")
    kind = node.number("output_type", -1)
    if node.complete and kind not in (2, 4):
        node.refuse("type", "its indices are to be neither int32 nor int64", out)
    if kind in (2, 4):
        out.dtype = "int32" if kind == 2 else "int64"
    node.takes(given, ("float32", "uint8", "int8", "int32", "bool"), "input")
    if given.rank < 1:
        node.refuse("shape", "its input is a scalar", given)
    if not axis.known:
        node.sized_while_running()
        return
    index = axis.numbers[0] + given.rank if axis.numbers[0] < 0 else axis.numbers[0]
    if not 0 <= index < given.rank:
        node.refuse("option", f"its axis {axis.numbers[0]} is outside {text(given.sizes)}", axis)
    if not given.sizes[index]:
        node.refuse(
            "shape", f"it looks for the largest of 0 elements in {text(given.sizes)}", given
        )
    node.resize((*given.sizes[:index], *given.sizes[index + 1 :]))


def where(node: Node) -> None:
    """WHERE."""
    node.counts((1,))
    mask, out = node.input(0), node.output
    out.dtype = "int64"
    node.takes(mask, ("bool", "float32", "int64", "int32", "int8", "uint8", "uint32"), "input")
    if not mask.known:
        node.sized_while_running()
        return
    raise Unsure


def one_hot(node: Node) -> None:
    """ONE_HOT."""
    node.counts((4,))
    places, depth, on, off = (node.input(index) for index in range(4))
    node.output.dtype = on.dtype
    node.takes(places, _INDEX, "indices")
    node.takes(depth, ("int32",), "depth")
    for state, what in ((depth, "depth"), (on, "value"), (off, "other value")):
        if state.elements != 1:
            node.refuse("shape", f"its {what} has {state.elements} numbers", state)
    node.same_type(on, off, what="its values")
    axis = node.number("axis", -1)
    index = places.rank if axis == -1 else axis
    if not 0 <= index <= places.rank:
        node.refuse("option", f"its axis {axis} is outside {text(places.sizes)}", places)
    if not depth.known:
        node.sized_while_running()
        return
    node.resize((*places.sizes[:index], depth.numbers[0], *places.sizes[index:]))


def range_(node: Node) -> None:
    """RANGE."""
    node.counts((3,))
    first, limit, step = (node.input(index) for index in range(3))
    for state, what in ((first, "start"), (limit, "limit"), (step, "step")):
        if state.rank:
            node.refuse("shape", f"its {what} is {text(state.sizes)}; a scalar is needed", state)
    node.takes(first, ("int32", "float32", "int64"), "start")
    node.same_type(first, limit, step, what="its operands")
    node.output.dtype = first.dtype
    if not (first.known and limit.known and step.known):
        node.sized_while_running()
        return
    node.fold(None)
    start, end, by = (*first.numbers, *limit.numbers, *step.numbers)
    if by == 0 or (end - start) * by < 0:
        node.refuse("option", f"it counts from {start} to {end} by {by}", step)
    node.resize((-((start - end) // by),))


def dynamic_update_slice(node: Node) -> None:
    """DYNAMIC_UPDATE_SLICE."""
    node.counts((3,))
    given, part, starts, out = node.input(0), node.input(1), node.input(2), node.output
    node.ranks(starts, (1,), "starts")
    if starts.elements != given.rank or part.rank != given.rank:
        node.refuse("shape", f"its parts do not fit {text(given.sizes)}", starts)
    if any(a > b for a, b in zip(part.sizes, given.sizes, strict=True)):
        node.refuse("shape", f"it writes {text(part.sizes)} into {text(given.sizes)}", part)
    node.same_type(given, part, what="its input and what it writes")
    node.takes(starts, _INDEX, "starts")
    out.dtype = given.dtype
    node.resize(given.sizes)


def scatter_nd(node: Node) -> None:
    """SCATTER_ND."""
    node.counts((3,))
    places, values, shape = (node.input(index) for index in range(3))
    node.takes(places, ("int32",), "indices")
    node.takes(values, ("float32", "uint8", "int8", "int32", "int64", "bool"), "values")
    node.same_type(places, shape, what="its indices and its shape")
    node.output.dtype = values.dtype
    if not shape.known:
        node.sized_while_running()
        return
    if shape.rank != 1 or places.rank < 1 or values.rank < 1:
        node.refuse("shape", "its shape is no list, or its indices or values are a scalar", shape)
    depth = places.sizes[-1]
    if values.rank - (places.rank - 1) != shape.elements - depth:
        node.refuse(
            "shape",
            f"its values {text(values.sizes)} and indices {text(places.sizes)} do not go with "
            f"{shape.elements} dimensions",
            values,
        )
    wanted = shape.numbers
    if (
        places.sizes[:-1] != values.sizes[: places.rank - 1]
        or values.sizes[places.rank - 1 :] != wanted[depth:]
    ):
        node.refuse(
            "shape",
            f"its values {text(values.sizes)} do not go with indices {text(places.sizes)} in "
            f"{text(wanted)}",
            values,
        )
    node.resize(wanted)


def cumsum(node: Node) -> None:
    """CUMSUM."""
    node.counts((2,))
    given, axis = node.input(0), node.input(1)
    if not given.rank:
        node.refuse("shape", "its input is a scalar", given)
    node.takes(given, ("int32", "float32", "int64"), "input")
    node.takes(axis, ("int32",), "axis")
    if axis.elements != 1:
        node.refuse("shape", f"its axis has {axis.elements} numbers", axis)
    node.resize(given.sizes)


def reverse(node: Node) -> None:
    """REVERSE_V2."""
    node.counts((2,))
    given, axes = node.input(0), node.input(1)
    node.ranks(axes, (1,), "axes")
    node.takes(axes, ("int32",), "axes")
    if given.rank < axes.elements:
        node.refuse("shape", f"it has {axes.elements} axes for {text(given.sizes)}", axes)
    node.takes(
        given,
        ("int32", "float32", "uint8", "int8", "int16", "int64", "bool"),
        "input",
    )
    node.same_type(given, node.output)
    node.resize(given.sizes)


def reverse_sequence(node: Node) -> None:
    """REVERSE_SEQUENCE."""
    node.counts((2,))
    given, lengths = node.input(0), node.input(1)
    node.ranks(lengths, (1,), "lengths")
    node.takes(given, ("float32", "uint8", "int16", "int32", "int64"), "input")
    node.takes(lengths, _INDEX, "lengths")
    node.same_type(given, node.output)
    node.resize(given.sizes)
