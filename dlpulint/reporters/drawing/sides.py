"""Positions of lines that pass many layers: straight down, beside all boxes that they pass."""

from collections.abc import Sequence

from msgspec import Struct

from dlpulint.reporters.drawing.columns import BESIDE_LANE


class Span(Struct, frozen=True):
    """A line that passes the rows from `first` to before `end`."""

    first: int
    end: int
    ends: tuple[int, ...]
    """The x of the nodes that it connects."""


def sides(left: list[int], right: list[int], spans: Sequence[Span]) -> list[int]:
    """The x of each line; `left` and `right` are the edges of each row."""
    left, right = list(left), list(right)
    result = [0] * len(spans)
    # Short lines first: they then lie within longer ones, and cross them less.
    for number, span in sorted(enumerate(spans), key=lambda item: item[1].end - item[1].first):
        rows = slice(span.first, span.end)
        before = min(left[rows]) - BESIDE_LANE
        after = max(right[rows]) + BESIDE_LANE
        x = min(before, after, key=lambda x: sum(abs(x - end) for end in span.ends))
        result[number] = x
        edge = left if x == before else right
        edge[rows] = [x] * (span.end - span.first)
    return result
