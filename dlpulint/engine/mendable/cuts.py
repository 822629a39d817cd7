"""Findings that leave with the end of a graph: its tail, or its postprocessing."""

from collections.abc import Sequence

from dlpulint.engine.mendable.places import places_of
from dlpulint.facts.cutting import DECODERS
from dlpulint.facts.facts import Facts
from dlpulint.findings.finding import Finding, Fixable
from dlpulint.model.graph import Operator
from dlpulint.packs.pack import Pack

CUT_TAIL, CUT_POSTPROCESS = "cut-tail", "cut-postprocess"


def cut_postprocess(facts: Facts, finding: Finding, _pack: Pack) -> Fixable | None:
    """The end of a graph before custom operators that select boxes or poses."""
    if not finding.locations or any(at.kind not in DECODERS for at in finding.locations):
        return None
    places = places_of(finding)
    operators = [o for o in facts.model.operators if (o.subgraph, o.index) in places]
    if not _end_the_graph(operators, facts):
        return None
    names = " and ".join(dict.fromkeys(operator.native for operator in operators))
    return Fixable(CUT_POSTPROCESS, f"Cut off {names}; the application computes its results")


def _end_the_graph(operators: Sequence[Operator], facts: Facts) -> bool:
    """Whether operators of the main graph read computed tensors, and nothing reads theirs."""
    model = facts.model
    read = {tensor for operator in model.operators for tensor in operator.inputs}
    return all(
        operator.subgraph == 0
        and any(tensor and model.producer(tensor) for tensor in operator.inputs)
        and read.isdisjoint(operator.outputs)
        for operator in operators
    )


def cut_tail(facts: Facts, finding: Finding, _pack: Pack) -> Fixable | None:
    """The end of a graph at its last layers, for a finding about operators after them only."""
    places = places_of(finding)
    if not places or not places <= facts.tail_places:
        return None
    count = len(facts.tail)
    several = count > 1
    return Fixable(
        CUT_TAIL,
        f"Cut off {count} operator{'s' * several} after the last layers; "
        f"a second file keeps {'them' if several else 'it'} for the CPU",
    )
