"""Finds the blocks that a network is built of: runs of layers that come again.

A design is worth the operators that need not be looked at again, the more the larger its blocks
are: an encoder block twelve times, not `matmul, add` sixty times. What overlaps itself is made of
smaller blocks: not two halves of the twelve. Where blocks are cut through lines that their
neighbours share (before the `add` of a residual block), the design is worth less.
"""

from collections.abc import Iterator, Sequence
from heapq import heapify, heappop, heappush
from itertools import accumulate, pairwise
from math import cbrt

from msgspec import Struct

from dlpulint.drawing.diagram import Diagram

_LONGEST = 160
"""Layers of a block."""
_WORK = 300_000
"""First layers times lengths that are looked at: in a network of many layers blocks are shorter."""
_FEWEST_OPERATORS = 3
_FEWEST_WEIGHTED = 2
"""A convolution and its activation are no block, but there are blocks without weights:"""
_MANY_OPERATORS = 6
_LEAST = 8.0
"""What a design has to be worth, so that a drawing is not cut up for nothing."""
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


class _Layers(Struct, frozen=True):
    """What blocks are compared by."""

    tokens: list[int]
    """Equal where layers hold operators of the same names."""
    reads: list[list[tuple[str, tuple[int, ...]]]]
    """The operators of each layer, and how many layers above each of their inputs is written."""
    weighted: list[int]
    """How many operators with weights there are before each layer."""
    operators: list[int]
    """How many there are before each layer."""
    live: list[int]
    """How many tensors cross the border above each layer."""


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
    reads: list[list[tuple[str, tuple[int, ...]]]] = [[] for _ in range(count)]
    for node, one in enumerate(diagram.nodes):
        reads[layer[node]].append((one.label, tuple(sorted(above[node]))))
    for row in reads:
        row.sort()
    known: dict[tuple[str, ...], int] = {}
    tokens = [known.setdefault(tuple(name for name, _ in row), len(known)) for row in reads]
    operators = [0, *accumulate(sum(1 for name, _ in row if name) for row in reads)]
    weighted = [0] * count
    for node, one in enumerate(diagram.nodes):
        weighted[layer[node]] += one.weighted
    before = [0, *accumulate(weighted)]
    return _Layers(tokens, reads, before, operators, [max(1, one) for one in accumulate(change)])


def _designs(layers: _Layers) -> Iterator[tuple[tuple[int, ...], int]]:
    """First layers and length of each design, the worthiest first."""
    # Negative worth, first layer, length, candidates, and whether the worth is exact or a bound.
    heap: list[tuple[float, int, int, list[int], bool]] = [
        (-worth, starts[0], length, starts, False)
        for starts, length in _repeated(layers)
        if (worth := _saving(layers, starts[0], length, len(starts))) >= _LEAST
    ]
    heapify(heap)
    taken = bytearray(len(layers.tokens))
    designs = 0
    while heap and designs < _NAMED:
        worth, _, length, starts, exact = heappop(heap)
        groups = [starts] if exact else _alike(layers, starts, length)
        for group in groups:
            free = _apart([one for one in group if taken.find(1, one, one + length) < 0], length)
            now = _worth(layers, free, length)
            if exact and -now == worth and free == group:
                designs += 1
                for one in free:
                    taken[one : one + length] = b"\1" * length
                yield tuple(free), length
            elif now >= _LEAST:
                heappush(heap, (-now, free[0], length, free, True))


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
    """Groups of runs that are connected alike inside."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for start in starts:
        inside = tuple(
            tuple((name, tuple(one for one in above if one <= offset)) for name, above in row)
            for offset, row in enumerate(layers.reads[start : start + length])
        )
        groups.setdefault(inside, []).append(start)
    return [group for group in groups.values() if len(group) > 1]


def _saving(layers: _Layers, first: int, length: int, count: int) -> float:
    operators = layers.operators[first + length] - layers.operators[first]
    weighted = layers.weighted[first + length] - layers.weighted[first]
    large = operators >= _FEWEST_OPERATORS and weighted >= _FEWEST_WEIGHTED
    if count < 2 or not (large or operators >= _MANY_OPERATORS):
        return 0.0
    variety = len(set(pairwise(layers.tokens[first : first + length])))
    return (count - 1) * operators * cbrt(variety)


def _worth(layers: _Layers, starts: list[int], length: int) -> float:
    """What is saved, less for what more lines cross the blocks' borders than their insides."""
    if len(starts) < 2:
        return 0.0
    excess = 0
    for start in starts:
        live = layers.live[start : start + length + 1]
        excess += live[0] + live[-1] - 2 * min(live)
    return _saving(layers, starts[0], length, len(starts)) / (1 + excess / len(starts))
