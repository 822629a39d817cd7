"""Where each operator of a model runs: a pack's operator table, then the target's partitioning."""

from collections import deque
from collections.abc import Sequence

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
    own = [device for device, _ in judged]
    partitioning = _partitioning(model, pack)
    best, best_count = _divide(model, own, partitioning, unknown=Device.DLPU)
    worst, worst_count = _divide(model, own, partitioning, unknown=Device.CPU)
    placed = []
    for place, operator in enumerate(model.operators):
        device = best[place] if best[place] is worst[place] else Device.UNKNOWN
        direct = None if device is Device.DLPU else own[place] is not Device.DLPU
        macs = facts.macs[operator]
        placed.append(Placed(operator, device, direct, judged[place][1], macs))
    return Placement(
        partitioning=partitioning,
        operators=tuple(placed),
        best=best_count,
        worst=worst_count,
        partition_limit=pack.partition_limit,
        macs=_macs(placed),
        blockers=_blockers(model, placed, own, partitioning),
    )


def _partitioning(model: Model, pack: Pack) -> Partitioning:
    """How a file is divided: one that is compiled already stands divided as it is."""
    if any(operator.kind == pack.compiled for operator in model.operators):
        return Partitioning.GREEDY
    return pack.partitioning


def _judge(operator: Operator, facts: Facts, pack: Pack) -> tuple[Device, tuple[Reason, ...]]:
    """What the table says of one operator by itself, with the reasons against the DLPU."""
    rows = pack.rows_for(operator.kind)
    if not rows and pack.unlisted == "dlpu":
        return Device.DLPU, ()
    if not rows:
        device = Device.CPU if pack.unlisted == "cpu" else Device.UNKNOWN
        unknown = None if device is Device.CPU else "the list does not name it"
        hit = Hit(operator, {"native": operator.native}, cause=operator.native, unknown=unknown)
        return device, (Reason(pack.unlisted_id, hit),)
    answers = [_judge_by(row, operator, facts, pack.limits) for row in rows]
    order = (Device.DLPU, Device.UNKNOWN, Device.CPU)
    return min(answers, key=lambda answer: (order.index(answer[0]), len(answer[1])))


def _judge_by(
    row: Row, operator: Operator, facts: Facts, wide: tuple[Limit, ...]
) -> tuple[Device, tuple[Reason, ...]]:
    native = {"native": operator.native}
    if row.status == "cpu":
        return Device.CPU, (Reason(row.id, Hit(operator, native, cause="cpu")),)
    against = _against(row, operator, facts, wide)
    if any(reason.hit.answer is Answer.BAD for reason in against):
        return Device.CPU, against
    if row.status == "unknown":
        hit = Hit(operator, native, cause="unknown", unknown=row.note or "nobody says")
        return Device.UNKNOWN, (Reason(row.id, hit),)
    return Device.UNKNOWN if against else Device.DLPU, against


def _against(
    row: Row, operator: Operator, facts: Facts, wide: tuple[Limit, ...]
) -> tuple[Reason, ...]:
    """What limits have against the operator, for certain or perhaps."""
    against: list[Reason] = []
    for limit in (*wide, *row.limits):
        if operator.kind in limit.exempt or (limit.only and operator.kind not in limit.only):
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
    return tuple(against)


def _guard(when: Condition, operator: Operator, facts: Facts) -> Hit | None:
    """What makes a guarded limit apply: a bad answer, else one that cannot be told; else `None`."""
    hits = list(when.check.ask(operator, facts, when.params))
    return min(hits, key=lambda hit: hit.answer is Answer.UNKNOWN, default=None)


def _divide(
    model: Model, own: Sequence[Device], partitioning: Partitioning, *, unknown: Device
) -> tuple[list[Device], PartitionCount]:
    """The device of every operator, and the number of partitions, with `unknown` decided."""
    wanted = [unknown if device is Device.UNKNOWN else device for device in own]
    if partitioning is Partitioning.WHOLE:
        on_dlpu = bool(wanted) and Device.CPU not in wanted
        return wanted, PartitionCount(dlpu=int(on_dlpu), cpu=int(bool(wanted) and not on_dlpu))
    devices = [
        device if operator.subgraph == 0 else Device.CPU
        for operator, device in zip(model.operators, wanted, strict=True)
    ]
    epochs = partition_greedily(model, devices)
    if partitioning is Partitioning.FIRST_CUT:
        kept = next(
            (number for number, (device, _) in enumerate(epochs) if device is Device.DLPU), 0
        )
        for number, (_, members) in enumerate(epochs):
            if number != kept:
                for place in members:
                    devices[place] = Device.CPU
        epochs = partition_greedily(model, devices)
    accelerated = sum(device is Device.DLPU for device, _ in epochs)
    return devices, PartitionCount(dlpu=accelerated, cpu=len(epochs) - accelerated)


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


def _blockers(
    model: Model, placed: Sequence[Placed], own: Sequence[Device], partitioning: Partitioning
) -> tuple[Blocker, ...]:
    """What each cause keeps off the DLPU, found by placing the model again without it."""
    causes: dict[str, list[int]] = {}
    bodies = partitioning is Partitioning.WHOLE
    for place, one in enumerate(placed):
        if own[place] is Device.CPU and (bodies or one.operator.subgraph == 0):
            bad = [reason.id for reason in one.reasons if reason.hit.answer is Answer.BAD]
            causes.setdefault(bad[0], []).append(place)
    before = sum(one.macs or 0 for one in placed if one.device is Device.DLPU)
    blockers = []
    for cause, places in sorted(causes.items(), key=lambda item: -len(item[1]))[:_BLOCKERS]:
        without = list(own)
        for place in places:
            without[place] = Device.DLPU
        devices, count = _divide(model, without, partitioning, unknown=Device.CPU)
        after = sum(
            one.macs or 0
            for one, device in zip(placed, devices, strict=True)
            if device is Device.DLPU
        )
        operators = tuple(placed[place].operator for place in places)
        blockers.append(Blocker(operators, cause, max(0, after - before), count.total))
    return tuple(sorted(blockers, key=lambda b: (-b.macs_won, b.partitions_after, b.cause)))
