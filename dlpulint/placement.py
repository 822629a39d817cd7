"""Where each operator of a model runs: a pack's operator table, then the target's partitioning."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from dlpulint.facts import Facts
from dlpulint.hit import Hit
from dlpulint.model import Model, Operator
from dlpulint.packs import Condition, Limit, Pack, Row
from dlpulint.placed import (
    Blocker,
    DeviceMacs,
    PartitionCount,
    Placed,
    Placement,
    Reason,
)
from dlpulint.terms import Answer, Device, Partitioning

_BLOCKERS = 12
"""Causes that are placed again without, the ones with the most operators first."""


def place(facts: Facts, pack: Pack) -> Placement:
    """Ask the pack's table about every operator and divide the graph as the target does."""
    model = facts.model
    judged = [_judge(operator, facts, pack) for operator in model.operators]
    table = _Table(
        model=model,
        own=tuple(one.device for one in judged),
        fatal={n: one.reasons[0] for n, one in enumerate(judged) if one.loses_partition},
        partitioning=_partitioning(model, pack),
    )
    best, worst = _divide(table, unknown=Device.DLPU), _divide(table, unknown=Device.CPU)
    placed = []
    for place, operator in enumerate(model.operators):
        devices = best.devices[place], worst.devices[place]
        device = devices[0] if devices[0] is devices[1] else Device.UNKNOWN
        direct = None if device is Device.DLPU else table.own[place] is not Device.DLPU
        reasons = judged[place].reasons
        if not reasons and place in best.lost:
            reasons = (best.lost[place],)
        placed.append(Placed(operator, device, direct, reasons, facts.macs[operator]))
    return Placement(
        partitioning=table.partitioning,
        operators=tuple(placed),
        best=best.count,
        worst=worst.count,
        partition_limit=pack.partition_limit,
        macs=_macs(placed),
        blockers=_blockers(placed, table),
    )


def _partitioning(model: Model, pack: Pack) -> Partitioning:
    """How a file is divided: one that is compiled already stands divided as it is."""
    if any(operator.kind == pack.compiled for operator in model.operators):
        return Partitioning.GREEDY
    return pack.partitioning


@dataclass(frozen=True, slots=True)
class _Judged:
    """What the table says of one operator by itself, with the reasons against the DLPU."""

    device: Device
    reasons: tuple[Reason, ...] = ()
    kept: int = 0
    """Limits of the row that hold before the first that does not."""
    loses_partition: bool = False
    """Whether the delegate takes it all the same, and loses the whole partition by it."""


@dataclass(frozen=True, slots=True)
class _Table:
    """The answers for all operators by place, and how the target divides a graph."""

    model: Model
    own: tuple[Device, ...]
    fatal: Mapping[int, Reason]
    """Operators that lose their partition, with the reason."""
    partitioning: Partitioning


@dataclass(frozen=True, slots=True)
class _Division:
    """Every operator's device once the graph is divided."""

    devices: tuple[Device, ...]
    count: PartitionCount
    lost: Mapping[int, Reason] = field(default_factory=dict)
    """Operators of partitions that were lost, with what lost them."""


def _judge(operator: Operator, facts: Facts, pack: Pack) -> _Judged:
    rows = pack.rows_for(operator.kind)
    if not rows and pack.unlisted == "dlpu":
        return _Judged(Device.DLPU)
    if not rows:
        device = Device.CPU if pack.unlisted == "cpu" else Device.UNKNOWN
        unknown = None if device is Device.CPU else "the list does not name it"
        hit = Hit(operator, {"native": operator.native}, cause=operator.native, unknown=unknown)
        return _Judged(device, (Reason(pack.unlisted_id, hit),))
    answers = [_judge_by(row, operator, facts, pack.limits) for row in rows]
    order = (Device.DLPU, Device.UNKNOWN, Device.CPU)
    # The row that was meant keeps its first limits, which say what it is for.
    return min(answers, key=lambda one: (order.index(one.device), -one.kept, len(one.reasons)))


