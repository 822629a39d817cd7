"""Which of two reports on a target is the better one."""

from dlpulint.basics.terms import Device, Verdict
from dlpulint.report.report import ModelReport

_VERDICTS = tuple(Verdict)

_NOTHING = -(10**9)
"""Where nothing runs on the DLPU, fewer operators on the CPU are no gain."""

Rank = tuple[int, int, int, float, int]
"""Verdict, operators off the DLPU, operators that may be off it, share of MACs on it, partitions;
the larger tuple is better."""


def rank_of(report: ModelReport) -> Rank:
    """Rank of a report: verdict, then operators and MACs on the DLPU, then partitions."""
    verdict = _VERDICTS.index(report.verdict)
    placement = report.placement
    if placement is None:
        return verdict, 0, 0, 0.0, 0
    devices = [operator.device for operator in placement.operators]
    if Device.DLPU not in devices and Device.UNKNOWN not in devices:
        return verdict, _NOTHING, 0, 0.0, 0
    macs = placement.macs
    return (
        verdict,
        -devices.count(Device.CPU),
        -devices.count(Device.UNKNOWN),
        macs.dlpu / macs.total if macs.total else 1.0,
        -placement.worst.total,
    )
