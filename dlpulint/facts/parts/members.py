"""The operators of parts: their layers, and what stands beside these in a file."""

from collections.abc import Mapping, Sequence, Set

from msgspec import Struct

from dlpulint.facts.families.skeleton import Skeleton
from dlpulint.model.graph import Model, Operator

_AHEAD = frozenset({"pad", "pad-v2", "mirror-pad", "space-to-batch"})
"""Kinds that belong to the layer after them; all others to that before."""


def members(
    model: Model, skeleton: Skeleton, spans: Sequence[Set[Operator]]
) -> tuple[tuple[Operator, ...], ...]:
    """The operators of each span of layers, in file order.

    To layers belong their activations, normalizations, conversions and reshapes, the padding
    before them, and what is computed from constants for them.
    """
    home = {operator: part for part, inside in enumerate(spans) for operator in inside}
    main = [operator for operator in model.operators if operator.subgraph == 0]
    layers = {layer.operator for layer in skeleton.layers if layer.operator is not None}
    others = [o for o in main if o not in home and (o not in layers or _counts(o))]
    # In a preview, several operators have the index of the one that they were made from.
    order = {operator: number for number, operator in enumerate(main)}
    begins = [min(map(order.__getitem__, inside)) for inside in spans]
    ahead = _only_readers(model, others, home)
    around = _Surroundings(model, layers, ahead, order, begins)
    _settle(around, others, home)
    found: list[list[Operator]] = [[] for _ in spans]
    for operator in main:
        if operator in home:
            found[home[operator]].append(operator)
    return tuple(map(tuple, found))


def _counts(operator: Operator) -> bool:
    """Whether an operator computes a shape or another vector, and no features."""
    rank = None if operator.output is None else operator.output.rank
    return rank is not None and rank <= 1


class _Surroundings(Struct, frozen=True):
    """What a part of an operator is decided by."""

    model: Model
    layers: Set[Operator]
    ahead: Mapping[Operator, int]
    """By operator: the part that all its readers belong to, where there is a single one."""
    order: Mapping[Operator, int]
    begins: Sequence[int]
    """By part: the place of its first layer in `order`."""


def _settle(around: _Surroundings, others: Sequence[Operator], home: dict[Operator, int]) -> None:
    """Give the operators that are no layers the part of the layers that they belong to."""
    fixed: list[Operator] = []
    constant: set[Operator | None] = set()
    for operator in others:
        computed = [t for t in operator.inputs if t is not None and not t.constant]
        producers = [around.model.producer(tensor) for tensor in computed]
        if constant.issuperset(producers):
            constant.add(operator)
            fixed.append(operator)
            continue
        part = _part(around, operator, [p for p in producers if p not in constant], home)
        if part is not None:
            home[operator] = part
    for operator in reversed(fixed):
        readers = [r for tensor in operator.outputs for r in around.model.consumers(tensor)]
        parts = [home[reader] for reader in readers if reader in home]
        if parts and len(parts) == len(readers):
            home[operator] = min(parts)


def _part(
    around: _Surroundings,
    operator: Operator,
    producers: Sequence[Operator | None],
    home: Mapping[Operator, int],
) -> int | None:
    after = around.ahead.get(operator)
    if operator.kind in _AHEAD or (after is not None and _passed(around, operator, after, home)):
        return after
    parts = {None if producer is None else home.get(producer) for producer in producers}
    if operator in around.layers:
        return after if parts == {after} else None
    if after is not None and producers.count(None) == len(producers):
        # An input of the graph in the midst of a part: a mask.
        return after if around.begins[after] < around.order[operator] else None
    if len(parts) == 1:
        return parts.pop()
    return after if after in parts else None


def _passed(
    around: _Surroundings, operator: Operator, after: int, home: Mapping[Operator, int]
) -> bool:
    """Whether the part after it reads its input as well, as blocks do that begin with it."""
    given = operator.input
    return given is not None and any(
        reader in around.layers and home.get(reader) == after
        for reader in around.model.consumers(given)
    )


def _only_readers(
    model: Model, operators: Sequence[Operator], home: Mapping[Operator, int]
) -> dict[Operator, int]:
    """By operator: the part that all its readers belong to, where there is a single one."""
    outputs = set(model.outputs)
    found: dict[Operator, int] = {}
    for operator in reversed(operators):
        readers = [reader for tensor in operator.outputs for reader in model.consumers(tensor)]
        parts = {home.get(reader, found.get(reader)) for reader in readers}
        part = parts.pop() if len(parts) == 1 else None
        if part is not None and outputs.isdisjoint(operator.outputs):
            found[operator] = part
    return found
