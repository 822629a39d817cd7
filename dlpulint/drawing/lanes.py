"""Draws passing lines near to what they connect, and straight, where there is room for it."""

from collections.abc import Sequence

from dlpulint.drawing.columns import apart
from dlpulint.drawing.grid import Route

_FAR = 1 << 40


def straightened(
    rows: list[list[int]], middles: list[int], widths: list[int], routes: Sequence[Route]
) -> list[int]:
    """The middles, with passing lines in their better places; the order in the rows stays."""
    result = list(middles)
    row_of = [0] * len(middles)
    position = [0] * len(middles)
    for number, row in enumerate(rows):
        for place, item in enumerate(row):
            row_of[item], position[item] = number, place
    # Short ones first: they have the better right to be next to the boxes that they go round.
    for route in sorted(routes, key=lambda route: len(route.lane)):
        left, right = -_FAR, _FAR
        for item in route.lane:
            row, place = rows[row_of[item]], position[item]
            if place:
                before = row[place - 1]
                left = max(left, result[before] + apart(widths[before], 0))
            if place + 1 < len(row):
                after = row[place + 1]
                right = min(right, result[after] - apart(0, widths[after]))
        if route.lane and left <= right:
            ends = (route.source, *route.readers)
            x = _nearest([(result[end], widths[end] // 2) for end in ends], left, right)
            for item in route.lane:
                result[item] = x
    return result


def _nearest(boxes: Sequence[tuple[int, int]], left: int, right: int) -> int:
    """Where between left and right a line is nearest to all boxes: their middles, half widths."""

    def distance(x: int) -> tuple[int, int]:
        sideways = sum(max(0, abs(x - middle) - half) for middle, half in boxes)
        return sideways, sum(abs(x - middle) for middle, _ in boxes)

    edges = {middle + offset for middle, half in boxes[:4] for offset in (-half, 0, half)}
    return min(sorted({min(right, max(left, edge)) for edge in edges}), key=distance)
