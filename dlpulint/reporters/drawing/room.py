"""The number of connections in a graph, and how many of them a picture has room for."""

from typing import Final

from dlpulint.model.outline import Outline

MOST_CONNECTIONS: Final = 21_000
"""Most connections of a graph that is drawn: about two per operator of the largest one.

Nobody can read more, and a small file may have a thousand per operator.
"""


def connections(outline: Outline) -> int:
    """Number of tensors that operators read, once per reader, without constants."""
    constant = [tensor.constant for tensor in outline.tensors]
    return sum(
        1
        for operator in outline.operators
        for tensor in operator.inputs
        if tensor is not None and not constant[tensor]
    )


def operands(outline: Outline) -> int:
    """Number of tensors that operators read and write, once per operator."""
    return sum(len(operator.inputs) + len(operator.outputs) for operator in outline.operators)
