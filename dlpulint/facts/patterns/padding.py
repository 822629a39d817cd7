"""Padding that is an operator of its own before a convolution."""

from collections.abc import Iterator

from dlpulint.facts.patterns.pattern import Pattern
from dlpulint.facts.steps import readers_of
from dlpulint.model.graph import Model

NAME = "explicit padding"

_CONVOLUTIONS = frozenset({"conv", "depthwise-conv"})


def explicit_paddings(model: Model) -> Iterator[Pattern]:
    """Every padding operator that only convolutions read."""
    for operator in model.operators:
        if operator.kind in {"pad", "pad-v2"} and operator.output is not None:
            readers = readers_of(operator.output, model)
            if readers and all(reader.kind in _CONVOLUTIONS for reader in readers):
                yield Pattern(NAME, operator, (operator,))
