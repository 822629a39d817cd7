"""The order within each layer, with as few crossing lines as possible."""

from bisect import bisect_right, insort

from dlpulint.reporters.drawing.grid import positions

_SWEEPS = 12
_PATIENCE = 4
"""Most sweeps in a row without an improvement."""
_WORK = 400_000
"""Most lines in all sweeps together; a large graph gets fewer sweeps, but at least three."""


def ordered(rows: list[list[int]], up: list[list[int]], down: list[list[int]]) -> list[list[int]]:
    """The rows, each in a good order.

    `up` and `down` are the neighbours of each item in the row above and below. The original order
    decides if nothing else does.
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
    """The rows in depth-first order: each item is beside the first one that leads to it."""
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
    """Each row by the mean of its neighbours in the row before; items without any stay."""
    result = [list(row) for row in rows]
    position_of = [0] * len(neighbours)
    for row in result if downwards else reversed(result):
        keys: dict[int, float] = {}
        last = -1.0
        for item in row:
            near = neighbours[item]
            last = sum(position_of[other] for other in near) / len(near) if near else last
            keys[item] = last
        row.sort(key=keys.__getitem__)
        for position, item in enumerate(row):
            position_of[item] = position
    return result


def _crossings(rows: list[list[int]], down: list[list[int]]) -> int:
    """Number of crossings between lines, counted row by row."""
    position_of = positions(rows, len(down))
    total = 0
    for row in rows:
        ends: list[int] = []
        for item in row:
            near = sorted(position_of[other] for other in down[item])
            total += sum(len(ends) - bisect_right(ends, end) for end in near)
            for end in near:
                insort(ends, end)
    return total
