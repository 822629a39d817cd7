"""Where the lines run that pass many layers: straight down, beside everything they pass."""

from collections.abc import Sequence

from msgspec import Struct

from dlpulint.reporters.drawing.columns import BESIDE_LANE


class Span(Struct, frozen=True):
    """A line that passes the rows between two."""

    first: int
    end: int
    """The row that it does not pass any more."""
    ends: tuple[int, ...]
    """The x of what it connects."""


def sides(left: list[int], right: list[int], spans: Sequence[Span]) -> list[int]:
    """The x of each line.

    `left` and `right` are where each row begins and ends.
    """
    left, right = list(left), list(right)
    places = [0] * len(spans)
    # Short ones first: they come to lie within longer ones, and cross them less.
    for number in sorted(
        range(len(spans)), key=lambda number: spans[number].end - spans[number].first
    ):
        span = spans[number]
        rows = slice(span.first, span.end)
        before = min(left[rows]) - BESIDE_LANE
        after = max(right[rows]) + BESIDE_LANE
        x = min(before, after, key=lambda x: sum(abs(x - end) for end in span.ends))
        places[number] = x
        edge = left if x == before else right
        edge[rows] = [x] * (span.end - span.first)
    return places
