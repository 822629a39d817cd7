"""Plain recurrent cells, and cells that read a sequence from both ends."""

from dlpulint.facts.preparation.node import FLOAT, Node, State, text
from dlpulint.facts.preparation.refusal import Unsure

_LSTM_INPUTS = 48
_FORWARD, _BACKWARD = 1, 18
"""The first weights of an LSTM's two directions."""


def cell(node: Node) -> None:
    """RNN."""
    node.counts((5,))
    given = node.input(0)
    if given.rank < 2:
        node.ranks(given, (2,), "input")
    units = _weights(node, given, 1)
    node.takes(given, (FLOAT,), "input")
    _hidden(node, 4, given.sizes[0], units)
    node.resize((given.sizes[0], units))


def sequence(node: Node) -> None:
    """UNIDIRECTIONAL_SEQUENCE_RNN."""
    node.counts((5,))
    given = node.input(0)
    node.ranks(given, (3,), "input")
    units = _weights(node, given, 1)
    node.takes(given, (FLOAT,), "input")
    _hidden(node, 4, _batch(node, given), units)
    node.resize((*given.sizes[:2], units))


def both_ways(node: Node) -> None:
    """BIDIRECTIONAL_SEQUENCE_RNN."""
    merged = node.flag("merge_outputs")
    node.counts((12,), (1 if merged else 2,))
    given = node.input(0)
    node.takes(given, (FLOAT,), "input")
    node.ranks(given, (3,), "input")
    units = [_direction(node, given, first) for first in (1, 5)]
    for first, count in zip((4, 8), units, strict=True):
        _hidden(node, first, _batch(node, given), count)
    if merged:
        node.resize((*given.sizes[:2], sum(units)))
        return
    for number, count in enumerate(units):
        node.resize((*given.sizes[:2], count), number)


def lstm_both_ways(node: Node) -> None:
    """BIDIRECTIONAL_SEQUENCE_LSTM."""
    merged = node.flag("merge_outputs")
    node.counts((_LSTM_INPUTS,), (1 if merged else 2,))
    given = node.input(0)
    node.takes(given, (FLOAT,), "input")
    node.ranks(given, (3,), "input")
    units = []
    for first in (_FORWARD, _BACKWARD):
        last, recurrent = node.input(first + 3), node.input(first + 7)
        node.ranks(last, (2,), "weights")
        if last.sizes[1] != given.sizes[2]:
            _misfit(node, given, last)
        node.ranks(recurrent, (2,), "recurrent weights")
        if recurrent.sizes[0] != last.sizes[0]:
            _misfit(node, last, recurrent)
        units.append(recurrent.sizes[1])
    if node.complete and not merged:
        for number, count in enumerate(units):
            node.resize((*given.sizes[:2], count), number)
    elif merged:
        node.resize((*given.sizes[:2], sum(units)))
    raise Unsure


def _batch(node: Node, given: State) -> int:
    return given.sizes[1 if node.flag("time_major") else 0]


def _weights(node: Node, given: State, first: int) -> int:
    """The number of units of a direction, whose weights begin at an input."""
    weights, recurrent, bias = (node.input(first + at) for at in range(3))
    node.ranks(weights, (2,), "weights")
    node.ranks(recurrent, (2,), "recurrent weights")
    node.ranks(bias, (1,), "bias")
    units = bias.sizes[0]
    if weights.sizes != (units, given.sizes[1 if node.native == "RNN" else 2]):
        _misfit(node, given, weights)
    if recurrent.sizes != (units, units):
        _misfit(node, bias, recurrent)
    node.same_type(weights, recurrent, what="its weights")
    return units


def _direction(node: Node, given: State, first: int) -> int:
    """The same of a cell that reads both ways, of which TFLite compares less."""
    weights, recurrent, bias = (node.input(first + at) for at in range(3))
    for state, least in ((weights, 2), (recurrent, 2), (bias, 1)):
        if state.rank < least:
            node.ranks(state, (least,), state.name or "weights")
    units = bias.sizes[0]
    if weights.sizes[:2] != (units, given.sizes[2]):
        _misfit(node, given, weights)
    if recurrent.sizes[1] != units or (first == 1 and recurrent.sizes[0] != units):
        _misfit(node, bias, recurrent)
    return units


def _hidden(node: Node, index: int, batch: int, units: int) -> None:
    hidden = node.input(index)
    node.ranks(hidden, (2,), "state")
    if hidden.sizes != (batch, units):
        needed = text((batch, units))
        node.refuse("shape", f"its state is {text(hidden.sizes)}; {needed} is needed", hidden)


def _misfit(node: Node, one: State, other: State) -> None:
    node.refuse(
        "shape",
        f"its {one.name or 'input'} {text(one.sizes)} and weights {text(other.sizes)} do not fit",
        other,
    )
