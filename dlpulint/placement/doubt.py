"""Whether operators whose device is unknown change what a user does."""

from dlpulint.basics.terms import Device
from dlpulint.facts.sizes import activation_bytes
from dlpulint.model.graph import Operator, Tensor
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
    more than at best, or may lose more than a twentieth of the MACs or of the bytes moved. Bytes of
    a step that only the CPU reads, such as DEQUANTIZE before post-processing, reach it anyway.
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
    at_the_end = _read_on_the_cpu_only(placement)
    doubtful = [activation_bytes(o.operator) for o in unknown if o.operator not in at_the_end]
    moved = sum(activation_bytes(placed.operator) or 0 for placed in placement.operators)
    # Of a model with unknown sizes only those of the operators in question have to be known.
    return None in doubtful or sum(size or 0 for size in doubtful) > _SHARE * moved


def _read_on_the_cpu_only(placement: Placement) -> frozenset[Operator]:
    """Operators of which every reader is on the CPU for certain; one without readers is none."""
    readers: dict[Tensor, set[Device]] = {}
    for placed in placement.operators:
        for tensor in placed.operator.inputs:
            if tensor is not None:
                readers.setdefault(tensor, set()).add(placed.device)
    return frozenset(
        placed.operator
        for placed in placement.operators
        if {device for t in placed.operator.outputs for device in readers.get(t, ())}
        == {Device.CPU}
    )
