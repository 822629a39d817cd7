"""Selection among results inside a graph, which depends on the frame: NMS and top-k."""

from collections.abc import Iterator

from dlpulint.facts.patterns.pattern import Pattern
from dlpulint.model.graph import Model, Operator

SUPPRESSION = "non-maximum suppression"
TOP_K = "top-k"

_POST_PROCESS = "TFLite_Detection_PostProcess"
_WORDS = ("nms", "nonmaxsuppression")
"""Parts of the names of foreign operators that select boxes: `EfficientNMS_TRT`."""


def selections(model: Model) -> Iterator[Pattern]:
    """Every operator that keeps some of the results; the pattern's name says how."""
    for operator in model.operators:
        if _suppresses(operator):
            yield Pattern(SUPPRESSION, operator, (operator,))
        elif operator.kind == "top-k":
            yield Pattern(TOP_K, operator, (operator,))


def _suppresses(operator: Operator) -> bool:
    if operator.kind == "non-max-suppression" or operator.native == _POST_PROCESS:
        return True
    if ":" not in operator.kind:
        return False
    name = operator.native.lower().replace("_", "")
    return any(word in name for word in _WORDS)
