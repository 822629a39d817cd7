"""Which layer of the drawing each node stands in: below all that it reads, near who reads it."""

from math import isqrt

from dlpulint.drawing.diagram import Diagram

_ABREAST = 8
"""Operators without lines that stand in a row; of very many, more."""


def layers(diagram: Diagram) -> list[int]:
    """The layer of each node, from 0; no layer is empty.

    Each node is put as early as it can stand (the longest path to it) and then taken down as
    long as the lines do not grow by that. So a branch that begins far up and is needed far down,
    such as a head of a detector or the lateral convolution of a pyramid, stands where it is needed,
    and what repeats looks alike everywhere.
    """
    into: list[list[int]] = [[] for _ in diagram.nodes]
    out_of: list[list[int]] = [[] for _ in diagram.nodes]
    for number, net in enumerate(diagram.nets):
        out_of[net.source].append(number)
        for reader in net.readers:
            into[reader].append(number)
    nets = diagram.nets

    def readers(number: int) -> tuple[int, ...]:
        return nets[number].readers

    layer = [0] * len(diagram.nodes)
    for node in range(len(diagram.nodes)):
        layer[node] = max((layer[nets[number].source] + 1 for number in into[node]), default=0)
    bottom = max(layer, default=0)
    for node, one in enumerate(diagram.nodes):
        # An answer of the network stands at the bottom; a tap beside what else reads it.
        if one.operator is None and into[node] and len(nets[into[node][0]].readers) == 1:
            layer[node] = bottom
    reach = [max((layer[reader] for reader in net.readers), default=0) for net in nets]
    for node in reversed(range(len(diagram.nodes))):
        read = [number for number in out_of[node] if readers(number)]
        if not read:
            continue
        lowest = min(layer[reader] for number in read for reader in nets[number].readers) - 1
        layer[node] = _settled(layer[node], lowest, len(read), [reach[one] for one in into[node]])
        for number in into[node]:
            reach[number] = max(reach[number], layer[node])
    alone = [
        node
        for node, one in enumerate(diagram.nodes)
        if one.operator is not None and not into[node] and not any(map(readers, out_of[node]))
    ]
    for place, node in enumerate(alone):
        layer[node] = bottom + 1 + place // max(_ABREAST, isqrt(len(alone)))
    ranks = {one: rank for rank, one in enumerate(sorted(set(layer)))}
    return [ranks[one] for one in layer]


def _settled(layer: int, lowest: int, shortened: int, reaches: list[int]) -> int:
    """The lowest layer down to `lowest` at which lines are together no longer than elsewhere.

    A layer further down shortens the lines that leave; a line that arrives grows only beyond
    what else reads it (its reach).
    """
    best, least = layer, 0
    for candidate in sorted({lowest, *(reach for reach in reaches if layer < reach < lowest)}):
        growth = sum(max(0, candidate - reach) for reach in reaches)
        length = growth - shortened * (candidate - layer)
        if candidate > layer and length <= least:
            best, least = candidate, length
    return best
