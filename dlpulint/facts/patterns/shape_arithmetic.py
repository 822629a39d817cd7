"""Shapes worked out inside a graph, where an exporter could have written them down."""

from collections.abc import Iterator

from dlpulint.facts.patterns.pattern import Pattern
from dlpulint.model.graph import Model, Operator

NAME = "shape arithmetic"

_SOURCES = frozenset({"shape", "size", "rank"})
_USERS = frozenset(
    {"reshape", "resize", "resize-nearest", "resize-bilinear", "broadcast-to", "fill"}
)
"""Operators that read a shape and work on an image: the arithmetic ends before them."""
_WHOLE = frozenset({"int64", "int32", "bool"})


def shape_arithmetic(model: Model) -> Iterator[Pattern]:
    """Every operator that reads a shape, with those after it that work on nothing but shapes."""
    seen: set[Operator] = set()
    for operator in model.operators:
        if operator.kind in _SOURCES and operator not in seen:
            members = _behind(operator, model, seen)
            seen.update(members)
            yield Pattern(NAME, operator, tuple(sorted(members, key=_place)))


def _behind(source: Operator, model: Model, seen: set[Operator]) -> set[Operator]:
    """The source and what works on its shape, as far as no other source has come before."""
    members = {source}
    waiting = list(source.outputs)
    for tensor in waiting:
        for reader in model.consumers(tensor):
            whole = all(output.dtype in _WHOLE for output in reader.outputs)
            if whole and reader.kind not in _USERS and reader not in members and reader not in seen:
                members.add(reader)
                waiting.extend(reader.outputs)
    return members


def _place(operator: Operator) -> tuple[int, int]:
    return operator.subgraph, operator.index
