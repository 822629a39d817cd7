"""Operators that draw numbers."""

from dlpulint.facts.preparation.node import FLOAT, Node


def drawn(node: Node) -> None:
    """RANDOM_UNIFORM and RANDOM_STANDARD_NORMAL."""
    node.counts((1,))
    shape = node.input(0)
    node.ranks(shape, (1,), "shape")
    node.takes(shape, ("int32",), "shape")
    if not shape.known:
        node.sized_while_running()
    else:
        node.resize(shape.numbers)


def multinomial(node: Node) -> None:
    """MULTINOMIAL."""
    node.counts((2,))
    logits, count = node.input(0), node.input(1)
    node.takes(logits, (FLOAT,), "input")
    node.takes(count, ("int32",), "sample count")
    if not count.known:
        node.sized_while_running()
    elif node.output.holding != "constant":
        node.resize((logits.sizes[0], *count.numbers[:1]))
