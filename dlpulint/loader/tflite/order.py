"""The operators that TFLite runs, and the order in which it runs them."""

from collections.abc import Sequence

from msgspec.structs import replace

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.tflite.operator_tables import CUSTOM, WITHOUT_OPTIONS
from dlpulint.model.graph import Operator, Tensor

GRAPHS = ("then_graph", "else_graph", "condition_graph", "body_graph", "graph")
"""Options that name a graph which an operator runs."""


def in_file_order(operators: Sequence[Operator]) -> list[Operator]:
    """Operators of one graph as TFLite runs them: one after the other, whatever they need.

    An operand that is written later, or by the operator itself, is replaced by a tensor that nobody
    writes.

    Raises:
        ModelFileError: An operator with options reads its own result, which TFLite refuses.
    """
    later = {tensor for operator in operators for tensor in operator.outputs}
    unwritten: dict[Tensor, Tensor] = {}
    found = []
    for operator in operators:
        compared = operator.number != CUSTOM and operator.native not in WITHOUT_OPTIONS
        if compared and not set(operator.outputs).isdisjoint(operator.inputs):
            raise ModelFileError(
                f"damaged TFLite file (operator {operator.index}, {operator.native}, reads its own "
                "result)"
            )
        if later and not later.isdisjoint(operator.inputs):
            inputs = tuple(
                unwritten.setdefault(tensor, replace(tensor))
                if tensor is not None and tensor in later
                else tensor
                for tensor in operator.inputs
            )
            operator = replace(operator, inputs=inputs)
        found.append(operator)
        later.difference_update(operator.outputs)
    return found


def reached(operators: Sequence[Operator]) -> list[Operator]:
    """The operators of the first graph, and of those that it runs in turn."""
    called: dict[int, set[int]] = {}
    for operator in operators:
        named = (operator.integer(option) for option in GRAPHS)
        called.setdefault(operator.subgraph, set()).update(n for n in named if n is not None)
    found, waiting = {0}, [0]
    while waiting:
        new = called.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return [operator for operator in operators if operator.subgraph in found]
