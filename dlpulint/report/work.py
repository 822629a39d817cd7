"""The work of a placed model, divided as the coefficients of an estimate need it."""

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from dlpulint.basics.terms import Device
from dlpulint.facts.cutting import DECODERS
from dlpulint.facts.facts import Facts
from dlpulint.model.graph import Operator
from dlpulint.packs.latency import LatencyTable, TailLatency
from dlpulint.placement.result import Placed, Placement
from dlpulint.report.estimated_parts import MB
from dlpulint.report.latency import LatencyFigures

_SMALL_TAIL = 0.02
"""Share of the bytes up to which operators after the last layers are part of the network."""

_DECODING = 6
"""Elements that a decode tail moves per element of the outputs, at least: Axis' YOLOv5 moves 18."""


class Work(Struct, frozen=True):
    """A model's work on a target, divided as the coefficients need it."""

    figures: LatencyFigures
    tail: TailLatency | None
    """How long the operators after the last layers take, where that was measured."""
    unmeasured: tuple[str, ...]
    """Native names of operators after the last layers whose time was not measured."""
    elsewhere: float
    """Percent of the bytes of other operators that the DLPU does not run for certain."""
    on_cpu: tuple[str, ...]
    """Native names of such operators on the CPU."""
    unsure: tuple[str, ...]
    """Native names of such operators that may run on either."""
    kinds: tuple[str, ...]
    """Native names of operators of which no measured network has one."""


def work_of(facts: Facts, placement: Placement, table: LatencyTable) -> Work | None:
    """The work of a placed model; `None` where sizes are unknown."""
    traffic = facts.traffic
    tail = _tail_of(facts, table)
    on_dlpu: list[Placed] = []
    off_dlpu: dict[Device, list[Operator]] = {Device.CPU: [], Device.UNKNOWN: []}
    counted = elsewhere = in_tail = 0
    after: list[Operator] = []
    foreign: list[Operator] = []
    for placed in placement.operators:
        operator = placed.operator
        moved = traffic.get(operator)
        if moved is None:
            return None
        if operator in facts.tail:
            in_tail += moved.both
            after.append(operator)
            continue
        if table.kinds and moved.both and operator.kind not in table.kinds:
            foreign.append(operator)
        if table.kinds or placed.device is Device.DLPU:
            counted += moved.both
            on_dlpu.append(placed)
        else:
            elsewhere += moved.both
            if moved.both:
                off_dlpu[placed.device].append(operator)
    total = counted + elsewhere
    macs = sum(placed.macs or 0 for placed in on_dlpu)
    outputs = sum(tensor.elements or 0 for tensor in facts.model.outputs)
    if tail is not None and tail.ns_per_element is not None and in_tail < _DECODING * outputs:
        tail = None
    # The time of a decoder depends on the scores, not on its bytes.
    decoded = any(operator.kind in DECODERS for operator in after)
    measured = tail is not None or (not decoded and in_tail <= _SMALL_TAIL * total)
    counted_in = tail is not None and tail.ns_per_element is not None
    return Work(
        LatencyFigures(
            activation_bytes=counted,
            macs=macs,
            macs_per_byte=round(macs / counted, 2) if counted else 0.0,
            overflow_bytes=max(0, facts.parameters - round(table.on_chip_mb * MB))
            if table.ms_per_overflow_mb
            else 0,
            tail_elements=outputs if counted_in else 0,
        ),
        tail,
        () if measured else _natives(after),
        100 * elsewhere / total if total else 0.0,
        _natives(off_dlpu[Device.CPU]),
        _natives(off_dlpu[Device.UNKNOWN]),
        _natives(foreign),
    )


def _tail_of(facts: Facts, table: LatencyTable) -> TailLatency | None:
    """The measured tail that the model has; `None` for another one, or none.

    Regular suppression of boxes takes from half a millisecond to seconds, by the scores.
    """
    if any(operator.attributes.get("regular_nms") is True for operator in facts.tail):
        return None
    kinds = {operator.kind for operator in facts.tail}
    head = None if facts.family is None else facts.family.head
    return next((t for t in table.tail if t.kind in kinds or (t.head and t.head == head)), None)


def _natives(operators: Iterable[Operator]) -> tuple[str, ...]:
    """Native names, the most frequent first."""
    return tuple(name for name, _ in Counter(o.native for o in operators).most_common())
