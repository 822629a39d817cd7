"""Rows of items: boxes, and lines that pass between them, before they have a position."""

from collections.abc import Sequence

from msgspec import Struct

from dlpulint.reporters.drawing.diagram import Diagram

_NEAR = 24
"""Most layers that a line passes between boxes. A longer line runs beside all boxes, which keeps
the time linear and equal blocks alike."""


class Route(Struct, frozen=True):
    """A tensor's line, shared by its readers until it branches off to each."""

    tensor: int
    source: int
    readers: tuple[int, ...]
    """Nodes, from top to bottom."""
    lane: tuple[int, ...]
    """Its items in the rows between source and last reader; empty if it runs `beside` all boxes."""
    beside: bool


class Grid(Struct, frozen=True):
    """The items of a drawing: nodes by their numbers, then passing lines."""

    rows: list[list[int]]
    up: list[list[int]]
    """Neighbours of each item in the row above."""
    down: list[list[int]]
    routes: tuple[Route, ...]


def grid(diagram: Diagram, layer: list[int]) -> Grid:
    """The items of each row, and their neighbours."""
    rows: list[list[int]] = [[] for _ in range(max(layer, default=-1) + 1)]
    for node, row in enumerate(layer):
        rows[row].append(node)
    up: list[list[int]] = [[] for _ in diagram.nodes]
    down: list[list[int]] = [[] for _ in diagram.nodes]
    routes: list[Route] = []
    for net in diagram.nets:
        top = layer[net.source]
        readers = sorted(net.readers, key=layer.__getitem__)
        near = tuple(reader for reader in readers if layer[reader] <= top + _NEAR)
        far = tuple(reader for reader in readers if layer[reader] > top + _NEAR)
        if near:
            lane: list[int] = []
            for row in range(top + 1, layer[near[-1]]):
                lane.append(len(up))
                rows[row].append(len(up))
                up.append([])
                down.append([])
            path = [net.source, *lane]
            edges = list(zip(path, lane, strict=False))
            edges += [(path[layer[reader] - top - 1], reader) for reader in near]
            # Readers first: the order of neighbours decides if nothing else does, and a passing
            # line then runs right of the boxes.
            for above, below in sorted(edges, key=lambda edge: edge[1] >= len(layer)):
                down[above].append(below)
                up[below].append(above)
            routes.append(Route(net.tensor, net.source, near, tuple(lane), False))
        if far:
            routes.append(Route(net.tensor, net.source, far, (), True))
    return Grid(rows, up, down, tuple(routes))


def positions(rows: Sequence[Sequence[int]], count: int) -> list[int]:
    """The position of each of `count` items within its row."""
    result = [0] * count
    for row in rows:
        for position, item in enumerate(row):
            result[item] = position
    return result
