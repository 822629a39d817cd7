"""Rows of items, boxes and lines that pass between them, before anything has a place."""

from msgspec import Struct

from dlpulint.reporters.drawing.diagram import Diagram

_NEAR = 24
"""A line to a reader so many layers down goes between the boxes; one that goes further runs beside
all of them, which keeps the time linear and leaves blocks alike."""


class Route(Struct, frozen=True):
    """A tensor's line, which is shared by its readers until it branches off to each."""

    tensor: int
    source: int
    readers: tuple[int, ...]
    """Nodes, from top to bottom."""
    lane: tuple[int, ...]
    """The items where it passes rows, between source and last reader; empty if it goes `beside`."""
    beside: bool


class Grid(Struct, frozen=True):
    """The items of a drawing: nodes, by their numbers, and passing lines, numbered after them."""

    rows: list[list[int]]
    up: list[list[int]]
    """Neighbours of each item in the row above."""
    down: list[list[int]]
    routes: tuple[Route, ...]


def grid(diagram: Diagram, layer: list[int]) -> Grid:
    """What stands in or passes each row."""
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
            # Readers first: the order of neighbours is kept where nothing else decides, and a
            # passing line then runs right of the boxes.
            for above, below in sorted(edges, key=lambda edge: edge[1] >= len(layer)):
                down[above].append(below)
                up[below].append(above)
            routes.append(Route(net.tensor, net.source, near, tuple(lane), False))
        if far:
            routes.append(Route(net.tensor, net.source, far, (), True))
    return Grid(rows, up, down, tuple(routes))
