"""What holds for every picture, whatever it shows."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from dlpulint.model.outline import Outline
from dlpulint.reporters.drawing.drawn import Band, Box, Line, Picture

Point = tuple[int, int]


def assert_sound(outline: Outline, drawn: Sequence[Picture]) -> None:
    """All that a picture promises."""
    boxes = [box for picture in drawn for band in picture.bands for box in band.boxes]
    operators = [box.operator for box in boxes if box.operator is not None]
    assert sorted(operators) == list(range(len(outline.operators)))
    for picture in drawn:
        for band in picture.bands:
            assert_boxes_apart(band.boxes, picture.width, band.height)
            assert_lines_clear(band.lines, band.boxes, picture.width, band.height)
            if band.fold is not None:
                fold = band.fold
                assert_boxes_apart([fold.box], picture.width, fold.height)
                assert_lines_clear(fold.lines, [fold.box], picture.width, fold.height)
        assert_folds_meet(picture)
        assert_all_connected(outline, picture)


def assert_boxes_apart(boxes: Sequence[Box], width: int, height: int) -> None:
    for number, box in enumerate(boxes):
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= width
        assert box.y + box.height <= height
        for other in boxes[number + 1 :]:
            beside = box.x + box.width < other.x or other.x + other.width < box.x
            assert beside or box.y + box.height < other.y or other.y + other.height < box.y


def assert_lines_clear(
    lines: Sequence[Line], boxes: Sequence[Box], width: int, height: int
) -> None:
    """Lines go down, begin and end straight, bend at each point, and meet boxes at edges only."""
    for line in lines:
        for (x, y), (to_x, to_y) in pairwise(line.points):
            assert 0 <= min(x, to_x) <= max(x, to_x) <= width
            assert 0 <= y < to_y <= height
            assert not [box for box in boxes if _enters((x, y), (to_x, to_y), box)]
        assert line.points[0][0] == line.points[1][0]
        assert line.points[-1][0] == line.points[-2][0]
        for before, at, after in zip(line.points, line.points[1:], line.points[2:], strict=False):
            assert not before[0] == at[0] == after[0]


def _enters(start: Point, end: Point, box: Box) -> bool:
    """Whether the way from start down to end goes through the inside of the box."""
    top, bottom = max(start[1], box.y), min(end[1], box.y + box.height)
    if top >= bottom:
        return False

    def x(y: int) -> float:
        return start[0] + (end[0] - start[0]) * (y - start[1]) / (end[1] - start[1])

    sides = sorted((x(top), x(bottom)))
    return sides[1] > box.x and sides[0] < box.x + box.width


def assert_folds_meet(picture: Picture) -> None:
    """Whatever is folded, a line goes on where it stopped."""
    for above, below in pairwise(picture.bands):
        open_ends = {(line.tensor, line.points[-1][0]) for line in _reaching(above)}
        open_starts = {
            (line.tensor, line.points[0][0]) for line in below.lines if line.points[0][1] == 0
        }
        assert open_ends == open_starts
        if above.fold is not None:
            fold = above.fold
            ends = [line for line in fold.lines if line.points[-1][1] == fold.height]
            assert {(line.tensor, line.points[-1][0]) for line in ends} == open_ends
        if below.fold is not None:
            starts = [line for line in below.fold.lines if line.points[0][1] == 0]
            assert {(line.tensor, line.points[0][0]) for line in starts} == open_starts
    for band in picture.bands:
        if band.fold is not None:
            box, height = band.fold.box, band.fold.height
            for line in band.fold.lines:
                assert line.points[0][1] in (0, box.y + box.height)
                assert line.points[-1][1] in (box.y, height)
                if line.points[0][1]:
                    assert box.x < line.points[0][0] < box.x + box.width
                if line.points[-1][1] == box.y:
                    assert box.x < line.points[-1][0] < box.x + box.width


def _reaching(band: Band) -> Iterator[Line]:
    return (line for line in band.lines if line.points[-1][1] == band.height)


def assert_all_connected(outline: Outline, picture: Picture) -> None:
    """From each reader, lines of the tensor lead up to its writer."""
    positions: dict[tuple[str, int], tuple[int, Box]] = {}
    for number, band in enumerate(picture.bands):
        for box in band.boxes:
            if box.operator is not None:
                positions["operator", box.operator] = number, box
            elif box.tensor is not None:
                # An output that is an input at once has a box for each.
                end = "end" if ("begin", box.tensor) in positions else "begin"
                positions[end, box.tensor] = number, box
    graph = outline.graphs[picture.graph]
    inside = [number for kind, number in positions if kind == "operator"]
    writer = {tensor: number for number in inside for tensor in outline.operators[number].outputs}
    for reader in inside:
        for tensor in outline.operators[reader].inputs:
            if tensor is None or (outline.tensors[tensor].constant and tensor not in writer):
                continue
            source = (
                positions["operator", writer[tensor]]
                if tensor in writer
                else positions["begin", tensor]
            )
            assert _connected(picture, tensor, reader, source, positions["operator", reader])
    for tensor in graph.outputs:
        if tensor in writer:
            source, end = positions["operator", writer[tensor]], positions["begin", tensor]
            assert _connected(picture, tensor, None, source, end)


def _connected(
    picture: Picture,
    tensor: int,
    reader: int | None,
    source: tuple[int, Box],
    end: tuple[int, Box],
) -> bool:
    number, box = end
    lines = [line for line in picture.bands[number].lines if line.tensor == tensor]
    arriving = [
        line
        for line in lines
        if line.reader == reader
        and line.points[-1][1] == box.y
        and box.x < line.points[-1][0] < box.x + box.width
    ]
    assert len(arriving) == 1
    line = arriving[0]
    while True:
        x, y = line.points[0]
        if y == 0:
            number -= 1
            lines = [line for line in picture.bands[number].lines if line.tensor == tensor]
            bottom = picture.bands[number].height
            above = [line for line in lines if line.points[-1] == (x, bottom)]
            assert all(line.reader in (reader, None) for line in above)
        elif number == source[0] and y == source[1].y + source[1].height:
            return source[1].x < x < source[1].x + source[1].width
        else:
            above = [other for other in lines if other is not line and _passes(other, (x, y))]
            above = [other for other in above if other.reader is None]
        if not above:
            return False
        line = above[0]


def _passes(line: Line, point: Point) -> bool:
    return any(
        start[0] == point[0] == end[0] and start[1] <= point[1] <= end[1]
        for start, end in pairwise(line.points)
    )
