"""Checks of the placement of a model's operators."""

from collections import Counter
from collections.abc import Iterable, Iterator

from dlpulint.basics.terms import Device
from dlpulint.checks.base import NoParams, placement_check
from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit, Value
from dlpulint.model.graph import Operator
from dlpulint.placement.result import Placement

_NATIVES = 4
"""Kinds of operators in a sentence at most."""


@placement_check("macs-on-dlpu", NoParams, "macs")
def macs_on_dlpu(placement: Placement, facts: Facts, params: NoParams) -> Iterator[Hit]:
    """Some of the model's multiply-accumulates run on the DLPU."""
    macs = placement.macs
    if macs.total == 0 or macs.dlpu > 0 or _compiled_part(placement):
        return
    values = {"macs": f"{macs.total:,}"}
    if macs.unknown:
        reason = "no operator with MACs is sure to run there"
        yield Hit(None, values, cause="unknown", unknown=reason)
    else:
        yield Hit(None, values, cause="none")


def _compiled_part(placement: Placement) -> bool:
    """Whether a custom operator runs on the DLPU: a compiled network with unknown MACs."""
    return any(
        placed.device is Device.DLPU and placed.operator.kind.startswith("custom:")
        for placed in placement.operators
    )


@placement_check("partition-limit", NoParams, "partitions", "on_cpu", "limit", "worst", "cure")
def partition_limit(placement: Placement, facts: Facts, params: NoParams) -> Iterator[Hit]:
    """The graph splits into no more partitions than the device accepts."""
    limit = placement.partition_limit
    totals = (placement.best.total, placement.worst.total)
    if limit is None or max(totals) <= limit:
        return
    values: dict[str, Value] = {
        "partitions": placement.best.total,
        "on_cpu": placement.best.cpu,
        "limit": limit,
        "worst": placement.worst.total,
        "cure": _cure(placement, limit),
    }
    if min(totals) > limit:
        yield Hit(None, values, cause="partitions")
    else:
        span = f"{min(totals)} to {max(totals)} partitions against {limit}"
        unsure = (
            placed.operator
            for placed in placement.operators
            if placed.direct and placed.device is Device.UNKNOWN
        )
        reason = f"{span}: it depends on {_counted(unsure)}, whose device is not known"
        yield Hit(None, values, cause="partitions", unknown=reason)


def _cure(placement: Placement, limit: int) -> str:
    """A sentence with the changes that bring the graph within the limit, if a few steps do."""
    changed: list[Operator] = []
    for step in placement.steps:
        changed += step.operators
        totals = sorted((step.figures.best.total, step.figures.worst.total))
        # If the graph is within the limit at best, the cure is for the worst case.
        if totals[0 if placement.best.total > limit else 1] <= limit:
            span = " to ".join(map(str, dict.fromkeys(totals)))
            left = f"{span} partition{'s are' if totals[-1] > 1 else ' is'} left"
            return f"With {_counted(changed)} changed, {left}."
    return "No small set of changes brings the graph within the limit."


def _counted(operators: Iterable[Operator]) -> str:
    """`58 × LOGISTIC and 2 × SUB`."""
    counts = Counter(operator.native for operator in operators)
    words = [
        f"{count} × {native}" if count > 1 else native for native, count in counts.most_common()
    ]
    if len(words) > _NATIVES:
        words[_NATIVES:] = [f"{len(words) - _NATIVES} more kinds"]
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
