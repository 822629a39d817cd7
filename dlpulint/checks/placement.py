"""Checks of where the operators of a model end up."""

from collections.abc import Iterator

from dlpulint.checks.base import NoParams, placement_check
from dlpulint.facts import Facts
from dlpulint.hit import Hit
from dlpulint.placed import Placement
from dlpulint.terms import Device


@placement_check("macs-on-dlpu", NoParams, "macs")
def macs_on_dlpu(placement: Placement, facts: Facts, params: NoParams) -> Iterator[Hit]:
    """Some of the model's multiply-accumulates run on the DLPU."""
    macs = placement.macs
    if macs.total == 0 or macs.dlpu > 0 or _compiled_part(placement):
        return
    values = {"macs": f"{macs.total:,}"}
    if macs.unknown:
        yield Hit(
            None, values, cause="unknown", unknown="no operator with MACs is sure to run there"
        )
    else:
        yield Hit(None, values, cause="none")


def _compiled_part(placement: Placement) -> bool:
    """Whether a custom operator runs on the DLPU: a compiled network, whose MACs nobody counts."""
    return any(
        placed.device is Device.DLPU and placed.operator.kind.startswith("custom:")
        for placed in placement.operators
    )


@placement_check("partition-limit", NoParams, "partitions", "on_cpu", "limit", "worst")
def partition_limit(placement: Placement, facts: Facts, params: NoParams) -> Iterator[Hit]:
    """The graph falls into no more partitions than the device takes."""
    limit = placement.partition_limit
    totals = (placement.best.total, placement.worst.total)
    if limit is None or max(totals) <= limit:
        return
    values = {
        "partitions": placement.best.total,
        "on_cpu": placement.best.cpu,
        "limit": limit,
        "worst": placement.worst.total,
    }
    if min(totals) > limit:
        yield Hit(None, values, cause="partitions")
    else:
        span = f"{min(totals)} to {max(totals)} partitions against {limit}"
        reason = f"{span}: it depends on operators whose device is not known"
        yield Hit(None, values, cause="partitions", unknown=reason)
