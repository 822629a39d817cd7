"""Deformable convolution, under the names that frameworks give it."""

from collections.abc import Iterator

from dlpulint.facts.pattern import Pattern
from dlpulint.model import Model

NAME = "deformable convolution"


def deformable_convolutions(model: Model) -> Iterator[Pattern]:
    """Every deformable convolution: the standard operator, or a custom one that says so."""
    for operator in model.operators:
        foreign = ":" in operator.kind
        if operator.kind == "deformable-conv" or (foreign and "deform" in operator.native.lower()):
            yield Pattern(NAME, operator, (operator,))
