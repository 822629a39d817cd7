"""Boxes from a predicted centre and size: YOLOv3, v5, v7, YOLOX, SSD."""

from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING

from dlpulint.mending.decoding.heads.forms import PROBES, Fit, fit_of
from dlpulint.mending.decoding.heads.parts import Axes, Centre, CentreBoxes, Corners
from dlpulint.mending.decoding.heads.probing import Probed
from dlpulint.mending.decoding.heads.steps import Line, ideal, line_of
from dlpulint.mending.decoding.layout import Layout, Level

if TYPE_CHECKING:
    import numpy as np

PUBLISHED = (
    ((10, 13), (16, 30), (33, 23)), ((30, 61), (62, 45), (59, 119)),
    ((116, 90), (156, 198), (373, 326)), ((10, 14), (23, 27), (37, 58)),
    ((81, 82), (135, 169), (344, 319)), ((12, 16), (19, 36), (40, 28)),
    ((36, 75), (76, 55), (72, 146)), ((142, 110), (192, 243), (459, 401)),
    ((19, 27), (44, 40), (38, 94)), ((96, 68), (86, 152), (180, 137)),
    ((140, 301), (303, 264), (238, 542)), ((436, 615), (739, 380), (925, 792)),
)  # fmt: skip
"""Anchors of a level in pixels, as published with YOLOv3, v3-tiny, v4, v5, v5-P6 and v7."""


def centre_boxes(
    found: Probed, number: int, column: int, fits: Sequence[Fit | None]
) -> CentreBoxes | None:
    """Boxes in four columns of a result, if each is a function of one number or of two corners."""
    layout = found.layouts[number]
    pairs = layout.channels[column : column + 4]
    ends = tuple(level.ends[column] for level in layout.levels)
    for level in layout.levels:
        around = {*level.ends[column : column + 4], *level.last_ends[column : column + 4]}
        if around != {level.ends[column]}:
            return None
    stated: Corners = "centre and size"
    channels = (pairs[0][0], pairs[1][0], pairs[2][0], pairs[3][0])
    own = tuple(fits)
    if None in own:
        stated = "corners"
        channels = (pairs[0][0], pairs[1][0], pairs[0][1], pairs[1][1])
        own = _from_corners(found, number, column)
    fitted = [fit for fit in own if fit is not None and fit.form != "constant"]
    if len(fitted) < 4:
        return None
    levels: list[Centre] = []
    axes: Axes = "xy"
    for level in layout.levels:
        centre = _centre(found, layout, level, fitted)
        if centre is None:
            return None
        levels.append(centre[0])
        axes = centre[1] or axes
    levels = [
        _single_cell(level, of, levels) for level, of in zip(layout.levels, levels, strict=True)
    ]
    forms = (fitted[0].form, fitted[1].form, fitted[2].form, fitted[3].form)
    rates = (fitted[0].rate, fitted[1].rate, fitted[2].rate, fitted[3].rate)
    return CentreBoxes(ends, channels, forms, rates, stated, axes, tuple(levels))


def _from_corners(found: Probed, number: int, column: int) -> tuple[Fit | None, ...]:
    """Fits of centre and size, where the result has corners."""
    import numpy as np

    values, errors = [], []
    for answer in found.uniform:
        low, high = (answer.values[number][:, column + k : column + k + 2] for k in (0, 2))
        values.append(np.concatenate([(low + high) / 2, high - low], axis=1))
        wrong = answer.errors[number][:, column : column + 2]
        wrong = wrong + answer.errors[number][:, column + 2 : column + 4]
        errors.append(np.concatenate([wrong, wrong], axis=1))
    return tuple(
        fit_of(
            {x: table[:, k] for x, table in zip(PROBES, values, strict=True)},
            {x: table[:, k] for x, table in zip(PROBES, errors, strict=True)},
        )
        for k in range(4)
    )


