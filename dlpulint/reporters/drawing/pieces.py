"""Lines in terms of rows: their x at each row, before rows have a height."""

from collections.abc import Iterator

from msgspec import Struct

from dlpulint.reporters.drawing.grid import Route

_CORNER = 10
"""Least distance between a line's end and a box's corner."""


class Step(Struct, frozen=True):
    """A bend between a row and the next."""

    row: int
    x: int
    """The x of the line after it."""


class Piece(Struct, frozen=True):
    """A line from below one row to above another."""

    tensor: int
    route: int
    source: int
    """The node that writes the tensor."""
    reader: int | None
    """The node that reads it; `None` for a stretch that several readers share."""
    joins: bool
    """Whether it begins at the source, not at a shared stretch."""
    row: int
    """The row at whose lower edge it begins."""
    x: int
    steps: tuple[Step, ...]
    end: int
    """The row at whose upper edge it ends; without a reader, at its lower edge."""


class Extent(Struct, frozen=True):
    """The horizontal extent of a box, or of a line, which has no width."""

    left: int
    right: int


def pieces(
    routes: tuple[Route, ...], layer: list[int], extents: list[Extent], beside: dict[int, int]
) -> Iterator[Piece]:
    """All lines; `beside` is the x of the routes that run beside all boxes, by number."""
    for number, route in enumerate(routes):
        yield from _pieces(number, route, layer, extents, beside.get(number))


def _pieces(
    number: int, route: Route, layer: list[int], extents: list[Extent], beside: int | None
) -> Iterator[Piece]:
    top = layer[route.source]
    source = _ports(extents[route.source])
    readers = [(layer[reader], reader) for reader in route.readers]
    last = readers[-1][0] - 1
    shared = last > top

    def lane(row: int) -> Extent:
        x = beside if beside is not None else extents[route.lane[row - top - 1]].left
        return Extent(x, x)

    def piece(
        reader: int | None, row: int, x: int, steps: list[Step], end: int, joins: bool
    ) -> Piece:
        return Piece(route.tensor, number, route.source, reader, joins, row, x, tuple(steps), end)

    start, trunk = 0, list[Step]()
    if shared:
        start, x = _meeting(source, lane(top + 1))
        trunk = _steps(top, start, x)
        if beside is None:
            for row in range(top + 1, last):
                trunk += _steps(row, lane(row).left, lane(row + 1).left)
    if len(readers) == 1 and shared:
        row, reader = readers[0]
        leave, x = _meeting(lane(last), _ports(extents[reader]))
        yield piece(reader, top, start, [*trunk, *_steps(last, leave, x)], row, True)
        return
    if shared:
        yield piece(None, top, start, trunk, last, True)
    for row, reader in readers:
        joins = row - 1 == top
        leave, x = _meeting(source if joins else lane(row - 1), _ports(extents[reader]))
        yield piece(reader, row - 1, leave, _steps(row - 1, leave, x), row, joins)


def _steps(row: int, before: int, after: int) -> list[Step]:
    return [Step(row, after)] if before != after else []


def _ports(box: Extent) -> Extent:
    return Extent(box.left + _CORNER, box.right - _CORNER)


def _meeting(above: Extent, below: Extent) -> tuple[int, int]:
    """The x at which a line leaves and arrives: the same if the two extents overlap."""
    left, right = max(above.left, below.left), min(above.right, below.right)
    if left <= right:
        middle = (above.left + above.right + below.left + below.right) // 4
        x = min(right, max(left, middle))
        return x, x
    return (above.right, below.left) if above.right < below.left else (above.left, below.right)
