"""Cuts the picture into bands: pieces get their height, and each band its part of them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from msgspec import Struct

from dlpulint.reporters.drawing.pieces import Piece

BOX_HEIGHT = 38
_GAP = 28
_WIDEST_GAP = 72
_STEEPNESS = 10
"""A bend that is so many times as wide as it is high still looks like one."""
_LEAVE = 4
_ARRIVE = 10
"""How far a line runs straight down before it bends and afterwards."""
_BORDER = 6
"""How far above a row a band begins; lines run straight down there."""

Points = tuple[tuple[int, int], ...]


class Heights(Struct, frozen=True):
    """Where rows and bands are, from the top of the picture."""

    tops: tuple[int, ...]
    """The upper edge of each row's boxes."""
    borders: tuple[int, ...]
    """Where each band begins, and where the last one ends."""


class Part(Struct, frozen=True):
    """What of a piece lies in one band."""

    piece: Piece
    points: Points
    """From the top of the band."""
    enters: bool
    """Whether it comes from the band above."""
    leaves: bool
    """Whether it goes on in the band below."""


def heights(pieces: Sequence[Piece], rows: int, firsts: Sequence[int]) -> Heights:
    """Rows stand apart as the bends between them need; `firsts` are the bands' first rows."""
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


def parts(pieces: Sequence[Piece], places: Heights) -> list[list[Part]]:
    """The parts in each band."""
    result: list[list[Part]] = [[] for _ in places.borders[1:]]
    for piece in pieces:
        for band, part in _cut(piece, _points(piece, places.tops), places.borders):
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
    """At each border; there a line runs straight down."""
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
