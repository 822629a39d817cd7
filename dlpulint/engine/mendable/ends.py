"""Findings about the ends of a graph that the application can do without."""

from collections.abc import Mapping

from dlpulint.engine.mendable.places import places_of
from dlpulint.facts.facts import Facts
from dlpulint.findings.finding import Finding, Fixable
from dlpulint.model.graph import Operator, Tensor
from dlpulint.packs.pack import Pack, Rule

QUANTIZED_INPUTS, QUANTIZED_OUTPUTS = "quantized-inputs", "quantized-outputs"
FIRST_TRANSPOSE = "first-transpose"


def quantized_ends(facts: Facts, finding: Finding, _pack: Pack) -> Fixable | None:
    """Ends in the integers of the layers, without the conversions from and to them."""
    steps, places = facts.outer_steps, places_of(finding)
    first, last = places & _places(steps.inputs), places & _places(steps.outputs)
    if not finding.locations or len(first | last) != len(finding.locations):
        return None
    edits = [QUANTIZED_INPUTS] * bool(first) + [QUANTIZED_OUTPUTS] * bool(last)
    where = " and ".join(["input"] * bool(first) + ["output"] * bool(last))
    several = "s" * (len(first | last) > 1)
    return Fixable(
        ",".join(edits), f"Remove the conversion{several} at the {where}; the application converts"
    )


def first_transpose(facts: Facts, finding: Finding, pack: Pack) -> Fixable | None:
    """Inputs in the layout of the layers, without the TRANSPOSE that comes first."""
    transposes = facts.outer_steps.transposes
    count = len(places_of(finding) & _places(transposes))
    if _asks_for_a_layout(finding, pack):
        names = {tensor.name for tensor in transposes}
        count += sum(at.index is None and at.tensors[0] in names for at in finding.locations)
    if not finding.locations or count != len(finding.locations):
        return None
    return Fixable(
        FIRST_TRANSPOSE, "Remove the TRANSPOSE after the input; the application feeds its result"
    )


def _places(steps: Mapping[Tensor, Operator]) -> set[tuple[int, int]]:
    return {(operator.subgraph, operator.index) for operator in steps.values()}


def _asks_for_a_layout(finding: Finding, pack: Pack) -> bool:
    """Whether a finding is of a rule about the layout of inputs."""
    entry = pack.find(finding.rule)
    return isinstance(entry, Rule) and entry.check.name == "input-layout"
