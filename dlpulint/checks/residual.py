"""A check of the only reader of a sum."""

from collections.abc import Iterator

from msgspec import Struct

from dlpulint.basics.terms import Device
from dlpulint.checks.base import Kinds, matches, placement_check
from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit, Value
from dlpulint.model.graph import Model, Operator
from dlpulint.placement.result import Placement


class SoleConsumer(Struct, frozen=True, kw_only=True):
    """Operators whose result may not be read by a single operator of a kind alone."""

    operators: Kinds
    """Checked if all their inputs are computed."""
    consumer: Kinds
    """The kinds of the only reader."""


@placement_check("sole-consumer", SoleConsumer, "native", "reader", "amount", "tensor")
def sole_consumer(placement: Placement, facts: Facts, params: SoleConsumer) -> Iterator[Hit]:
    """On the DLPU no sum of computed tensors is read by one such operator alone.

    The application also reads a result that is an output of the graph.
    """
    devices = {placed.operator: placed.device for placed in placement.operators}
    possible = [
        (operator, reader)
        for operator in facts.model.operators
        if matches(operator.kind, params.operators) and _computed(operator)
        for reader in _only_reader(operator, facts.model)
        if matches(reader.kind, params.consumer)
        and Device.CPU not in (devices[operator], devices[reader])
    ]
    certain = [
        pair for pair in possible if all(devices[operator] is Device.DLPU for operator in pair)
    ]
    found = certain or possible
    if found:
        first, reader = found[0]
        rest = tuple(operator for operator, _ in found[1:])
        values: dict[str, Value] = {
            "native": first.native,
            "reader": reader.native,
            "amount": len(found),
            "tensor": first.outputs[0].name,
        }
        unknown = None if certain else "whether they run on the DLPU is not known"
        yield Hit(first, values, "sole", unknown, rest, "residual")


def _computed(operator: Operator) -> bool:
    inputs = [tensor for tensor in operator.inputs if tensor is not None]
    return len(inputs) > 1 and not any(tensor.constant for tensor in inputs)


def _only_reader(operator: Operator, model: Model) -> tuple[Operator, ...]:
    """The only operator that reads the result, unless the result is an output of the graph."""
    graph_outputs = model.subgraphs[operator.subgraph].outputs
    if len(operator.outputs) != 1 or operator.outputs[0] in graph_outputs:
        return ()
    readers = model.consumers(operator.outputs[0])
    return readers if len(readers) == 1 else ()