def reasons_against(row: Row, operator: Operator, facts: Facts, pack: Pack) -> tuple[Reason, ...]:
    """What the limits of a row, and those of every row, have against an operator."""
    return _against(row, operator, facts, pack.limits).reasons


def _judge_by(row: Row, operator: Operator, facts: Facts, wide: tuple[Limit, ...]) -> _Judged:
    native = {"native": operator.native}
    if row.status == "cpu":
        return _Judged(Device.CPU, (Reason(row.id, Hit(operator, native, cause="cpu")),))
    judged = _against(row, operator, facts, wide)
    if row.status == "unknown" and judged.device is not Device.CPU:
        hit = Hit(operator, native, cause="unknown", unknown=row.note or "nobody says")
        return _Judged(Device.UNKNOWN, (Reason(row.id, hit),))
    return judged


def _against(row: Row, operator: Operator, facts: Facts, wide: tuple[Limit, ...]) -> _Judged:
    """What limits have against the operator, for certain or perhaps."""
    against: list[Reason] = []
    certain: list[Limit] = []
    for limit in (*wide, *row.limits):
        if operator.kind in limit.exempt or (limit.kinds and operator.kind not in limit.kinds):
            continue
        guards = [_guard(condition, operator, facts) for condition in limit.when]
        if None in guards:
            continue
        unsure = next((guard for guard in guards if guard and guard.unknown is not None), None)
        for hit in limit.check.ask(operator, facts, limit.params):
            if hit.unknown is None and unsure is not None:
                hit = Hit(operator, hit.values, hit.cause, unknown=unsure.unknown)
            if hit.unknown is None and limit.on_fail == "unknown":
                hit = Hit(operator, hit.values, hit.cause, unknown="")
            against.append(Reason(limit.id, hit))
            if hit.unknown is None:
                certain.append(limit)
    if not against:
        return _Judged(Device.DLPU)
    if not certain:
        return _Judged(Device.UNKNOWN, tuple(against))
    # What cannot be told does not matter any more.
    reasons = tuple(reason for reason in against if reason.hit.unknown is None)
    taken = all(limit.on_fail == "partition" for limit in certain)
    fails = (n for n, limit in enumerate(row.limits) if limit in certain)
    kept = next(fails, len(row.limits))
    return _Judged(Device.CPU, reasons, kept, loses_partition=taken)


def _guard(when: Condition, operator: Operator, facts: Facts) -> Hit | None:
    """What makes a guarded limit apply: a bad answer, else one that cannot be told; else `None`."""
    hits = list(when.check.ask(operator, facts, when.params))
    return min(hits, key=lambda hit: hit.answer is Answer.UNKNOWN, default=None)


def _divide(table: _Table, *, unknown: Device) -> _Division:
    """The device of every operator, and the number of partitions, with `unknown` decided."""
    model = table.model
    wanted = [unknown if device is Device.UNKNOWN else device for device in table.own]
    if table.partitioning is Partitioning.WHOLE:
        on_dlpu = bool(wanted) and Device.CPU not in wanted
        count = PartitionCount(dlpu=int(on_dlpu), cpu=int(bool(wanted) and not on_dlpu))
        return _Division(tuple(wanted), count)
    devices = [
        device if operator.subgraph == 0 else Device.CPU
        for operator, device in zip(model.operators, wanted, strict=True)
    ]
    lost: dict[int, Reason] = {}
    if table.fatal and table.partitioning is Partitioning.GREEDY:
        lost = _lose_partitions(table, devices)
    epochs = partition_greedily(model, devices)
    if table.partitioning is Partitioning.FIRST_CUT:
        kept = next(
            (number for number, (device, _) in enumerate(epochs) if device is Device.DLPU), 0
        )
        for number, (_, members) in enumerate(epochs):
            if number != kept:
                for place in members:
                    devices[place] = Device.CPU
        epochs = partition_greedily(model, devices)
    accelerated = sum(device is Device.DLPU for device, _ in epochs)
    count = PartitionCount(dlpu=accelerated, cpu=len(epochs) - accelerated)
    return _Division(tuple(devices), count, lost)


