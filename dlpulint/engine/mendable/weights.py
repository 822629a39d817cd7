"""Findings about weights with one scale per channel that get one per tensor."""

from dlpulint.checks.quantization import WeightGranularity
from dlpulint.engine.mendable.places import places_of
from dlpulint.facts.facts import Facts
from dlpulint.findings.finding import Finding, Fixable
from dlpulint.model.graph import Operator
from dlpulint.packs.pack import Limit, Pack, Rule


def per_tensor(facts: Facts, finding: Finding, pack: Pack) -> Fixable | None:
    """Weights with one scale per tensor, unless the weights show that this ruins the model."""
    entry = pack.find(finding.rule)
    params = entry.params if isinstance(entry, Limit | Rule) else None
    if not isinstance(params, WeightGranularity) or params.allow != "per-tensor":
        return None
    places = places_of(finding)
    operators = [o for o in facts.model.operators if (o.subgraph, o.index) in places]
    if not operators or not all(map(_is_rescalable, operators)):
        return None
    # A limit is about one kind of layer; the others may keep their scales.
    dense = isinstance(entry, Limit) and all(o.kind == "fully-connected" for o in operators)
    risk = facts.per_tensor_risk
    if not dense and risk is not None and risk.grade == "likely-ruined":
        return None
    return Fixable(
        "per-tensor-dense" if dense else "per-tensor",
        "Give weights one scale per tensor, unless that would ruin the model",
        lossy=True,
    )


def _is_rescalable(operator: Operator) -> bool:
    """Whether a layer has int8 inputs and weights, the latter constant and with scales."""
    data, weights = operator.input, operator.weights
    if data is None or weights is None or operator.subgraph:
        return False
    scaled = data.quantization is not None and data.quantization.scale is not None
    by_channel = weights.quantization is not None and len(weights.quantization.scales) > 1
    types = data.dtype == weights.dtype == "int8"
    return types and scaled and by_channel and weights.constant
