"""Operators taken over from StableHLO."""

from dlpulint.facts.preparation.node import Node, text
from dlpulint.facts.preparation.refusal import Unsure


def dilate(node: Node) -> None:
    """DILATE."""
    node.counts((3,))
    given, factors, padding = node.input(0), node.input(1), node.input(2)
    if given.rank < 1:
        node.refuse("shape", "its input is a scalar", given)
    node.same_type(given, node.output)
    node.same_type(given, padding, what="its input and padding value")
    if not factors.known:
        node.sized_while_running()
        return
    node.takes(factors, ("int32",), "factors")
    if factors.elements < given.rank:
        raise Unsure
    sizes = zip(given.sizes, factors.numbers, strict=False)
    node.resize((size - 1) * factor + 1 for size, factor in sizes)


def reduce_window(node: Node) -> None:
    """REDUCE_WINDOW."""
    node.counts((5,))
    given, start = node.input(0), node.input(1)
    lists = [(node.input(index), _LISTS[index]) for index in _LISTS]
    for state, what in lists:
        if not state.known:
            node.refuse("operands", f"its {what} are computed; TFLite accepts constants", state)
    node.same_type(given, node.output)
    node.same_type(given, start, what="its input and first value")
    for state, what in lists:
        node.takes(state, ("int64",), what)
        if state.sizes != (given.rank,):
            node.refuse("shape", f"its {what} are {text(state.sizes)}", state)
    sizes = []
    for size, window, stride, dilation in zip(
        given.sizes, *(state.numbers for state, _ in lists), strict=True
    ):
        if stride < 1:
            node.refuse("option", f"its stride is {stride}")
        covered = (window - 1) * dilation + 1
        sizes.append(max(0, (size - covered) // stride + 1))
    node.resize(sizes)


_LISTS = {2: "window sizes", 3: "strides", 4: "dilations"}
