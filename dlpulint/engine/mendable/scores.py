"""Findings about scores that share a coarse scale with boxes."""

from dlpulint.checks.score_resolution import ScoreLevels
from dlpulint.engine.mendable.places import places_of
from dlpulint.facts.facts import Facts
from dlpulint.findings.finding import Finding, Fixable
from dlpulint.model.graph import Model, Operator, Tensor
from dlpulint.packs.pack import Pack, Rule


def split_concat(facts: Facts, finding: Finding, pack: Pack) -> Fixable | None:
    """Outputs before the CONCATENATION that gives scores and boxes one scale."""
    entry = pack.find(finding.rule)
    if not isinstance(entry, Rule) or not isinstance(entry.params, ScoreLevels):
        return None
    joins = {
        (carried.operator.subgraph, carried.operator.index): carried.operator
        for carried in facts.carried_scores
        if carried.mixed and carried.operator.kind == "concatenation"
    }
    places = places_of(finding)
    if not places or not any(
        _has_finer_parts(joins[at], facts.model) for at in places & joins.keys()
    ):
        return None
    return Fixable(
        "split-concat",
        "Cut off the CONCATENATION of scores and boxes; each part keeps a scale of its own",
    )


def _has_finer_parts(join: Operator, model: Model) -> bool:
    """Whether a joined tensor was converted from another scale, or still has one."""
    whole = join.output
    if whole is None or whole.quantization is None:
        return False
    scales = {_own_scale(tensor, model) for tensor in join.inputs if tensor is not None}
    return not scales <= {whole.quantization.scale}


def _own_scale(tensor: Tensor, model: Model) -> float | None:
    """The scale of a tensor before it was converted to a common one."""
    producer = model.producer(tensor)
    while producer is not None and producer.kind == "quantize" and producer.input is not None:
        tensor = producer.input
        producer = model.producer(tensor)
    return None if tensor.quantization is None else tensor.quantization.scale
