"""Shapes computed inside a graph, where an exporter could have written constants."""

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
    """Every operator that reads a shape, with those after it that compute with shapes only."""
    seen: set[Operator] = set()
    for operator in model.operators:
        if operator.kind in _SOURCES and operator not in seen:
            members = _readers(operator, model, seen)
            seen.update(members)
            order = sorted(members, key=lambda member: (member.subgraph, member.index))
            yield Pattern(NAME, operator, tuple(order))


def _readers(source: Operator, model: Model, seen: set[Operator]) -> set[Operator]:
    """The source and the operators that compute with its shape, without those in `seen`."""
    members = {source}
    waiting = list(source.outputs)
    for tensor in waiting:
        for reader in model.consumers(tensor):
            whole = all(output.dtype in _WHOLE for output in reader.outputs)
            if whole and reader.kind not in _USERS and reader not in members and reader not in seen:
                members.add(reader)
                waiting.extend(reader.outputs)
    return members
