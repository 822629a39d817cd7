"""Key points of a pose or a face, which heads predict relative to a cell."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dlpulint.mending.decoding.heads.forms import Fit
from dlpulint.mending.decoding.heads.parts import PointLevel, Points
from dlpulint.mending.decoding.heads.probing import Probed
from dlpulint.mending.decoding.heads.steps import ideal, line_of
from dlpulint.mending.decoding.layout import Layout, Level

if TYPE_CHECKING:
    import numpy as np


def points_of(found: Probed, number: int, column: int, fits: Sequence[Fit | None]) -> Points | None:
    """Points from a column on: x and y, each with the score of its visibility or without one."""
    layout = found.layouts[number]
    if not _is_point(fits, column):
        return None
    scored = column + 2 < len(fits) and _is_score(fits[column + 2])
    width = 3 if scored else 2
    count = 1
    while _follows(layout, fits, column, column + count * width, scored):
        count += 1
    levels = []
    for level in layout.levels:
        shared = [_level(found, layout, level, fits, column + n * width) for n in range(count)]
        if shared[0] is None or any(other != shared[0] for other in shared):
            return None
        levels.append(shared[0])
    ends = tuple(level.ends[column] for level in layout.levels)
    return Points(ends, layout.channels[column][0], count, scored, tuple(levels))


def _is_point(fits: Sequence[Fit | None], column: int) -> bool:
    pair = fits[column : column + 2]
    return len(pair) == 2 and all(fit is not None and fit.form == "identity" for fit in pair)


def _is_score(fit: Fit | None) -> bool:
    return fit is not None and fit.form == "sigmoid" and fit.plain


def _follows(
    layout: Layout, fits: Sequence[Fit | None], first: int, column: int, scored: bool
) -> bool:
    """Whether another point of the same kind begins at a column."""
    width = 3 if scored else 2
    if column + width > len(fits) or not _is_point(fits, column):
        return False
    if scored and not _is_score(fits[column + 2]):
        return False
    far = column - first
    return all(level.ends[column] == level.ends[first] for level in layout.levels) and (
        layout.channels[column][0] == layout.channels[first][0] + far
    )


def _level(
    found: Probed, layout: Layout, level: Level, fits: Sequence[Fit | None], column: int
) -> PointLevel | None:
    steps, offsets, moves = [], [], []
    for k, fit in enumerate(fits[column : column + 2]):
        if fit is None:
            return None

        def numbers(of: "np.ndarray") -> "np.ndarray":
            return layout.by_cell(level, of)

        line = line_of(numbers(fit.offset), numbers(fit.offset_error), found.image)
        step = 0.0 if line is None else (line.column, line.row)[k]
        if line is None or not step:
            return None
        scales, errors = numbers(fit.scale) / step, numbers(fit.scale_error) / step
        move = ideal(scales, errors, (2.0, 1.0))
        if move is None:
            return None
        steps.append(step)
        offsets.append(line.offset / step)
        moves.append(move)
    return PointLevel((steps[0], steps[1]), (offsets[0], offsets[1]), (moves[0], moves[1]))
