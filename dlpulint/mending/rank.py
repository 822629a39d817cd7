"""Which of two reports on a target is the better one."""

from dlpulint.basics.terms import Device, Verdict
from dlpulint.report.report import ModelReport

_VERDICTS = tuple(Verdict)

_WITHOUT_FIGURES = frozenset({Verdict.REJECTED, Verdict.CPU_ONLY})
"""Verdicts of files that run nowhere, or wholly on the CPU: fewer operators are no gain there."""

Rank = tuple[int, int, int, float, int]
"""Verdict, operators off the DLPU, operators that may be off it, share of MACs on it, partitions;
the larger tuple is better."""


def rank_of(report: ModelReport) -> Rank:
    """Rank of a report: verdict, then operators and MACs on the DLPU, then partitions."""
    verdict = _VERDICTS.index(report.verdict)
    placement = report.placement
    if placement is None or report.verdict in _WITHOUT_FIGURES:
        return verdict, 0, 0, 0.0, 0
    devices = [operator.device for operator in placement.operators]
    macs = placement.macs
    return (
        verdict,
        -devices.count(Device.CPU),
        -devices.count(Device.UNKNOWN),
        macs.dlpu / macs.total if macs.total else 1.0,
        -placement.worst.total,
    )
