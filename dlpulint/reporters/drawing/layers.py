"""Which layer of the drawing each node stands in: below all that it reads, near who reads it."""

from collections.abc import Sequence
from math import isqrt

from dlpulint.reporters.drawing.diagram import Diagram, Net

_ABREAST = 8
"""Operators without lines that stand in a row; of very many, more."""


def layers(diagram: Diagram) -> list[int]:
    """The layer of each node, from 0; no layer is empty.

    Each node stands as late as it can (the longest path from it to the bottom) and is then taken
    up if that makes lines shorter. So a branch that begins far up and is needed far down, such as a
    head of a detector or the lateral convolution of a pyramid, stands where it is needed, and what
    repeats looks alike everywhere.
    """
    nets = [net for net in diagram.nets if net.readers]
    count = len(diagram.nodes)
    into: list[list[Net]] = [[] for _ in range(count)]
    out_of: list[list[Net]] = [[] for _ in range(count)]
    for net in nets:
        out_of[net.source].append(net)
        for reader in net.readers:
            into[reader].append(net)

    after = [0] * count
    for node in reversed(range(count)):
        after[node] = max(
            (1 + after[reader] for net in out_of[node] for reader in net.readers), default=0
        )
    bottom = max(after, default=0)
    layer = [bottom - height for height in after]
    for node, box in enumerate(diagram.nodes):
        # An answer of the network stays at the bottom; a tap goes beside what else reads it.
        answer = box.operator is None and into[node] and len(into[node][0].readers) == 1
        if into[node] and not answer:
            earliest = max(layer[net.source] for net in into[node]) + 1
            if earliest < layer[node]:
                others = [_reach_without(net, node, layer) for net in into[node]]
                layer[node] = _settled(layer[node], earliest, others, len(out_of[node]))

    alone = [
        node
        for node, box in enumerate(diagram.nodes)
        if box.operator is not None and not into[node] and not out_of[node]
    ]
    for place, node in enumerate(alone):
        layer[node] = bottom + 1 + place // max(_ABREAST, isqrt(len(alone)))
    ranks = {height: rank for rank, height in enumerate(sorted(set(layer)))}
    return [ranks[height] for height in layer]


def _reach_without(net: Net, node: int, layer: Sequence[int]) -> int:
    """The layer down to which the net goes in any case; what is below `node` counts no further."""
    reach = layer[net.source] + 1
    for reader in net.readers:
        if reader != node and layer[reader] > reach:
            reach = layer[reader]
            if reach >= layer[node]:
                break
    return reach


def _settled(layer: int, earliest: int, others: Sequence[int], leaving: int) -> int:
    """The lowest layer from `earliest` on at which lines are together as short as can be.

    A layer further up shortens the lines that arrive, where nothing else takes them as far
    (`others`), and makes those that leave longer.
    """

    def length(candidate: int) -> int:
        return sum(max(candidate, other) for other in others) - leaving * candidate

    candidates = {layer, earliest, *(other for other in others if earliest < other < layer)}
    return min(sorted(candidates, reverse=True), key=length)
