"""A part of a network with a name, and the layers that it consists of."""

from collections.abc import Iterable

from msgspec import Struct

from dlpulint.facts.families.skeleton import Layer
from dlpulint.model.graph import Operator

_LONGEST = 400
"""Layers that are followed back at most: a cross-stage block of 64 bottlenecks has fewer."""


class Part(Struct, frozen=True):
    """A part of the main graph, such as one inverted residual."""

    name: str
    operators: tuple[Operator, ...]
    """In file order; none belongs to another part."""


class Span(Struct, frozen=True):
    """The layers of a part, without activations, padding and conversions."""

    name: str
    operators: frozenset[Operator]


def span(name: str, layers: Iterable[Layer]) -> Span:
    """The span of some layers."""
    return Span(name, frozenset(layer.operator for layer in layers if layer.operator is not None))


def between(start: Layer, end: Layer, longest: int = _LONGEST) -> tuple[Layer, ...]:
    """The layers from `start`, which is not among them, to `end`.

    Empty where `end` depends on other layers too, or there are more than `longest` between.
    """
    found = {end: None}
    waiting = [end]
    for layer in waiting:
        for source, _ in layer.sources:
            if source is start or source in found:
                continue
            if source.type == "input" or len(found) == longest:
                return ()
            found[source] = None
            waiting.append(source)
    return tuple(found)
