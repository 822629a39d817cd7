"""Cuts the picture into bands: pieces get their height, and each band gets its part of them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from msgspec import Struct

from dlpulint.reporters.drawing.pieces import Piece

BOX_HEIGHT = 54
_GAP = 28
_WIDEST_GAP = 72
_STEEPNESS = 10
"""Most width of a bend in multiples of its height, so that it still looks like a bend."""
_LEAVE = 4
_ARRIVE = 10
"""Straight length of a line before a bend (`_LEAVE`) and after it (`_ARRIVE`)."""
_BORDER = 6
"""Distance between the start of a band and its first row; lines run straight down there."""

Points = tuple[tuple[int, int], ...]


class Heights(Struct, frozen=True):
    """Positions of rows and bands, from the top of the picture."""

    tops: tuple[int, ...]
    """The upper edge of each row's boxes."""
    borders: tuple[int, ...]
    """The start of each band, and the end of the last one."""


class Part(Struct, frozen=True):
    """The part of a piece in one band."""

    piece: Piece
    points: Points
    """From the top of the band."""
    enters: bool
    """Whether it continues from the band above."""
    leaves: bool
    """Whether it continues in the band below."""


def heights(pieces: Sequence[Piece], rows: int, firsts: Sequence[int]) -> Heights:
    """Heights of rows, as far apart as the bends need; `firsts` are the bands' first rows."""
    widest = [0] * rows
    for piece in pieces:
        x = piece.x
        for step in piece.steps:
            widest[step.row] = max(widest[step.row], abs(step.x - x))
            x = step.x
    gaps = [max(_GAP, min(_WIDEST_GAP, _LEAVE + _ARRIVE + bend // _STEEPNESS)) for bend in widest]
    tops = tuple(accumulate((BOX_HEIGHT + gap for gap in gaps[:-1]), initial=_BORDER))
    borders = tuple(tops[row] - _BORDER for row in firsts)
    return Heights(tops, (*borders, tops[-1] + BOX_HEIGHT + _BORDER))


def parts(pieces: Sequence[Piece], positions: Heights) -> list[list[Part]]:
    """The parts in each band."""
    result: list[list[Part]] = [[] for _ in positions.borders[1:]]
    for piece in pieces:
        for band, part in _cut(piece, _points(piece, positions.tops), positions.borders):
            result[band].append(part)
    return result


def _points(piece: Piece, tops: tuple[int, ...]) -> Points:
    points = [(piece.x, tops[piece.row] + BOX_HEIGHT)]
    x = piece.x
    for step in piece.steps:
        points.append((x, tops[step.row] + BOX_HEIGHT + _LEAVE))
        x = step.x
        points.append((x, tops[step.row + 1] - _ARRIVE))
    end = tops[piece.end] + (BOX_HEIGHT if piece.reader is None else 0)
    return (*points, (x, end))


def _cut(piece: Piece, points: Points, borders: tuple[int, ...]) -> Iterator[tuple[int, Part]]:
    """The parts of a piece, cut at each border, where lines run straight down."""
    first = bisect_right(borders, points[0][1]) - 1
    last = bisect_left(borders, points[-1][1]) - 1
    if first == last:
        yield first, Part(piece, _from(points, borders[first]), False, False)
        return
    rest = 0
    x = points[0][0]
    for band in range(first, last + 1):
        here: list[tuple[int, int]] = [] if band == first else [(x, borders[band])]
        while rest < len(points) and points[rest][1] < borders[band + 1]:
            here.append(points[rest])
            x = points[rest][0]
            rest += 1
        if band < last:
            here.append((x, borders[band + 1]))
        elif rest < len(points):
            here.append(points[rest])
        yield band, Part(piece, _from(tuple(here), borders[band]), band > first, band < last)


def _from(points: Points, top: int) -> Points:
    return tuple((x, y - top) for x, y in points)
