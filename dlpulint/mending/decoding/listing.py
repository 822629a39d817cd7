"""Outputs that are no feature maps but list the predictions of all boxes."""

from msgspec import Struct

from dlpulint.model.graph import Shape

_BOX = 4
"""Numbers of a box."""


class Listing(Struct, frozen=True):
    """The arrangement of an output as a table of boxes."""

    columns: int
    """Numbers of each box."""
    turned: bool
    """Whether the first number of all boxes comes first, then the second, and so on."""


def listing_of(shape: Shape | None) -> Listing | None:
    """Arrangement of an output that has no rows and columns of a map; `None` for a map."""
    sizes = [size or 0 for size in shape or ()]
    if len(sizes) == 4:
        # A convolution that decodes distances leaves (1, 4, boxes, 1) or (1, boxes, 4, 1).
        if sizes[3] != 1 or _BOX not in sizes[1:3] or sizes[1] == sizes[2]:
            return None
        return Listing(_BOX, sizes[1] == _BOX)
    if len(sizes) == 3:
        return Listing(min(sizes[1:]), sizes[1] < sizes[2])
    return Listing(sizes[-1] if sizes else 1, False)
