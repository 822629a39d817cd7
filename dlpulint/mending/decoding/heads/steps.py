"""Grids of positions: their ideal steps and offsets, from values with rounding errors."""

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    import numpy as np


class Line(Struct, frozen=True):
    """Positions along a coordinate: `offset + column_step * column + row_step * row`."""

    offset: float
    column: float
    row: float


def line_of(values: "np.ndarray", errors: "np.ndarray", image: tuple[int, int]) -> Line | None:
    """Line that positions (height, width, anchors) lie on within their errors, if they do.

    Ideal steps (an n-th of the image, n pixels, 1) and offsets (0, half a step) come first.

    Args:
        values: Positions by cell and anchor.
        errors: Largest error of each.
        image: Height and width of the model's input, in pixels.
    """
    import numpy as np

    height, width = values.shape[:2]
    row, column = np.mgrid[:height, :width][..., np.newaxis].astype(np.float64)
    allowed = errors + 1e-5 * np.maximum(1e-3, np.abs(values).max())
    spans = [float(np.ptp(values.mean(axis=(other, 2)))) for other in (0, 1)]
    constant = Line(float(values.mean()), 0.0, 0.0)
    lines = [] if max(spans) > 4 * float(allowed.max()) else [_zero(), constant]
    across = spans[0] >= spans[1]
    count, pixels = (width, image[1]) if across else (height, image[0])
    along = column if across else row
    for step in (1 / count, pixels / count, 1.0, _slope(values, along)):
        free = float((values - step * along).mean())
        for offset in (-step / 2, 0.0, step / 2, free):
            lines.append(Line(offset, step, 0.0) if across else Line(offset, 0.0, step))
    for line in (*lines, constant):
        expected = line.offset + line.column * column + line.row * row
        if np.all(np.abs(expected - values) <= allowed):
            return line
    return None


def ideal(
    values: "np.ndarray", errors: "np.ndarray", candidates: tuple[float, ...]
) -> float | None:
    """The first candidate that all values are within their errors, else their mean, if it is."""
    import numpy as np

    allowed = errors + 1e-5 * np.maximum(1e-3, np.abs(values).max())
    for candidate in (*candidates, float(values.mean())):
        if np.all(np.abs(values - candidate) <= allowed):
            return candidate
    return None


def _zero() -> Line:
    return Line(0.0, 0.0, 0.0)


def _slope(values: "np.ndarray", along: "np.ndarray") -> float:
    import numpy as np

    along = np.broadcast_to(along, values.shape)
    spread = float(((along - along.mean()) ** 2).sum())
    return float(((along - along.mean()) * values).sum() / spread) if spread else 0.0
