"""Lines of a decode function with the constants of an SSD's post-processing."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from dlpulint.mending.decoding.heads.postprocess import Postprocess
from dlpulint.mending.decoding.heads.steps import ideal, line_of
from dlpulint.mending.decoding.text.numbers import (
    joined_text,
    number_text,
    steps_text,
    tuple_text,
)

if TYPE_CHECKING:
    import numpy as np

_EQUAL = 1e-6
"""Largest difference of equal centres, in units of the image."""


class _Grid(Struct, frozen=True):
    """Rows of anchors that belong to one feature map."""

    rows: slice
    height: int
    width: int


def anchor_lines(post: Postprocess) -> Iterator[str]:
    """Lines with anchors, scales and limits."""
    yield ""
    yield f"SCALES = np.array({tuple_text(post.scales)})"
    yield f"MOST_BOXES = {post.most_boxes}"
    if post.regular:
        yield f"BOXES_PER_CLASS = {post.boxes_per_class}"
    else:
        yield f"CLASSES_PER_BOX = {post.classes_per_box}"
    yield f"SCORE_THRESHOLD = np.float32({number_text(post.score_threshold)})"
    yield f"IOU_THRESHOLD = np.float32({number_text(post.overlap_threshold)})"
    yield ""
    levels = _levels(post)
    if levels:
        yield "ANCHOR_LEVELS = ("
        yield "    # height, width, steps (y, x), offsets (y, x), sizes (height, width)"
        yield from (f"    ({level})," for level in levels)
        yield ")"
        return
    yield "# Centre (y, x) and size (height, width) of each anchor."
    yield "ANCHORS = np.array("
    yield "    ["
    for row in post.anchors:
        yield f"        {tuple_text(float(value) for value in row)},"
    yield "    ],"
    yield "    np.float32,"
    yield ")"


def anchors_text(post: Postprocess) -> str:
    """Source of the anchors, as the lines of `anchor_lines` allow."""
    if _levels(post):
        return "np.concatenate([level_anchors(*level) for level in ANCHOR_LEVELS])"
    return "ANCHORS"


def _levels(post: Postprocess) -> tuple[str, ...]:
    """Arguments of `level_anchors` for each level; none if an anchor is off the grids."""
    texts = []
    for grid in _grids(post.anchors, post.errors):
        text = None if grid is None else _level(post, grid)
        if text is None:
            return ()
        texts.append(text)
    return tuple(texts)


def _grids(anchors: "np.ndarray", errors: "np.ndarray") -> "Iterator[_Grid | None]":
    """Grids of consecutive anchors: x grows along a row, then y; a smaller y begins a new grid."""
    import numpy as np

    allowed = 2 * float(errors[:, :2].max()) + _EQUAL
    change = np.diff(anchors[:, :2], axis=0)
    starts = [0, *(np.flatnonzero(change[:, 0] < -allowed) + 1).tolist()]
    for start, stop in zip(starts, [*starts[1:], len(anchors)], strict=True):
        own = change[start : stop - 1]
        moves = np.abs(own) > allowed
        cells = 1 + int(moves.any(axis=1).sum())
        height = 1 + int(moves[:, 0].sum())
        regular = cells % height == 0 and (stop - start) % cells == 0
        yield _Grid(slice(start, stop), height, cells // height) if regular else None


def _level(post: Postprocess, grid: _Grid) -> str | None:
    shape = (grid.height, grid.width, -1, 4)
    values = post.anchors[grid.rows].reshape(shape)
    errors = post.errors[grid.rows].reshape(shape)
    lines = [_centre(values[..., k], errors[..., k], shape[k]) for k in (0, 1)]
    sizes = [
        [ideal(values[:, :, a, k], errors[:, :, a, k], ()) for k in (2, 3)]
        for a in range(values.shape[2])
    ]
    known = [tuple_text([h, w]) for h, w in sizes if h is not None and w is not None]
    y, x = lines
    if y is None or x is None or len(known) < len(sizes):
        return None
    steps, offsets = steps_text((y[0], x[0])), tuple_text((y[1], x[1]))
    return f"{grid.height}, {grid.width}, {steps}, {offsets}, {joined_text(known)}"


def _centre(values: "np.ndarray", errors: "np.ndarray", count: int) -> tuple[float, float] | None:
    """Step and offset (in steps) of the centres along a coordinate."""
    line = line_of(values, errors, (1, 1))
    if line is None:
        return None
    step = line.column or line.row
    if count == 1:
        return None if step else (1.0, line.offset)
    return (step, line.offset / step) if step else None
