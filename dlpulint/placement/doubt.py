"""Whether operators whose device is unknown change what a user does."""

from dlpulint.basics.terms import Device
from dlpulint.facts.sizes import activation_bytes
from dlpulint.placement.result import Placement

_SHARE = 0.05
"""Share of the MACs, or of the bytes moved, that may be unknown without deciding a verdict.

A twentieth of the work is within what two cameras with the same chip differ by.
"""

_PARTITIONS = 3
"""Partitions that the worst case adds, from which on it decides.

Each change of device costs a copy and a wait. One operator in the middle of a graph adds two.
"""


def worst_case_matters(placement: Placement) -> bool:
    """Whether the worst case of the unknown devices changes what a user does.

    It does if the graph may exceed the target's limit of partitions, splits into three partitions
    more than at best, or may lose more than a twentieth of the MACs or of the bytes moved.
    """
    unknown = [one for one in placement.operators if one.device is Device.UNKNOWN]
    if not unknown:
        return False
    best, worst, limit = placement.best.total, placement.worst.total, placement.partition_limit
    if limit is not None and best <= limit < worst:
        return True
    if worst - best >= _PARTITIONS:
        return True
    macs = placement.macs
    if macs.unknown > _SHARE * macs.total:
        return True
    doubtful = [activation_bytes(placed.operator) for placed in unknown]
    moved = sum(activation_bytes(placed.operator) or 0 for placed in placement.operators)
    # Of a model with unknown sizes only those of the operators in question have to be known.
    return None in doubtful or sum(size or 0 for size in doubtful) > _SHARE * moved
