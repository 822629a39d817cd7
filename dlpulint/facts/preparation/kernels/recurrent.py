"""LSTM cells, alone and over a sequence."""

from dlpulint.facts.preparation.node import Node, Sizes, State, text
from dlpulint.facts.preparation.refusal import Unsure
from dlpulint.facts.preparation.scales import quantized

_INPUT_WEIGHTS, _OUTPUT_WEIGHTS, _RECURRENT_OUTPUT = range(1, 5), 4, 8
_PEEPHOLES, _BIASES, _NORMS = range(9, 12), range(12, 16), range(20, 24)
_PROJECTION, _PROJECTION_BIAS, _OUTPUT_STATE, _CELL_STATE = 16, 17, 18, 19
_OPTIONAL = frozenset({1, 5, 12, *_PEEPHOLES, _PROJECTION, _PROJECTION_BIAS, *_NORMS})
"""Inputs that may be left out; those of the input gate are where gates are coupled."""


def lstm(node: Node) -> None:
    """LSTM and UNIDIRECTIONAL_SEQUENCE_LSTM."""
    if node.native == "LSTM":
        if node.complete and "fused_activation" not in node.operator.attributes:
            node.refuse("option", "it has no options")
        if node.number("kernel_type") not in (0, 1):
            node.refuse("option", f"its kernel type is {node.number('kernel_type')}")
        if node.number("kernel_type") == 1:
            node.counts((5,), (4,))
            raise Unsure
    node.counts((20, 24))
    if not node.complete:
        raise Unsure
    given = node.input(0)
    node.takes(given, ("float32", "int8"), "input")
    batch, width = _batch_and_width(node, given)
    last, recurrent = node.input(_OUTPUT_WEIGHTS), node.input(_RECURRENT_OUTPUT)
    node.ranks(last, (2,), "weights")
    node.ranks(recurrent, (2,), "recurrent weights")
    cells, units = last.sizes[0], recurrent.sizes[1]
    shapes: dict[int, Sizes] = {_PROJECTION: (units, cells), _PROJECTION_BIAS: (units,)}
    shapes |= dict.fromkeys(_INPUT_WEIGHTS, (cells, width))
    shapes |= dict.fromkeys(range(5, 9), (cells, units))
    shapes |= dict.fromkeys((*_PEEPHOLES, *_BIASES), (cells,))
    if len(node.inputs) == 24:
        shapes |= dict.fromkeys(_NORMS, (cells,))
    for index, sizes in shapes.items():
        _fits(node, index, sizes)
    _together(node)
    _types(node, given, last)
    for index, count in ((_OUTPUT_STATE, batch * units), (_CELL_STATE, batch * cells)):
        state = node.input(index)
        if node.complete and not state.tensor.variable:
            node.refuse("operands", f"its state {state.name} is no variable", state)
        if state.elements != count:
            node.refuse("shape", f"its state {state.name} is {text(state.sizes)}", state)
    if given.dtype == "int8":
        _held(node)
    node.resize((*given.sizes[:-1], units))


def _batch_and_width(node: Node, given: State) -> tuple[int, int]:
    if node.native == "LSTM":
        if given.rank < 2:
            node.ranks(given, (2,), "input")
        return given.sizes[0], given.sizes[1]
    node.ranks(given, (3,), "input")
    return given.sizes[1 if node.flag("time_major") else 0], given.sizes[2]


def _fits(node: Node, index: int, sizes: Sizes) -> None:
    state = node.optional(index)
    if state is None:
        if index not in _OPTIONAL:
            node.input(index)
        return
    if state.sizes != sizes:
        node.refuse(
            "shape", f"its input {index} is {text(state.sizes)}; {text(sizes)} is needed", state
        )
    if len(sizes) == 2 and not state.known and node.input(0).dtype == "int8":
        node.refuse("operands", f"its input {index}, {state.name}, has no content", state)


def _held(node: Node) -> None:
    """Refuses what an 8-bit cell reads before it runs and does not find; TFLite crashes there."""
    quantized(node, node.input(_CELL_STATE), "cell state")
    unscaled = set(node.list("unscaled_intermediates") or ())
    if node.optional(_NORMS[0]) is None and node.optional(_NORMS[1]) is None:
        unscaled -= {0, 1, 2, 3}
    if unscaled:
        node.refuse("no-quantization", f"its intermediate result {min(unscaled)} has no scale")
    bias = node.optional(_PROJECTION_BIAS)
    if bias is not None and not bias.known:
        node.refuse("operands", f"its projection's bias{bias.label} has no content", bias)


def _together(node: Node) -> None:
    """Refuses operands of a gate, of peepholes, norms or a projection of which part is left out."""
    present = [node.optional(index) is not None for index in range(24)]
    gate = present[1]
    peepholes = present[10:12] if not gate else present[9:12]
    whole = {
        "weights of its input gate": present[1] == present[5] == present[12],
        "peepholes": all(peepholes) or not any(present[9:12]),
        "norms": not present[21] or (all(present[22:24]) and present[20] == gate),
        "projection": present[_PROJECTION] or not present[_PROJECTION_BIAS],
    }
    for what, fits in whole.items():
        if not fits:
            node.refuse("operands", f"part of the {what} is left out")


def _types(node: Node, given: State, weights: State) -> None:
    whole = given.dtype == "int8"
    matrices = [node.optional(index) for index in (*range(1, 9), _PROJECTION)]
    for state in matrices:
        if state is not None:
            node.same_type(weights, state, what="its weights")
    for index in (*_BIASES, _PROJECTION_BIAS):
        bias = node.optional(index)
        if bias is not None:
            node.takes(bias, ("int32",) if whole else ("float32",), f"input {index}")
    for index in (*_PEEPHOLES, *(_NORMS if len(node.inputs) == 24 else ())):
        factor = node.optional(index)
        real = weights.dtype if index in _PEEPHOLES else "float32"
        if factor is not None:
            node.takes(factor, ("int16" if whole else real,), f"input {index}")
