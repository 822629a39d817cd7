"""The layer of each node in the drawing: below its inputs, near its readers."""

from collections.abc import Sequence
from math import isqrt

from dlpulint.reporters.drawing.diagram import Diagram, Net

_ABREAST = 8
"""Operators without lines per row; more if there are very many."""


def layers(diagram: Diagram) -> list[int]:
    """The layer of each node, from 0; no layer is empty.

    Each node gets the latest possible layer (by the longest path from it to the bottom) and then
    moves up if that makes lines shorter. So a branch that begins far up and is read far down, such
    as a head of a detector or the lateral convolution of a pyramid, is drawn near its readers, and
    repeated parts look alike everywhere.
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
        readers = (reader for net in out_of[node] for reader in net.readers)
        after[node] = max((1 + after[reader] for reader in readers), default=0)
    bottom = max(after, default=0)
    layer = [bottom - distance for distance in after]
    isolated: list[int] = []
    for node in range(count):
        end = diagram.nodes[node].operator is None
        if not end and not into[node] and not out_of[node]:
            isolated.append(node)
        # A result of the network stays at the bottom; a tapped tensor goes beside its other reader.
        result = end and into[node] and len(into[node][0].readers) == 1
        if into[node] and not result:
            earliest = max(layer[net.source] for net in into[node]) + 1
            if earliest < layer[node]:
                others = [_reach_without(net, node, layer) for net in into[node]]
                layer[node] = _settled(layer[node], earliest, others, len(out_of[node]))

    for index, node in enumerate(isolated):
        layer[node] = bottom + 1 + index // max(_ABREAST, isqrt(len(isolated)))
    ranks = {number: rank for rank, number in enumerate(sorted(set(layer)))}
    return [ranks[number] for number in layer]


def _reach_without(net: Net, node: int, layer: Sequence[int]) -> int:
    """The layer that the net reaches without `node`; readers below `node` do not matter."""
    reach = layer[net.source] + 1
    for reader in net.readers:
        if reader != node and layer[reader] > reach:
            reach = layer[reader]
            if reach >= layer[node]:
                break
    return reach


def _settled(layer: int, earliest: int, others: Sequence[int], leaving: int) -> int:
    """The lowest layer from `earliest` on with the shortest total length of lines.

    A layer further up makes arriving lines shorter, unless another reader (`others`) needs them as
    far down, and leaving lines longer.
    """

    def length(candidate: int) -> int:
        return sum(max(candidate, other) for other in others) - leaving * candidate

    candidates = {layer, earliest, *(other for other in others if earliest < other < layer)}
    return min(sorted(candidates, reverse=True), key=length)
