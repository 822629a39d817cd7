"""Operators that join tensors, and those that take them apart."""

from dlpulint.facts.preparation.node import Node, State, text
from dlpulint.facts.preparation.scales import no_zero_point, same_scales

_UNPACKED = ("float32", "uint8", "int8", "int16", "int32", "bool")
_PARTED = ("float32", "uint8", "int8", "int16", "int32", "int64")


def concatenation(node: Node) -> None:
    """CONCATENATION."""
    if not node.inputs:
        node.counts((1,))
    first, out = node.input(0), node.output
    axis = _axis(node, node.number("axis"), first)
    activation = node.word("fused_activation") or "none"
    if activation != "none":
        node.refuse("option", f"its fused activation is {activation}")
    total = 0
    for index in range(len(node.inputs)):
        state = node.input(index)
        if state.rank != first.rank:
            node.refuse(
                "shape", f"its inputs {text(first.sizes)} and {text(state.sizes)} differ in rank"
            )
        node.same_type(first, state, what="its inputs")
        for other in range(first.rank):
            if other != axis and state.sizes[other] != first.sizes[other]:
                node.refuse(
                    "shape",
                    f"it joins along dimension {axis} and its inputs {text(first.sizes)} and "
                    f"{text(state.sizes)} differ in dimension {other} too: {state.name}",
                    state,
                )
        total += state.sizes[axis]
    node.same_type(first, out)
    for index in range(len(node.inputs)):
        if first.dtype == "int8":
            same_scales(node, node.input(index), out)
        elif first.dtype == "int16":
            no_zero_point(node, node.input(index), "input")
            no_zero_point(node, out, "output")
    sizes = list(first.sizes)
    sizes[axis] = total
    states = [node.input(index) for index in range(len(node.inputs))]
    if all(state.known for state in states):
        kept = [state.values for state in states]
        flat = first.rank == 1 and all(values is not None for values in kept)
        node.fold(sum((values or () for values in kept), ()) if flat else None)
    node.resize(sizes)


def _known_axis(node: Node, axis: State, given: State) -> int:
    node.takes(axis, ("int32", "int64"), "axis")
    return _axis(node, axis.numbers[0], given)


def _axis(node: Node, axis: int, state: State) -> int:
    index = axis + state.rank if axis < 0 else axis
    if not 0 <= index < state.rank:
        node.refuse("option", f"its axis {axis} is outside {text(state.sizes)}", state)
    return index


def pack(node: Node) -> None:
    """PACK."""
    count = node.number("count", 0) if node.complete else len(node.inputs)
    node.counts((count,))
    first, out = node.input(0), node.output
    axis = node.number("axis")
    index = axis + first.rank + 1 if axis < 0 else axis
    if not 0 <= index <= first.rank:
        node.refuse("option", f"its axis {axis} is outside {text(first.sizes)}", first)
    for number in range(1, len(node.inputs)):
        state = node.input(number)
        if state.sizes != first.sizes:
            node.refuse(
                "shape", f"its inputs {text(first.sizes)} and {text(state.sizes)} differ", state
            )
        node.same_type(first, state, what="its inputs")
    node.same_type(first, out)
    for number in range(len(node.inputs)):
        same_scales(node, node.input(number), out)
    node.resize((*first.sizes[:index], len(node.inputs), *first.sizes[index:]))


def unpack(node: Node) -> None:
    """UNPACK."""
    count = node.number("num_outputs", 0) if node.complete else len(node.outputs)
    node.counts((1,), (count,))
    given = node.input(0)
    if not given.rank:
        node.refuse("shape", "its input is a scalar", given)
    index = _axis(node, node.number("axis"), given)
    node.takes(given, _UNPACKED, "input")
    if given.sizes[index] != len(node.outputs):
        node.refuse(
            "shape",
            f"it has {len(node.outputs)} outputs for the {given.sizes[index]} slices of "
            f"{text(given.sizes)}",
            given,
        )
    for number, out in enumerate(node.outputs):
        node.same_type(given, out)
        same_scales(node, given, out)
        node.resize((*given.sizes[:index], *given.sizes[index + 1 :]), number)


def split(node: Node) -> None:
    """SPLIT."""
    count = node.number("num_outputs", 0) if node.complete else len(node.outputs)
    node.counts((2,), (count,))
    axis, given = node.input(0), node.input(1)
    for out in node.outputs:
        out.dtype = given.dtype
    if not axis.known:
        for number in range(len(node.outputs)):
            node.sized_while_running(number)
        return
    node.takes(given, _PARTED, "input")
    index = _known_axis(node, axis, given)
    size = given.sizes[index]
    if not node.outputs or size % len(node.outputs):
        node.refuse("shape", f"it makes {len(node.outputs)} equal parts of {size}", given)
    for number in range(len(node.outputs)):
        sizes = list(given.sizes)
        sizes[index] = size // len(node.outputs)
        node.resize(sizes, number)


def split_v(node: Node) -> None:
    """SPLIT_V."""
    count = node.number("num_outputs", 0) if node.complete else len(node.outputs)
    node.counts((3,), (count,))
    given, sizes, axis = node.input(0), node.input(1), node.input(2)
    for out in node.outputs:
        out.dtype = given.dtype
    node.ranks(sizes, (1,), "sizes")
    if sizes.elements != len(node.outputs):
        node.refuse(
            "shape", f"it has {sizes.elements} sizes for {len(node.outputs)} outputs", sizes
        )
    if not (sizes.known and axis.known):
        for number in range(len(node.outputs)):
            node.sized_while_running(number)
        return
    node.takes(sizes, ("int32", "int64"), "sizes")
    node.takes(given, _PARTED, "input")
    index = _known_axis(node, axis, given)
    parts, whole = list(sizes.numbers), given.sizes[index]
    if parts.count(-1) == 1:
        parts[parts.index(-1)] = whole - sum(parts) - 1
    if parts.count(-1) > 1 or sum(parts) != whole:
        node.refuse("shape", f"its parts {text(sizes.numbers)} do not make {whole}", sizes)
    for number, part in enumerate(parts):
        made = list(given.sizes)
        made[index] = part
        node.resize(made, number)
