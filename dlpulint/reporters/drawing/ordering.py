"""The order within each layer: as few lines as possible cross."""

from bisect import bisect_right, insort

_SWEEPS = 12
_PATIENCE = 4
"""Sweeps without success after which no more are made."""
_WORK = 400_000
"""Lines looked at in all sweeps together; a large graph gets fewer of them, but three."""


def ordered(rows: list[list[int]], up: list[list[int]], down: list[list[int]]) -> list[list[int]]:
    """The rows, each in a good order.

    `up` and `down` are the neighbours of each item in the row above and below. The rows' given
    order decides where nothing else does.
    """
    best = _depth_first(rows, up, down)
    crossings = _crossings(best, down)
    lines = sum(map(len, down))
    current = best
    idle = 0
    for sweep in range(max(3, min(_SWEEPS, _WORK // (lines + 1)))):
        if not crossings or idle == _PATIENCE:
            break
        current = _swept(current, up if sweep % 2 == 0 else down, downwards=sweep % 2 == 0)
        count = _crossings(current, down)
        idle += 1
        if count < crossings:
            best, crossings, idle = current, count, 0
    return best


def _depth_first(
    rows: list[list[int]], up: list[list[int]], down: list[list[int]]
) -> list[list[int]]:
    """What belongs together stands together: each item beside the first that leads to it."""
    row_of = {item: number for number, row in enumerate(rows) for item in row}
    result: list[list[int]] = [[] for _ in rows]
    seen = [False] * len(up)
    for row in rows:
        for root in row:
            waiting = [] if up[root] else [root]
            while waiting:
                item = waiting.pop()
                if seen[item]:
                    continue
                seen[item] = True
                result[row_of[item]].append(item)
                waiting.extend(reversed(down[item]))
    return result


def _swept(
    rows: list[list[int]], neighbours: list[list[int]], *, downwards: bool
) -> list[list[int]]:
    """Each row by the middle of its neighbours in the row before; without any, an item stays."""
    result = [list(row) for row in rows]
    place = [0.0] * len(neighbours)
    for row in result if downwards else reversed(result):
        keys: dict[int, float] = {}
        last = -1.0
        for item in row:
            near = neighbours[item]
            last = sum(place[neighbour] for neighbour in near) / len(near) if near else last
            keys[item] = last
        row.sort(key=keys.__getitem__)
        for position, item in enumerate(row):
            place[item] = position
    return result


def _crossings(rows: list[list[int]], down: list[list[int]]) -> int:
    """How many pairs of lines cross, row by row."""
    place = [0] * len(down)
    for row in rows:
        for position, item in enumerate(row):
            place[item] = position
    total = 0
    for row in rows:
        ends: list[int] = []
        for item in row:
            near = sorted(place[lower] for lower in down[item])
            total += sum(len(ends) - bisect_right(ends, neighbour) for neighbour in near)
            for neighbour in near:
                insort(ends, neighbour)
    return total
