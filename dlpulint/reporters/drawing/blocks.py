"""Finds the blocks that a network is built of: runs of layers that come again.

A design is worth the operators that need not be looked at again, the more the larger its blocks
are: an encoder block twelve times, not `matmul, add` sixty times. What overlaps itself is made of
smaller blocks: not two halves of the twelve. Where blocks are cut through lines that their
neighbours share (before the `add` of a residual block), the design is worth less.
"""

from collections.abc import Hashable, Iterator, Sequence
from heapq import heapify, heappop, heappush
from itertools import accumulate, pairwise
from math import cbrt

from msgspec import Struct

from dlpulint.reporters.drawing.diagram import Diagram

_LONGEST = 160
"""Layers of a block."""
_WORK = 120_000
"""First layers times lengths that are looked at: in a network of many layers blocks are shorter."""
_FEWEST_OPERATORS = 3
_FEWEST_WEIGHTED = 2
"""A convolution and its activation are no block, but there are blocks without weights:"""
_MANY_OPERATORS = 6
_LEAST = 8.0
"""What a design has to be worth, so that a drawing is not cut up for nothing."""
_ACTIVATION = 2
_UNMARKED = 0.25
_WEIGHTLESS = 0.1
"""How much it speaks against a border that ways neither part nor join there, and that the layer
below it has no weights: as parts of a tensor that crosses it needlessly."""
_NAMED = 26
"""Designs that are told apart at most."""


class Block(Struct, frozen=True):
    """One of several runs of layers that are alike."""

    first: int
    end: int
    """The first layer after it."""
    design: int
    """From 1, in the order of the designs' first blocks."""
    number: int
    of: int


_Row = tuple[tuple[str, tuple[int, ...]], ...]


class _Layers(Struct, frozen=True):
    """What blocks are compared by."""

    tokens: list[int]
    """Equal where layers hold operators of the same names."""
    reads: list[_Row]
    """The operators of each layer, and how many layers above each of their inputs is written."""
    wiring: list[int]
    """Equal where `reads` are."""
    depths: list[int]
    """The furthest that a layer reads from."""
    weighted: list[int]
    """How many operators with weights there are before each layer."""
    operators: list[int]
    """How many there are before each layer."""
    live: list[int]
    """How many tensors cross the border above each layer."""
    seams: list[float]
    """How unlikely it is that a block ends and the next begins at the border above each layer."""


def blocks(diagram: Diagram, layer: list[int]) -> list[Block]:
    """The blocks from top to bottom; none overlaps another."""
    layers = _layers(diagram, layer)
    designs = sorted(_designs(layers))
    found = [
        Block(first, first + length, design, number, len(starts))
        for design, (starts, length) in enumerate(designs, 1)
        for number, first in enumerate(starts, 1)
    ]
    return sorted(found, key=lambda block: block.first)


def _layers(diagram: Diagram, layer: list[int]) -> _Layers:
    count = max(layer, default=-1) + 1
    above: list[list[int]] = [[] for _ in diagram.nodes]
    change = [0] * (count + 1)
    for net in diagram.nets:
        source = layer[net.source]
        for reader in net.readers:
            above[reader].append(layer[reader] - source)
        if net.readers:
            change[source + 1] += 1
            change[max(layer[reader] for reader in net.readers) + 1] -= 1
    # Ways part where a block begins, and join where one ends; `x * sigmoid(x)` is no block.
    marked = {
        layer[net.source] + 1
        for net in diagram.nets
        if len(net.readers) > 1
        and max(layer[reader] for reader in net.readers) - layer[net.source] > _ACTIVATION
    }
    marked |= {layer[node] + 1 for node, reads in enumerate(above) if len(reads) > 1}
    rows: list[list[tuple[str, tuple[int, ...]]]] = [[] for _ in range(count)]
    weighted = [0] * count
    for node, box in enumerate(diagram.nodes):
        rows[layer[node]].append((box.label, tuple(sorted(above[node]))))
        weighted[layer[node]] += box.weighted
    reads = [tuple(sorted(row)) for row in rows]
    depths = [max((above[-1] for _, above in row if above), default=0) for row in reads]
    return _Layers(
        tokens=_numbered([tuple(name for name, _ in row) for row in reads]),
        reads=reads,
        wiring=_numbered(reads),
        depths=depths,
        operators=[0, *accumulate(sum(1 for name, _ in row if name) for row in reads)],
        weighted=[0, *accumulate(weighted)],
        live=[max(1, level) for level in accumulate(change)],
        seams=[
            (_UNMARKED if border not in marked else 0.0)
            + (_WEIGHTLESS if border < count and not weighted[border] else 0.0)
            for border in range(count + 1)
        ],
    )


