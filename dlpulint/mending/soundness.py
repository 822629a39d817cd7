"""Graphs that may be edited: what a file states of them fits together."""

from dlpulint.mending.refused import Refused
from dlpulint.mending.tflite.record import Record


def refuse_unsound(root: Record) -> None:
    """Raises Refused where the main graph is not what an edit takes it for.

    LiteRT loads such files, and computes of them what the memory happens to hold.
    """
    graph = root.records("subgraphs")[0]
    _refuse_wrong_order(graph)
    count = len(graph.records("tensors"))
    for signature in root.records("signature_defs"):
        if signature.integer("subgraph_index") == 0:
            for entry in (*signature.records("inputs"), *signature.records("outputs")):
                if entry.integer("tensor_index") >= count:
                    raise Refused("a signature names a tensor that the graph does not have")


def _refuse_wrong_order(graph: Record) -> None:
    operators = graph.records("operators")
    later = [number for operator in operators for number in operator.numbers("outputs")]
    waiting = set(later)
    if len(waiting) != len(later):
        raise Refused("two operators write the same tensor")
    for operator in operators:
        if not waiting.isdisjoint(operator.numbers("inputs")):
            raise Refused("an operator reads a tensor that is written after it")
        waiting.difference_update(operator.numbers("outputs"))
