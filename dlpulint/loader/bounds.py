"""Shapes that no memory holds, and numbers of things: only damaged or hostile files have them."""

from typing import Final

from dlpulint.basics.errors import ModelFileError
from dlpulint.model.graph import Shape

MOST_ELEMENTS: Final = 2**63 - 1
"""Elements of a tensor up to which they are counted, as runtimes count them: in 64 bits."""

HIGHEST_RANK: Final = 64
"""Dimensions that a shape may have; no runtime takes as many."""

MOST_TENSORS: Final = 1_000_000
"""Tensors of a TFLite file, whose tables may all be one."""

MOST_GRAPHS: Final = 10_000
"""Graphs of a file: the main one, bodies of control flow, decompositions, local functions."""

MOST_ENDS: Final = 10_000
"""Inputs of a graph, and outputs of it; larod takes far fewer."""

MOST_ATTRIBUTES: Final = 1_000
"""Attributes of a node in ONNX; no operator has as many."""


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


def refuse_more(count: int, most: int, what: str) -> None:
    """Raise ModelFileError if there are more than `most` of `what` (`operators`)."""
    if count > most:
        raise ModelFileError(f"more than {most:,} {what}, which is what dlpulint reads")
