"""Operators with a state, with names, or with tables."""

from dlpulint.facts.preparation.node import Node, text
from dlpulint.facts.preparation.refusal import Unsure
from dlpulint.facts.preparation.scales import quantized

_NAMES = ("resource", "int32")


def svdf(node: Node) -> None:
    """SVDF."""
    node.counts((5,))
    given, features, times, state = (node.input(index) for index in (0, 1, 2, 4))
    bias, out = node.optional(3), node.output
    node.takes(given, ("float32", "int8"), "input")
    for tensor, what in ((given, "input"), (features, "weights"), (times, "second weights")):
        node.ranks(tensor, (2,), what)
    rank = node.number("rank")
    filters, memory = features.sizes[0], times.sizes[1]
    if rank == 0 or filters % rank:
        node.refuse("option", f"its rank is {rank} for {filters} filters")
    units = filters // rank
    fits = (
        given.sizes[1] == features.sizes[1]
        and times.sizes[0] == filters
        and (bias is None or bias.sizes[:1] == (units,))
        and state.sizes == (given.sizes[0], memory * filters)
    )
    if not fits:
        node.refuse(
            "shape",
            f"its input {text(given.sizes)}, weights {text(features.sizes)} and "
            f"{text(times.sizes)} and state {text(state.sizes)} do not fit",
            state,
        )
    if given.dtype == "int8":
        for tensor, what in (
            (given, "input"),
            (features, "weights"),
            (state, "state"),
            (times, "second weights"),
            (out, "output"),
        ):
            quantized(node, tensor, what)
    node.resize((given.sizes[0], units))


def var_handle(node: Node) -> None:
    """VAR_HANDLE."""
    if not node.outputs:
        node.counts((len(node.inputs),))
    raise Unsure


def read_variable(node: Node) -> None:
    """READ_VARIABLE."""
    node.counts((1,))
    variable = node.input(0)
    node.takes(variable, _NAMES, "variable")
    if variable.elements != 1:
        node.refuse("shape", f"its variable is {text(variable.sizes)}", variable)
    if node.output.shape == ():
        # A scalar and a tensor without a rank look alike.
        node.sized_while_running()


def assign_variable(node: Node) -> None:
    """ASSIGN_VARIABLE."""
    node.counts((2,), (0,))
    variable = node.input(0)
    node.takes(variable, _NAMES, "variable")
    if variable.elements != 1:
        node.refuse("shape", f"its variable is {text(variable.sizes)}", variable)


def box_selection(node: Node) -> None:
    """NON_MAX_SUPPRESSION_V4 and _V5."""
    soft = node.native == "NON_MAX_SUPPRESSION_V5"
    node.counts((6 if soft else 5,), (3 if soft else 2,))
    boxes, scores, most = node.input(0), node.input(1), node.input(2)
    node.ranks(boxes, (2,), "boxes")
    if boxes.sizes[1] != 4:
        node.refuse("shape", f"its boxes are {text(boxes.sizes)}; 4 numbers each are needed", boxes)
    node.ranks(scores, (1,), "scores")
    if scores.sizes[0] != boxes.sizes[0]:
        node.refuse("shape", f"{boxes.sizes[0]} boxes have {scores.sizes[0]} scores", scores)
    for state, what in ((boxes, "boxes"), (scores, "scores")):
        node.takes(state, ("float32",), what)
    node.takes(most, ("int32",), "limit")
    limits = [node.input(index) for index in range(3, len(node.inputs))]
    for state in limits:
        node.takes(state, ("float32",), "threshold")
    for state in (most, *limits):
        node.ranks(state, (0,), "limit")
    last = len(node.outputs) - 1
    for number, dtype in enumerate(("int32", "float32", "int32") if soft else ("int32", "int32")):
        node.outputs[number].dtype = dtype
    if not most.known:
        for number in range(last):
            node.sized_while_running(number)
    else:
        for number in range(last):
            node.resize(most.numbers[:1], number)
    node.resize((), last)
