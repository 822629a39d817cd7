"""A check of the operators before and after an operator."""

from collections.abc import Iterator

from dlpulint.checks.base import Kinds, OperatorParams, alternatives, matches, operator_check
from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit, Value
from dlpulint.model.graph import Operator


class Neighbours(OperatorParams, frozen=True, kw_only=True):
    """Accepted neighbours of an operator; everything stated must hold."""

    after: Kinds = ()
    """Every computed input comes from one of these kinds, not from an input of the graph."""
    not_after: Kinds = ()
    """No input comes from one of these kinds."""
    before: Kinds = ()
    """Its results are read, by these kinds only."""
    not_before: Kinds = ()
    """No result is read by one of these kinds."""
    single_consumer: bool = False
    """Exactly one operator reads its results, and they are no outputs of the graph."""
    graph_input: bool | None = None
    """Whether it has to read an input of the graph, or must not."""
    graph_output: bool | None = None
    """Whether it has to write an output of the graph, or must not."""


@operator_check("neighbours", Neighbours, "neighbour", "consumers", "allowed", looks_around=True)
def neighbours(operator: Operator, facts: Facts, params: Neighbours) -> Iterator[Hit]:
    """The neighbours of the operator are accepted ones."""
    model = facts.model
    graph = model.subgraphs[operator.subgraph]
    computed = [t for t in operator.inputs if t is not None and not t.constant]
    before = [producer for t in computed if (producer := model.producer(t)) is not None]
    after = tuple(dict.fromkeys(o for t in operator.outputs for o in model.consumers(t)))
    enters = any(tensor in graph.inputs for tensor in computed)
    leaves = any(tensor in graph.outputs for tensor in operator.outputs)

    def hit(neighbour: str, cause: str, allowed: str) -> Hit:
        values: dict[str, Value] = {
            "neighbour": neighbour,
            "consumers": len(after),
            "allowed": allowed,
        }
        return Hit(operator, values, cause)

    for ends, kinds, forbidden, open_end, side in (
        (before, params.after, params.not_after, enters and "an input of the graph", "after"),
        (after, params.before, params.not_before, leaves and "an output of the graph", "before"),
    ):
        wrong = [o for o in ends if kinds and not matches(o.kind, kinds)]
        wrong += [o for o in ends if matches(o.kind, forbidden)]
        if wrong:
            allowed = alternatives(kinds) or f"none of {alternatives(forbidden)}"
            yield hit(wrong[0].native, f"{side}:{wrong[0].kind}", allowed)
            return
        if kinds and (open_end or not ends):
            yield hit(open_end or "nothing", f"{side}:graph", alternatives(kinds))
            return
    if params.single_consumer and (len(after) != 1 or leaves):
        yield hit("an output of the graph" if leaves else "another operator", "consumers", "one")
    elif params.graph_input not in (None, enters):
        yield hit("an input of the graph", "graph-input", "yes" if params.graph_input else "no")
    elif params.graph_output not in (None, leaves):
        yield hit("an output of the graph", "graph-output", "yes" if params.graph_output else "no")
