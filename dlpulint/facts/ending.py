"""The end of a network: its last weighted layers, and the operators after them."""

from msgspec import Struct

from dlpulint.facts.macs import MAC_KINDS
from dlpulint.model.graph import Model, Operator


class Ending(Struct, frozen=True):
    """The end of the main graph."""

    heads: frozenset[Operator]
    """The last weighted layers before the outputs; the task decides their sizes, not the chip."""
    behind: tuple[Operator, ...]
    """The operators between `heads` and the outputs, in file order."""


def ending_of(model: Model) -> Ending:
    """Ending found by walking from the outputs back to the first weighted layer on each path."""
    heads: set[Operator] = set()
    behind: set[Operator] = set()
    waiting = list(model.outputs)
    for tensor in waiting:
        operator = model.producer(tensor)
        if operator is None or operator in heads or operator in behind:
            continue
        if operator.kind in MAC_KINDS and operator.weights is not None:
            heads.add(operator)
            continue
        behind.add(operator)
        waiting.extend(t for t in operator.inputs if t is not None and not t.constant)
    order = tuple(operator for operator in model.operators if operator in behind)
    return Ending(frozenset(heads), order)
