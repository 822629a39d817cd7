"""Shapes that no memory holds: only a damaged or hostile file has one."""

from typing import Final

from dlpulint.model import Shape

MOST_ELEMENTS: Final = 2**63 - 1
"""Elements of a tensor up to which they are counted, as runtimes count them: in 64 bits."""

HIGHEST_RANK: Final = 64
"""Dimensions that a shape may have; no runtime takes as many."""


def countable(shape: Shape) -> bool:
    """Whether the known dimensions are not too many, and make no more elements than are counted.

    Beyond that, products of sizes grow until they cannot be printed or divided any more.
    """
    if len(shape) > HIGHEST_RANK:
        return False
    product = 1
    for size in shape:
        product *= size or 1
        if product > MOST_ELEMENTS:
            return False
    return True
