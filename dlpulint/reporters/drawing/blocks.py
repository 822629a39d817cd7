"""Finds the blocks of a network that have no names: repeated runs of layers.

A design is worth the operators that a reader need not read again, and more if its blocks are
larger: an encoder block twelve times, not `matmul, add` sixty times. Runs that overlap themselves
consist of smaller blocks: not two halves of the twelve. If blocks are cut through lines that their
neighbours share (before the `add` of a residual block), the design is worth less.
"""

from collections.abc import Hashable, Iterator, Sequence, Set
from heapq import heapify, heappop, heappush
from itertools import accumulate, pairwise
from math import cbrt

from msgspec import Struct

from dlpulint.reporters.drawing.diagram import Diagram

_LONGEST = 160
"""Most layers of a block."""
_WORK = 120_000
"""Most first layers times lengths that are searched; large networks are searched for shorter
blocks only."""
_FEWEST_OPERATORS = 3
_FEWEST_WEIGHTED = 2
"""A convolution and its activation are no block; blocks without weights need `_MANY_OPERATORS`."""
_MANY_OPERATORS = 6
_LEAST = 8.0
"""Least worth of a design, so that a drawing is not cut up without benefit."""
_ACTIVATION = 2
_UNMARKED = 0.25
_WEIGHTLESS = 0.1
"""Penalties for a border at which lines neither branch nor join (`_UNMARKED`), or with a layer
without weights below it: fractions of a tensor that crosses the border needlessly."""
_NAMED = 26
"""Most designs with a name of their own."""


class Block(Struct, frozen=True):
    """Layers that can be folded: a named part, or one of several equal runs."""

    first: int
    end: int
    """The first layer after it."""
    number: int
    of: int
    """How many have this name or design."""
    name: str = ""
    """Empty for one of several equal runs."""
    design: int = 0
    """For those from 1, in the order of the designs' first blocks."""
    letter: str = ""
    """That of the design; empty if there is only one."""

    @property
    def label(self) -> str:
        """For people: `C2f 2 of 4`, `Detect head`, `Block A 1 of 3`."""
        if self.name and self.of == 1:
            return self.name
        title = self.name or f"Block {self.letter}".rstrip()
        return f"{title} {self.number} of {self.of}"


_Row = tuple[tuple[str, tuple[int, ...]], ...]


class _Layers(Struct, frozen=True):
    """Properties of layers by which blocks are compared."""

    tokens: list[int]
    """Equal for layers with operators of the same names."""
    reads: list[_Row]
    """The operators of each layer, with the distances in layers to the writers of their inputs."""
    wiring: list[int]
    """Equal for layers with equal `reads`."""
    depths: list[int]
    """The largest distance from which each layer reads."""
    weighted: list[int]
    """The number of operators with weights before each layer."""
    operators: list[int]
    """The number of operators before each layer."""
    live: list[int]
    """The number of tensors that cross the border above each layer."""
    seams: list[float]
    """Penalty for a border between blocks above each layer."""


def blocks(diagram: Diagram, layer: list[int], named: Sequence[Block] = ()) -> list[Block]:
    """The named blocks and those found beside them, from top to bottom; none overlaps another."""
    taken = {row for block in named for row in range(block.first, block.end)}
    layers = _layers(diagram, layer, taken)
    designs = sorted(_designs(layers))
    found = [
        Block(
            first=first,
            end=first + length,
            number=number,
            of=len(starts),
            design=design,
            letter=chr(ord("A") + design - 1) if len(designs) > 1 else "",
        )
        for design, (starts, length) in enumerate(designs, 1)
        for number, first in enumerate(starts, 1)
    ]
    return sorted((*named, *found), key=lambda block: block.first)


