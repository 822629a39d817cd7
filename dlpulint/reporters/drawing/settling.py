"""Moves columns and passing lines near to what they are connected with, where there is room."""

from collections.abc import Sequence
from itertools import pairwise

from dlpulint.reporters.drawing.columns import apart
from dlpulint.reporters.drawing.grid import Grid, Route

_ROUNDS = 2
_LOOKED_AT = 8
"""Readers of a line that decide where it runs."""
_FAR = 1 << 40


def settled(rows: list[list[int]], items: Grid, middles: list[int], widths: list[int]) -> list[int]:
    """The middles; the order in the rows, and what is straight, stays."""
    result = list(middles)
    left = [-1] * len(middles)
    right = [-1] * len(middles)
    for row in rows:
        for item, follower in pairwise(row):
            right[item], left[follower] = follower, item
    columns, column_of = _columns(rows, items.up, middles, widths)
    columns.sort(key=len, reverse=True)
    # Short ones first: they have the better right to be next to the boxes that they go round.
    lanes = sorted(
        (route for route in items.routes if route.lane), key=lambda route: len(route.lane)
    )

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
                result[neighbour]
                for item in column
                for neighbour in (*items.up[item], *items.down[item])
                # Short chains come to long ones, as to the way through the network.
                if column_of[neighbour] != column_of[item]
                and column_of[neighbour][1] > column_of[item][1]
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
    """Boxes that stand straight under each other, and the number and length of each item's column.

    The number of a passing line is below 0, and its length 0.
    """
    columns: list[list[int]] = []
    number = [-1] * len(middles)
    for row in rows:
        for item in row:
            if widths[item]:
                over = (
                    upper for upper in up[item] if widths[upper] and middles[upper] == middles[item]
                )
                number[item] = next((number[item] for item in over), len(columns))
                if number[item] == len(columns):
                    columns.append([])
                columns[number[item]].append(item)
    return columns, [(item, len(columns[item]) if item >= 0 else 0) for item in number]


def _nearest(
    route: Route, middles: Sequence[int], widths: Sequence[int], least: int, most: int
) -> int:
    """Where between least and most a line is nearest to the boxes that it connects."""
    ends = (route.source, *route.readers[:_LOOKED_AT])
    boxes = [(middles[end], widths[end] // 2) for end in ends]

    def distance(x: int) -> tuple[int, int]:
        sideways = sum(max(0, abs(x - middle) - half) for middle, half in boxes)
        return sideways, sum(abs(x - middle) for middle, _ in boxes)

    edges = {middle + offset for middle, half in boxes for offset in (-half, 0, half)}
    return min(sorted({min(most, max(least, edge)) for edge in edges}), key=distance)