def _centre(
    found: Probed, layout: Layout, level: Level, fits: Sequence[Fit]
) -> tuple[Centre, Axes | None] | None:
    scales = [layout.by_cell(level, fit.scale) for fit in fits]
    errors = [layout.by_cell(level, fit.scale_error) for fit in fits]
    lines: list[Line] = []
    for fit in fits:
        line = line_of(
            layout.by_cell(level, fit.offset),
            layout.by_cell(level, fit.offset_error),
            found.image,
        )
        if line is None:
            return None
        lines.append(line)
    if any(line.column or line.row or abs(line.offset) > 1e-9 for line in lines[2:]):
        return None
    steps = [line.column or line.row for line in lines[:2]]
    anchors = range(level.anchors)
    moves = [
        [_ideal(scales[k] / (steps[k] or 1), errors[k] / abs(steps[k] or 1), a, (2.0, 1.0))
         for k in (0, 1)]
        for a in anchors
    ]  # fmt: skip
    sizes = _published(found, level, fits, scales, errors, steps) or [
        [_ideal(scales[k], errors[k], a, ()) for k in (2, 3)] for a in anchors
    ]
    moves_known = [(x, y) for x, y in moves if x is not None and y is not None]
    sizes_known = [(w, h) for w, h in sizes if w is not None and h is not None]
    if len(moves_known) < level.anchors or len(sizes_known) < level.anchors:
        return None
    offsets = [line.offset / (step or 1) for line, step in zip(lines, steps, strict=False)]
    axes: Axes | None = None
    if lines[0].column or lines[1].row:
        axes = "xy"
    elif lines[0].row or lines[1].column:
        axes = "yx"
    if any(line.column and line.row for line in lines) or (lines[0].column and lines[1].column):
        return None
    return (
        Centre(
            (steps[0], steps[1]), (offsets[0], offsets[1]), tuple(moves_known), tuple(sizes_known)
        ),
        axes,
    )


def _single_cell(level: Level, centre: Centre, levels: Sequence[Centre]) -> Centre:
    """A level with its steps; a map of one row or column has no neighbours that tell them."""
    if level.height > 1 and level.width > 1:
        return centre
    steps, offsets = list(centre.steps), list(centre.offsets)
    moves = [list(pair) for pair in centre.moves]
    for k in (0, 1):
        others = [o.offsets[k] for o in levels if o.steps[k]]
        if steps[k] or not others or not others[0] or not offsets[k]:
            continue
        steps[k] = offsets[k] / others[0]
        offsets[k] = others[0]
        for pair in moves:
            pair[k] /= steps[k]
    return Centre(
        (steps[0], steps[1]),
        (offsets[0], offsets[1]),
        tuple((first, second) for first, second in moves),
        centre.sizes,
    )


def _ideal(
    scales: "np.ndarray", errors: "np.ndarray", anchor: int, candidates: tuple[float, ...]
) -> float | None:
    return ideal(scales[..., anchor], errors[..., anchor], candidates)


def _published(
    found: Probed,
    level: Level,
    fits: Sequence[Fit],
    scales: "Sequence[np.ndarray]",
    errors: "Sequence[np.ndarray]",
    steps: Sequence[float],
) -> "list[list[float | None]] | None":
    """Sizes by published anchors that are all within the errors of those in the file."""
    if level.anchors != 3 or not all(steps) or not any(e.any() for e in errors[2:]):
        return None
    factor = 4 if fits[2].form == "squared-sigmoid" else 1
    # Pixels in the units of the result: a step is `image / cells` pixels.
    unit = (
        steps[0] * level.width / found.image[1] * factor,
        steps[1] * level.height / found.image[0] * factor,
    )
    for anchors in PUBLISHED:
        sizes: list[list[float | None]] = [
            [width * unit[0], height * unit[1]] for width, height in anchors
        ]
        pairs = product(range(3), (0, 1))
        if all(
            _ideal(scales[2 + k], errors[2 + k], a, (sizes[a][k] or 0.0,)) == sizes[a][k]
            for a, k in pairs
        ):
            return sizes
    return None