def _numbered(rows: Sequence[Hashable]) -> list[int]:
    """The same number for the same row."""
    known: dict[Hashable, int] = {}
    return [known.setdefault(row, len(known)) for row in rows]


def _designs(layers: _Layers) -> Iterator[tuple[tuple[int, ...], int]]:
    """First layers and length of each design, the worthiest first."""
    # Negative worth, first layer, length, candidates, and whether the worth is exact or a bound.
    heap: list[tuple[float, int, int, list[int], bool]] = [
        (-worth, starts[0], length, starts, False)
        for starts, length in _repeated(layers)
        if (worth := _bound(layers, starts, length)) >= _LEAST
    ]
    heapify(heap)
    taken = bytearray(len(layers.tokens))
    designs = 0
    while heap and designs < _NAMED:
        _, _, length, starts, exact = heappop(heap)
        free = _apart(
            [start for start in starts if taken.find(1, start, start + length) < 0], length
        )
        if len(free) < len(starts):
            candidates, measure = [free], _worth if exact else _bound
        elif not exact:
            candidates, measure, exact = _alike(layers, starts, length), _worth, True
        else:
            designs += 1
            for begin in free:
                taken[begin : begin + length] = b"\1" * length
            yield tuple(free), length
            continue
        for some in candidates:
            worth = measure(layers, some, length)
            if worth >= _LEAST:
                heappush(heap, (-worth, some[0], length, some, exact))


def _repeated(layers: _Layers) -> Iterator[tuple[list[int], int]]:
    """Runs of layers of the same operators, by where they begin; none overlaps another."""
    tokens = layers.tokens
    count = len(tokens)
    names = tokens
    alive = list(range(count))
    for length in range(2, min(_LONGEST, _WORK // (count + 1) + 2) + 1):
        known: dict[tuple[int, int], int] = {}
        groups: list[list[int]] = []
        for start in alive:
            if start + length <= count:
                key = (names[start], tokens[start + length - 1])
                number = known.setdefault(key, len(groups))
                if number == len(groups):
                    groups.append([])
                groups[number].append(start)
        names = [0] * count
        alive = []
        for number, starts in enumerate(groups):
            if len(starts) < 2:
                continue
            alive += starts
            for start in starts:
                names[start] = number
            apart = _apart(starts, length)
            # What overlaps itself is made of smaller repetitions.
            if len(apart) > 1 and 2 * (len(starts) - len(apart)) <= len(apart):
                yield apart, length
        if not alive:
            return
        alive.sort()


def _apart(starts: Sequence[int], length: int) -> list[int]:
    """As many of them as do not overlap."""
    result: list[int] = []
    for start in starts:
        if not result or start >= result[-1] + length:
            result.append(start)
    return result


def _alike(layers: _Layers, starts: list[int], length: int) -> list[list[int]]:
    """Groups of runs that are connected alike inside; none if they are a repetition themselves."""
    tokens = layers.tokens[starts[0] : starts[0] + length]
    for part in range(1, length // 2 + 1):
        if length % part == 0 and tokens[part:] == tokens[:-part]:
            return []
    groups: dict[tuple[object, ...], list[int]] = {}
    for start in starts:
        inside = tuple(
            layers.wiring[layer] if layers.depths[layer] <= offset else _cut(layers, layer, offset)
            for offset, layer in enumerate(range(start, start + length))
        )
        groups.setdefault(inside, []).append(start)
    return [group for group in groups.values() if len(group) > 1]


def _cut(layers: _Layers, layer: int, offset: int) -> _Row:
    """The layer without what it reads from further up than `offset` layers."""
    return tuple(
        (name, tuple(start for start in above if start <= offset))
        for name, above in layers.reads[layer]
    )


def _bound(layers: _Layers, starts: list[int], length: int) -> float:
    """What such runs can be worth at most."""
    if len(starts) < 2:
        return 0.0
    first, end = starts[0], starts[0] + length
    operators = layers.operators[end] - layers.operators[first]
    weighted = layers.weighted[end] - layers.weighted[first]
    large = operators >= _FEWEST_OPERATORS and weighted >= _FEWEST_WEIGHTED
    if not (large or operators >= _MANY_OPERATORS):
        return 0.0
    variety = len(set(pairwise(layers.tokens[first:end])))
    return (len(starts) - 1) * operators * cbrt(variety)


def _worth(layers: _Layers, starts: list[int], length: int) -> float:
    """What is saved, less for what more lines cross the blocks' borders than their insides."""
    bound = _bound(layers, starts, length)
    if not bound:
        return 0.0
    excess = 0.0
    for start in starts:
        live = layers.live[start : start + length + 1]
        excess += live[0] + live[-1] - 2 * min(live)
        excess += layers.seams[start] + layers.seams[start + length]
    return bound / (1 + excess / len(starts))