def _layers(diagram: Diagram, layer: list[int], taken: Set[int]) -> _Layers:
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
    # Lines branch at the start of a block, and join at its end; `x * sigmoid(x)` is no block.
    marked = {
        layer[net.source] + 1
        for net in diagram.nets
        if len(net.readers) > 1
        and max(layer[reader] for reader in net.readers) - layer[net.source] > _ACTIVATION
    }
    marked |= {layer[number] + 1 for number, reads in enumerate(above) if len(reads) > 1}
    rows: list[list[tuple[str, tuple[int, ...]]]] = [[] for _ in range(count)]
    weighted = [0] * count
    for number, node in enumerate(diagram.nodes):
        rows[layer[number]].append((node.label, tuple(sorted(above[number]))))
        weighted[layer[number]] += node.weighted
    reads = [tuple(sorted(row)) for row in rows]
    depths = [max((above[-1] for _, above in row if above), default=0) for row in reads]
    return _Layers(
        # A layer that is taken has a token of its own, so that no run with it repeats.
        tokens=_numbered(
            [
                number if number in taken else tuple(name for name, _ in row)
                for number, row in enumerate(reads)
            ]
        ),
        reads=reads,
        wiring=_numbered(reads),
        depths=depths,
        operators=[0, *accumulate(sum(1 for name, _ in row if name) for row in reads)],
        weighted=[0, *accumulate(weighted)],
        live=[max(1, crossing) for crossing in accumulate(change)],
        seams=[
            (_UNMARKED if border not in marked else 0.0)
            + (_WEIGHTLESS if border < count and not weighted[border] else 0.0)
            for border in range(count + 1)
        ],
    )


def _numbered(rows: Sequence[Hashable]) -> list[int]:
    """The same number for the same row."""
    numbers: dict[Hashable, int] = {}
    return [numbers.setdefault(row, len(numbers)) for row in rows]


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
        unused = [start for start in starts if taken.find(1, start, start + length) < 0]
        free = _apart(unused, length)
        if len(free) < len(starts):
            candidates, measure = [free], _worth if exact else _bound
        elif not exact:
            candidates, measure, exact = _alike(layers, starts, length), _worth, True
        else:
            designs += 1
            for start in free:
                taken[start : start + length] = b"\1" * length
            yield tuple(free), length
            continue
        for candidate in candidates:
            worth = measure(layers, candidate, length)
            if worth >= _LEAST:
                heappush(heap, (-worth, candidate[0], length, candidate, exact))


def _repeated(layers: _Layers) -> Iterator[tuple[list[int], int]]:
    """First layers and length of runs with the same operators; none overlaps another."""
    tokens = layers.tokens
    count = len(tokens)
    names = tokens
    alive = list(range(count))
    for length in range(2, min(_LONGEST, _WORK // (count + 1) + 2) + 1):
        groups: dict[tuple[int, int], list[int]] = {}
        for start in alive:
            if start + length <= count:
                key = (names[start], tokens[start + length - 1])
                groups.setdefault(key, []).append(start)
        names = [0] * count
        alive = []
        for number, starts in enumerate(groups.values()):
            if len(starts) < 2:
                continue
            alive += starts
            for start in starts:
                names[start] = number
            apart = _apart(starts, length)
            # Runs that overlap themselves consist of smaller repetitions.
            if len(apart) > 1 and 2 * (len(starts) - len(apart)) <= len(apart):
                yield apart, length
        if not alive:
            return
        alive.sort()


def _apart(starts: Sequence[int], length: int) -> list[int]:
    """The first layers of runs that do not overlap, chosen from the top."""
    result: list[int] = []
    for start in starts:
        if not result or start >= result[-1] + length:
            result.append(start)
    return result


def _alike(layers: _Layers, starts: list[int], length: int) -> list[list[int]]:
    """Groups of runs with the same connections inside; none if a run is a repetition itself."""
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
    """The layer without inputs from more than `offset` layers above."""
    reads = layers.reads[layer]
    return tuple((name, tuple(up for up in above if up <= offset)) for name, above in reads)


def _bound(layers: _Layers, starts: list[int], length: int) -> float:
    """Upper bound of `_worth` for runs of this length; lets the search stop early."""
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
    """Worth of a design: less if more lines cross the blocks' borders than their insides."""
    bound = _bound(layers, starts, length)
    if not bound:
        return 0.0
    excess = 0.0
    for start in starts:
        live = layers.live[start : start + length + 1]
        excess += live[0] + live[-1] - 2 * min(live)
        excess += layers.seams[start] + layers.seams[start + length]
    return bound / (1 + excess / len(starts))
