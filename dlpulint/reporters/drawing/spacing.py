"""Layers of their own for named parts, where other operators stand beside them for no reason."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from dlpulint.reporters.drawing.diagram import Diagram


def spaced(diagram: Diagram, layer: list[int], owner: Sequence[int | None]) -> list[int]:
    """The layer of each node, with layers inserted above and beside named parts.

    What a part computes from constants alone, such as converted weights, is drawn one layer above
    its reader: that would be among the operators before the part. A head begins at the height at
    which its longest branch does, which may be beside the last layers of the backbone.
    """
    if not any(part is not None for part in owner):
        return layer
    moved = _below(diagram, _inserted(diagram, layer, owner), owner)
    ranks = {number: rank for rank, number in enumerate(sorted(set(moved)))}
    return [ranks[number] for number in moved]


def _inserted(diagram: Diagram, layer: list[int], owner: Sequence[int | None]) -> list[int]:
    """Layers with room for what is computed from constants, where the layer above is a part's."""
    above = _starts(diagram, layer, owner)
    present: list[set[int | None]] = [set() for _ in range(max(layer, default=-1) + 1)]
    for node, part in enumerate(owner):
        if diagram.nodes[node].operator is not None:
            present[layer[node]].add(part)
    room: dict[int, int] = {}
    crowded: set[int] = set()
    for node, start in above.items():
        room[start] = max(room.get(start, 0), start - layer[node])
        if present[layer[node]] - {owner[node], None} or len(present[layer[node]]) > 1:
            crowded.add(start)
    starts = sorted(crowded)
    shifts = [0, *accumulate(room[start] for start in starts)]
    return [
        number + shifts[bisect_right(starts, above.get(node, number))]
        for node, number in enumerate(layer)
    ]


def _starts(diagram: Diagram, layer: Sequence[int], owner: Sequence[int | None]) -> dict[int, int]:
    """By node above its part that is computed from constants: the first layer of that part.

    For one without a part: the first layer that reads it.
    """
    computed = [node.operator is None for node in diagram.nodes]
    # Nodes come after those that they read from, and nets are in the order of their sources.
    for net in diagram.nets:
        if computed[net.source]:
            for reader in net.readers:
                computed[reader] = True
    first: dict[int, int] = {}
    for node, part in enumerate(owner):
        if part is not None and computed[node]:
            first[part] = min(layer[node], first.get(part, layer[node]))
    starts: dict[int, int] = {}
    for net in reversed(diagram.nets):
        if not computed[net.source]:
            # Never below one of its readers.
            reached = [
                layer[reader] if computed[reader] else starts.get(reader, layer[reader])
                for reader in net.readers
            ]
            part = owner[net.source]
            if part in first and net.readers:
                reached.append(first[part])
            if net.source in starts:
                reached.append(starts[net.source])
            if reached:
                starts[net.source] = min(reached)
    return {node: start for node, start in starts.items() if layer[node] < start}


def _below(diagram: Diagram, layer: list[int], owner: Sequence[int | None]) -> list[int]:
    """Layers with the last part, if nothing reads from it, below all operators beside it."""
    last = max(
        enumerate(owner), key=lambda item: (item[1] is not None, layer[item[0]], item[1] or 0)
    )[1]
    moving = {node for node, part in enumerate(owner) if part == last}
    top = min(layer[node] for node in moving)
    bottom = max(
        (
            layer[node]
            for node, part in enumerate(owner)
            if part != last and diagram.nodes[node].operator is not None
        ),
        default=top - 1,
    )
    if bottom < top:
        return layer
    for net in diagram.nets:
        if net.source in moving:
            if any(owner[r] != last and diagram.nodes[r].operator is not None for r in net.readers):
                return layer
            moving.update(net.readers)
    down = bottom + 1 - top
    return [number + down if node in moving else number for node, number in enumerate(layer)]
