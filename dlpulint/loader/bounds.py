"""Bounds on sizes and counts that only damaged or hostile files exceed."""

from typing import Final

from dlpulint.basics.errors import ModelFileError
from dlpulint.model.graph import OPERATOR_CEILING, Shape

MOST_ELEMENTS: Final = 2**63 - 1
"""Largest number of elements of a tensor; runtimes count them in 64 bits."""

HIGHEST_RANK: Final = 64
"""Largest rank; no runtime supports as many dimensions."""

MOST_TENSORS: Final = 1_000_000
"""Largest number of tensors of a TFLite file, whose tables may all be the same one."""

MOST_GRAPHS: Final = 10_000
"""Largest number of graphs: main graph, control-flow bodies, decompositions, functions."""

NODES_OF_ANY_SIZE: Final = 4_000
BYTES_PER_NODE: Final = 16
"""Nodes that any ONNX file may have, and bytes for each further one.

No exporter writes a node in fewer bytes, but a node may be empty, and a local function may be
called again and again.
"""

OPERANDS_OF_ANY_SIZE: Final = 40_000
BYTES_PER_OPERAND: Final = 3
"""The same of the inputs and outputs of all nodes."""

MOST_ENDS: Final = 10_000
"""Largest number of inputs or outputs of a graph; larod accepts far fewer."""

MOST_ATTRIBUTES: Final = 1_000
"""Largest number of attributes of an ONNX node; no operator has as many."""

INT32_LIMITS: Final = (-(2**31), 2**31 - 1)
"""The least and the greatest int32 number."""


def countable(shape: Shape) -> bool:
    """Whether rank and known dimensions of `shape` are within bounds.

    Beyond them, products of sizes grow until they cannot be printed or divided any more.
    """
    if len(shape) > HIGHEST_RANK:
        return False
    product = 1
    for size in shape:
        product *= size or 1
        if product > MOST_ELEMENTS:
            return False
    return True


def most_nodes(size: int) -> int:
    """Largest number of nodes of an ONNX file of so many bytes, its functions written out."""
    return min(OPERATOR_CEILING, NODES_OF_ANY_SIZE + size // BYTES_PER_NODE)


def most_operands(size: int) -> int:
    """Largest number of inputs and outputs of the nodes of such a file."""
    return OPERANDS_OF_ANY_SIZE + size // BYTES_PER_OPERAND


def refuse_more(count: int, most: int, what: str) -> None:
    """Raise ModelFileError for more than `most` things, called `what` (`operators`)."""
    if count > most:
        raise ModelFileError(f"more than {most:,} {what}, which is what dlpulint reads")
