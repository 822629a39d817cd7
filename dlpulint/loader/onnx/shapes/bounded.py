"""The shape of NonMaxSuppression's output: it depends on the data, within known bounds."""

from collections.abc import Sequence
from typing import Final

from dlpulint.loader.onnx.shapes.known import Arguments
from dlpulint.loader.onnx.shapes.symbols import Product, Sizes, Symbols, size_product

FINDING: Final = "NonMaxSuppression"

_INDICES: Final = 3
"""Columns of the output: a box's image, class and index."""


def found_boxes(given: Arguments, shapes: Sequence[Sizes | None], symbols: Symbols) -> Sizes | None:
    """One row per box kept: of each class at most the stated number, and at most all boxes."""
    scores = shapes[1] if len(shapes) > 1 else None
    if scores is None or len(scores) != _INDICES:
        return None
    images, classes, boxes = scores
    limit = (0,) if given.left_out(2) else given.complete(2)
    most = max(0, int(limit[0])) if limit else None
    if isinstance(boxes, int):
        most = boxes if most is None else min(most, boxes)
    rows = size_product([images, classes, most])
    return (Product((symbols.fresh(rows if isinstance(rows, int) else None),)), _INDICES)
