"""Boxes from predicted distances of a cell to their sides: YOLOv6, v8, YOLO11."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dlpulint.mending.decoding.heads.parts import Axes, Corners, Distance, DistanceBoxes
from dlpulint.mending.decoding.heads.probing import Answers, Probed
from dlpulint.mending.decoding.heads.steps import ideal, line_of
from dlpulint.mending.decoding.layout import Level

if TYPE_CHECKING:
    import numpy as np

_CERTAIN = 60.0
"""Logit of a bin that has all of the probability."""

_PATTERNS: "dict[Corners, tuple[tuple[float, ...], ...]]" = {
    "centre and size": (
        (-0.5, 0, 1, 0), (0, -0.5, 0, 1), (0.5, 0, 1, 0), (0, 0.5, 0, 1)
    ),
    "corners": ((-1, 0, 0, 0), (0, -1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)),
}  # fmt: skip
"""How the numbers of a box grow with the distance to each side, in steps."""


def distance_boxes(found: Probed, number: int, column: int) -> DistanceBoxes | None:
    """Boxes in four columns of a result, if they grow with distances to four sides."""
    layout = found.layouts[number]
    pairs = layout.channels[column : column + 4]
    if len(pairs) < 4:
        return None
    first = min(low for low, _ in pairs)
    bins, rest = divmod(max(high for _, high in pairs) + 1 - first, 4)
    ends = tuple(level.ends[column] for level in layout.levels)
    own = {
        end
        for level in layout.levels
        for end in (*level.ends[column : column + 4], *level.last_ends[column : column + 4])
    }
    if rest or not bins or own != set(ends):
        return None
    base = found.answers(_inputs(found, ends, first, bins, None))
    grown = [found.answers(_inputs(found, ends, first, bins, side)) for side in range(4)]
    for stated in _PATTERNS:
        levels = [_level(found, number, column, level, base, grown, stated)
                  for level in layout.levels]  # fmt: skip
        known = [level for level in levels if level is not None]
        if len(known) == len(levels):
            axes: Axes = "yx" if any(swapped for _, swapped in known) else "xy"
            boxes = tuple(level for level, _ in known)
            return DistanceBoxes(ends, first, bins, stated, axes, boxes)
    return None


def _inputs(
    found: Probed, ends: Sequence[int], first: int, bins: int, grown: int | None
) -> "list[np.ndarray]":
    """Values at the ends with all distances 0, but one for the side `grown`."""
    import numpy as np

    tail = found.tail
    values = [np.zeros([size or 0 for size in end.shape or ()]) for end in tail.ends]
    lists = found.layouts[0].lists
    for end in set(ends):
        shape = values[end].shape
        listing = lists.get(end)
        if listing is not None and listing.turned:
            channels = values[end].reshape(listing.columns, -1).T
        elif listing is not None:
            channels = values[end].reshape(-1, listing.columns)
        else:
            anchors = next(
                level.anchors
                for layout in found.layouts
                for level in layout.levels
                if end in level.ends
            )
            channels = values[end].reshape(*shape[:-1], anchors, -1)
        for side in range(4):
            one = int(side == grown)
            if bins == 1:
                channels[..., first + side] = one
            else:
                channels[..., first + side * bins + one] = _CERTAIN
    return values


def _level(
    found: Probed,
    number: int,
    column: int,
    level: Level,
    base: Answers,
    grown: Sequence[Answers],
    stated: Corners,
) -> tuple[Distance, bool] | None:
    """Parameters of a level, and whether y comes first."""
    import numpy as np

    layout = found.layouts[number]

    def numbers(table: "np.ndarray", k: int) -> "np.ndarray":
        return layout.by_cell(level, table[:, column + k])

    lines = [
        line_of(numbers(base.values[number], k), numbers(base.errors[number], k), found.image)
        for k in range(4)
    ]
    first, second = lines[:2]
    if first is None or second is None or lines[2] is None or lines[3] is None:
        return None
    far = [lines[2], lines[3]]
    if stated == "corners" and far != [first, second]:
        return None
    if stated == "centre and size" and any(o.column or o.row or o.offset for o in far):
        return None
    grid = (first.column or first.row, second.column or second.row)
    swapped = bool(first.row or second.column)
    counts = (level.height, level.width) if swapped else (level.width, level.height)
    pixels = found.image if swapped else found.image[::-1]
    steps: list[float] = []
    for k in (0, 1):
        measured, errors = [], []
        for side in range(4):
            for result in range(4):
                change = numbers(grown[side].values[number] - base.values[number], result)
                wrong = numbers(grown[side].errors[number] + base.errors[number], result)
                factor = _PATTERNS[stated][side][result]
                if factor and side % 2 == k:
                    measured.append(change / factor)
                    errors.append(wrong / abs(factor))
                elif not factor and np.any(np.abs(change) > wrong + 1e-5):
                    return None
        candidates = (grid[k], 1 / counts[k], pixels[k] / counts[k], 1.0)
        step = ideal(np.stack(measured), np.stack(errors), tuple(c for c in candidates if c))
        if not step:
            return None
        steps.append(step)
    offsets = (first.offset / (grid[0] or 1), second.offset / (grid[1] or 1))
    return Distance((steps[0], steps[1]), grid, offsets), swapped
