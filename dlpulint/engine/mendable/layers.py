"""Findings about single layers that are written in another way."""

from dlpulint.checks.operators import OperandKind
from dlpulint.engine.mendable.places import places_of
from dlpulint.facts.facts import Facts
from dlpulint.findings.finding import Finding, Fixable
from dlpulint.model.graph import Operator
from dlpulint.packs.pack import Limit, Pack

ZERO_BIAS = "zero-bias"


def zero_bias(facts: Facts, finding: Finding, pack: Pack) -> Fixable | None:
    """A bias of zeros for fully connected layers without one, where a limit wants one."""
    if not finding.locations or any(at.kind != "fully-connected" for at in finding.locations):
        return None
    entry = pack.find(finding.rule)
    params = entry.params if isinstance(entry, Limit) else None
    if not isinstance(params, OperandKind) or (params.role, params.be) != ("bias", "present"):
        return None
    places = places_of(finding)
    operators = [o for o in facts.model.operators if (o.subgraph, o.index) in places]
    if not all(map(_may_have_one, operators)):
        return None
    what = "layer" if len(operators) == 1 else f"{len(operators)} layers"
    return Fixable(ZERO_BIAS, f"Add a bias of zeros to the {what}; the results stay the same")


def _may_have_one(operator: Operator) -> bool:
    """Whether a layer is in the main graph, and the scale of a bias follows from the others."""
    data, weights, output = operator.input, operator.weights, operator.output
    if operator.subgraph or not (data and weights and output):
        return False
    types = {data.dtype, weights.dtype, output.dtype}
    scaled = data.quantization is not None and data.quantization.scale is not None
    return weights.rank == 2 and (types == {"float32"} or (types == {"int8"} and scaled))
