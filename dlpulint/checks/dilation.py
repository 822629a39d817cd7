"""A check of the dilation of a convolution."""

from collections.abc import Iterator

from dlpulint.checks.base import OperatorParams, operator_check
from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit, Value
from dlpulint.model.graph import Operator


@operator_check("equal-dilation", OperatorParams, "dilation")
def equal_dilation(operator: Operator, facts: Facts, params: OperatorParams) -> Iterator[Hit]:
    """The dilation is the same in both directions, if the kernel is larger than 1 in both.

    Along a side of 1 a dilation has no effect.
    """
    dilation = (operator.integer("dilation_height"), operator.integer("dilation_width"))
    kernel = (operator.integer("kernel_height"), operator.integer("kernel_width"))
    if 1 in kernel or dilation[0] == dilation[1] is not None:
        return
    values: dict[str, Value] = {
        "dilation": "x".join("?" if d is None else str(d) for d in dilation)
    }
    unknown = None
    if None in dilation:
        unknown = "its dilation is not in the file"
    elif None in kernel:
        unknown = "its kernel is not known"
    yield Hit(operator, values, cause="dilation", unknown=unknown)
