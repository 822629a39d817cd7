"""The drawing of a block while it is folded."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from dlpulint.reporters.drawing.blocks import Block
from dlpulint.reporters.drawing.drawn import Box, Fold, Line
from dlpulint.reporters.drawing.strips import BOX_HEIGHT, Part

_BEND = 22
"""Height for lines above and below the block's box."""
_HEIGHT = BOX_HEIGHT + 2 * _BEND
_STRAIGHT = 5
_WIDTH = 220
"""Room for `Fused inverted residual 10 of 10`."""
_LEAST = 80
_FREE = 12
_CORNER = 10


class _Way(Struct, frozen=True):
    """A line of the folded block: its x at the upper and the lower border."""

    line: Line
    above: int | None
    """`None` if it begins inside."""
    below: int | None
    """`None` if it ends inside."""


def folded(
    block: Block, boxes: Sequence[Box], lines: Sequence[Line], parts: Sequence[Part], width: int
) -> Fold:
    """The fold of a band with these boxes and lines, each line with its part in `parts`."""
    ways = _ways(lines, parts)
    passing: list[tuple[int, int]] = []
    ends: list[int] = []
    for way in ways:
        if way.above is not None and way.below is not None:
            passing.append((way.above, way.below))
        else:
            ends += (x for x in (way.above, way.below) if x is not None)
    # The block's box is on the main line, so that this line is straight.
    ends.sort()
    middle = ends[len(ends) // 2] if ends else boxes[0].x + boxes[0].width // 2
    left, right = _room(passing, middle, width)
    box = Box(left, _BEND, right - left, BOX_HEIGHT, None)
    drawn = tuple(dict.fromkeys(replace(way.line, points=_points(way, box)) for way in ways))
    return Fold(block.name, block.design, block.number, block.of, block.label, drawn, box, _HEIGHT)


def _ways(lines: Sequence[Line], parts: Sequence[Part]) -> list[_Way]:
    trunks = {part.piece.route: part for part in parts if part.piece.reader is None}
    read_inside = {
        part.piece.route
        for part in parts
        if not part.enters and not part.leaves and part.piece.reader is not None
    }
    ways: list[_Way] = []
    for line, part in zip(lines, parts, strict=True):
        first, last = part.points[0][0], part.points[-1][0]
        if part.enters and part.leaves:
            ways.append(_Way(line, first, last))
            if part.piece.reader is None and part.piece.route in read_inside:
                ways.append(_Way(line, first, None))
        elif part.enters and (part.piece.reader is not None or part.piece.route in read_inside):
            ways.append(_Way(line, first, None))
        elif part.leaves:
            trunk = None if part.piece.joins else trunks.get(part.piece.route)
            enters = trunk is not None and trunk.enters
            ways.append(_Way(line, trunk.points[0][0] if trunk and enters else None, last))
    return ways


def _room(passing: Sequence[tuple[int, int]], middle: int, width: int) -> tuple[int, int]:
    """Left and right edge of the box: near the block's middle, between the lines that pass."""
    walls = [*sorted((min(ends), max(ends)) for ends in passing), (width + _FREE,) * 2]
    rooms: list[tuple[int, int]] = []
    reached = -_FREE
    for left, right in walls:
        if left - _FREE > reached + _FREE:
            rooms.append((reached + _FREE, left - _FREE))
        reached = max(reached, right)
    wide = [room for room in rooms if room[1] - room[0] >= _LEAST]
    if not wide:
        widest = max(rooms, key=lambda room: room[1] - room[0], default=None)
        wide = [widest or (max(0, middle - _LEAST // 2), middle + _LEAST // 2)]

    def fitted(room: tuple[int, int]) -> tuple[int, int]:
        size = min(_WIDTH, room[1] - room[0])
        left = min(room[1] - size, max(room[0], middle - size // 2))
        return left, left + size

    return min(map(fitted, wide), key=lambda edges: abs(sum(edges) // 2 - middle))


def _points(way: _Way, box: Box) -> tuple[tuple[int, int], ...]:
    left, right = box.x + _CORNER, box.x + box.width - _CORNER

    def port(x: int) -> int:
        return min(right, max(left, x))

    if way.above is not None and way.below is not None:
        start, finish, top, bottom = way.above, way.below, 0, _HEIGHT
    elif way.above is not None:
        start, finish, top, bottom = way.above, port(way.above), 0, box.y
    else:
        assert way.below is not None
        start, finish, top, bottom = port(way.below), way.below, box.y + box.height, _HEIGHT
    if start == finish:
        return ((start, top), (finish, bottom))
    bend = ((start, top + _STRAIGHT), (finish, bottom - _STRAIGHT))
    return ((start, top), *bend, (finish, bottom))
