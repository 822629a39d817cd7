"""The shape of what NonMaxSuppression finds: the data decide, within bounds that are known."""

from collections.abc import Sequence
from typing import Final

from dlpulint.loader.onnx.shapes.known import Arguments
from dlpulint.loader.onnx.shapes.symbols import Product, Sizes, Symbols, size_product

FINDING: Final = "NonMaxSuppression"

_INDICES: Final = 3
"""What tells a box that was kept: its image, its class, its place."""


def found_boxes(given: Arguments, shapes: Sequence[Sizes | None], symbols: Symbols) -> Sizes | None:
    """As many rows as boxes are kept: of each class a stated number at most, and of those there."""
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
