"""Convolutions over three dimensions."""

from dlpulint.facts.preparation.node import FLOAT, Node, State, text
from dlpulint.facts.preparation.windows import positive, windows

_SIDES = ("depth", "height", "width")


def conv_3d(node: Node) -> None:
    """CONV_3D."""
    node.counts((2, 3))
    given, weights = _volumes(node, 0)
    _fit(node, given, weights, weights.sizes[3])
    _types(node, given, weights, node.optional(2), weights.sizes[4])
    made = [_places(node, at, given.sizes[at + 1], weights.sizes[at]) for at in range(3)]
    node.resize((given.sizes[0], *made, weights.sizes[4]))


def transpose_conv_3d(node: Node) -> None:
    """CONV_3D_TRANSPOSE."""
    node.counts((3, 4))
    shape = node.input(0)
    node.ranks(shape, (1,), "output shape")
    if shape.elements != 5:
        node.refuse("shape", f"its output shape has {shape.elements} numbers; 5 are needed", shape)
    given, weights = _volumes(node, 2)
    _fit(node, given, weights, weights.sizes[4])
    node.takes(shape, ("int32",), "output shape")
    _types(node, given, weights, node.optional(3), weights.sizes[3])
    if not shape.known:
        node.sized_while_running()
        return
    made = shape.numbers
    read = [_places(node, at, made[at + 1], weights.sizes[at]) for at in range(3)]
    if made[4] != weights.sizes[3] or (made[0], *read) != given.sizes[:4]:
        node.refuse(
            "shape",
            f"its output shape {text(made)} does not go with its input {text(given.sizes)}",
            shape,
        )
    node.resize(made)


def _places(node: Node, at: int, size: int, window: int) -> int:
    """The places of a window along depth, height or width."""
    side = _SIDES[at]
    stride, dilation = node.number(f"stride_{side}"), node.number(f"dilation_{side}")
    if node.complete and node.word("padding") not in ("same", "valid"):
        node.refuse("option", f"its padding is {node.operator.attributes.get('padding')}")
    positive(node, f"stride_{side}", f"dilation_{side}")
    return windows(node, size, window, stride, dilation)


def _volumes(node: Node, index: int) -> tuple[State, State]:
    given, weights = node.input(index), node.input(1)
    node.ranks(given, (5,), "input")
    node.ranks(weights, (5,), "weights")
    return given, weights


def _fit(node: Node, given: State, weights: State, channels: int) -> None:
    if given.sizes[4] != channels:
        node.refuse(
            "shape",
            f"its input {text(given.sizes)} and weights {text(weights.sizes)} do not fit",
            weights,
        )


def _types(node: Node, given: State, weights: State, bias: State | None, channels: int) -> None:
    for state, what in ((given, "input"), (weights, "weights"), (node.output, "output")):
        node.takes(state, (FLOAT,), what)
    if bias is None:
        return
    node.takes(bias, (FLOAT,), "bias")
    if bias.elements != channels:
        node.refuse("shape", f"its bias has {bias.elements} numbers for {channels} channels", bias)