def _lose_partitions(table: _Table, devices: list[Device]) -> dict[int, Reason]:
    """Move partitions that do not compile to the CPU, in place; tell their operators and why."""
    lost: dict[int, Reason] = {}
    main = [place for place in table.fatal if table.model.operators[place].subgraph == 0]
    for place in main:
        devices[place] = Device.DLPU
    for _, members in partition_greedily(table.model, devices):
        causes = [table.fatal[place] for place in members if place in table.fatal]
        for place in members if causes else ():
            devices[place] = Device.CPU
            lost[place] = causes[0]
    return lost


def partition_greedily(model: Model, devices: Sequence[Device]) -> list[tuple[Device, list[int]]]:
    """Partitions of the main graph as TFLite makes them, each with its operators' places.

    TFLite gathers every operator that is ready and of the current partition's device, then all
    ready ones of the other device, and so on; the first operator that is ready decides which
    device begins (tensorflow/lite/graph_info.cc, PartitionGraphIntoIndependentNodeSubsets).
    """
    places = {
        operator: place for place, operator in enumerate(model.operators) if operator.subgraph == 0
    }
    missing: dict[int, int] = {}
    followers: dict[int, list[int]] = {}
    for operator, place in places.items():
        needed = set()
        for tensor in operator.inputs:
            producer = None if tensor is None else model.producer(tensor)
            if producer is not None and producer in places:
                needed.add(places[producer])
        missing[place] = len(needed)
        for source in needed:
            followers.setdefault(source, []).append(place)
    ready: dict[Device, deque[int]] = {Device.DLPU: deque(), Device.CPU: deque()}
    for place, count in missing.items():
        if count == 0:
            ready[devices[place]].append(place)
    firsts = [(queue[0], device) for device, queue in ready.items() if queue]
    if not firsts:
        return []
    device = min(firsts)[1]
    epochs: list[tuple[Device, list[int]]] = []
    while ready[Device.DLPU] or ready[Device.CPU]:
        members: list[int] = []
        queue = ready[device]
        while queue:
            place = queue.popleft()
            members.append(place)
            for follower in followers.get(place, ()):
                missing[follower] -= 1
                if missing[follower] == 0:
                    ready[devices[follower]].append(follower)
        epochs.append((device, members))
        device = Device.CPU if device is Device.DLPU else Device.DLPU
    return epochs


def _macs(placed: Sequence[Placed]) -> DeviceMacs:
    by_device = dict.fromkeys(Device, 0)
    for one in placed:
        by_device[one.device] += one.macs or 0
    return DeviceMacs(
        dlpu=by_device[Device.DLPU], cpu=by_device[Device.CPU], unknown=by_device[Device.UNKNOWN]
    )


def _blockers(placed: Sequence[Placed], table: _Table) -> tuple[Blocker, ...]:
    """What each cause keeps off the DLPU, found by placing the model again without it."""
    causes: dict[str, list[int]] = {}
    bodies = table.partitioning is Partitioning.WHOLE
    for place, one in enumerate(placed):
        if table.own[place] is Device.CPU and (bodies or one.operator.subgraph == 0):
            bad = [reason.id for reason in one.reasons if reason.hit.answer is Answer.BAD]
            causes.setdefault(bad[0], []).append(place)
    before = sum(one.macs or 0 for one in placed if one.device is Device.DLPU)
    blockers = []
    for cause, places in sorted(causes.items(), key=lambda item: -len(item[1]))[:_BLOCKERS]:
        changed = set(places)
        without = replace(
            table,
            own=tuple(Device.DLPU if n in changed else one for n, one in enumerate(table.own)),
            fatal={n: reason for n, reason in table.fatal.items() if n not in changed},
        )
        division = _divide(without, unknown=Device.CPU)
        after = sum(
            one.macs or 0
            for one, device in zip(placed, division.devices, strict=True)
            if device is Device.DLPU
        )
        operators = tuple(placed[place].operator for place in places)
        blockers.append(Blocker(operators, cause, max(0, after - before), division.count.total))
    return tuple(sorted(blockers, key=lambda b: (-b.macs_won, b.partitions_after, b.cause)))
