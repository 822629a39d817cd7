"""Moves columns and passing lines closer to the items that they connect with, if there is room."""

from collections.abc import Sequence
from itertools import pairwise

from dlpulint.reporters.drawing.columns import apart
from dlpulint.reporters.drawing.grid import Grid, Route

_ROUNDS = 2
_LOOKED_AT = 8
"""Most readers of a line that decide its position."""
_FAR = 1 << 40


def settled(rows: list[list[int]], items: Grid, middles: list[int], widths: list[int]) -> list[int]:
    """New middles; the order within rows, and straight lines, stay."""
    result = list(middles)
    left = [-1] * len(middles)
    right = [-1] * len(middles)
    for row in rows:
        for item, following in pairwise(row):
            right[item], left[following] = following, item
    columns, column_of = _columns(rows, items.up, middles, widths)
    columns.sort(key=len, reverse=True)
    # Short lanes first: they have priority beside the boxes that they go round.
    lanes = sorted((r for r in items.routes if r.lane), key=lambda route: len(route.lane))

    def room(column: Sequence[int]) -> tuple[int, int]:
        least, most = -_FAR, _FAR
        for item in column:
            if left[item] >= 0:
                least = max(least, result[left[item]] + apart(widths[left[item]], widths[item]))
            if right[item] >= 0:
                most = min(most, result[right[item]] - apart(widths[item], widths[right[item]]))
        return least, most

    for _ in range(_ROUNDS):
        for column in columns:
            pulls = sorted(
                result[near]
                for item in column
                for near in (*items.up[item], *items.down[item])
                # Short chains move to longer ones, such as the main path through the network.
                if column_of[near] != column_of[item] and column_of[near][1] > column_of[item][1]
            )
            if pulls:
                least, most = room(column)
                x = min(most, max(least, pulls[len(pulls) // 2]))
                for item in column:
                    result[item] = x
        for route in lanes:
            least, most = room(route.lane)
            if least <= most:
                x = _nearest(route, result, widths, least, most)
                for item in route.lane:
                    result[item] = x
    return result


def _columns(
    rows: list[list[int]], up: list[list[int]], middles: list[int], widths: list[int]
) -> tuple[list[list[int]], list[tuple[int, int]]]:
    """Columns of boxes straight below each other, and number and length of each item's column.

    A passing line has the number -1 and the length 0.
    """
    columns: list[list[int]] = []
    number = [-1] * len(middles)
    for row in rows:
        for item in row:
            if widths[item]:
                over = (above for above in up[item] if widths[above])
                straight = (number[box] for box in over if middles[box] == middles[item])
                number[item] = next(straight, len(columns))
                if number[item] == len(columns):
                    columns.append([])
                columns[number[item]].append(item)
    return columns, [(n, len(columns[n]) if n >= 0 else 0) for n in number]


def _nearest(
    route: Route, middles: Sequence[int], widths: Sequence[int], least: int, most: int
) -> int:
    """The x between `least` and `most` at which a line is nearest to the boxes it connects."""
    ends = (route.source, *route.readers[:_LOOKED_AT])
    boxes = [(middles[end], widths[end] // 2) for end in ends]

    def distance(x: int) -> tuple[int, int]:
        sideways = sum(max(0, abs(x - middle) - half) for middle, half in boxes)
        return sideways, sum(abs(x - middle) for middle, _ in boxes)

    edges = {middle + offset for middle, half in boxes for offset in (-half, 0, half)}
    return min(sorted({min(most, max(least, edge)) for edge in edges}), key=distance)
