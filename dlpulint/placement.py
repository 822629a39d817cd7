"""Where each operator of a model runs: a pack's operator table, then the target's partitioning."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from dlpulint.cut import cut_of
from dlpulint.facts import Facts
from dlpulint.hit import Hit
from dlpulint.model import Model, Operator
from dlpulint.packs import Condition, Limit, Pack, Row
from dlpulint.placed import (
    DeviceMacs,
    Outcome,
    PartitionCount,
    Placed,
    Placement,
    Reason,
)
from dlpulint.terms import Answer, Device, Effect, Partitioning
from dlpulint.winback import Cause, Obstacles, Wanted, win_back


def place(facts: Facts, pack: Pack) -> Placement:
    """Ask the pack's table about every operator and divide the graph as the target does."""
    model = facts.model
    judged = [_judge(operator, facts, pack) for operator in model.operators]
    own = [device for device, _ in judged]
    partitioning = _partitioning(model, pack)
    needs = dependencies_of(model)
    macs = [facts.macs[operator] for operator in model.operators]

    def divided(wishes: Sequence[Device]) -> tuple[list[Device], Outcome]:
        best, best_count = _divide(needs, wishes, partitioning, unknown=Device.DLPU)
        worst, worst_count = best, best_count
        if Device.UNKNOWN in wishes:
            worst, worst_count = _divide(needs, wishes, partitioning, unknown=Device.CPU)
        devices = [
            one if one is other else Device.UNKNOWN for one, other in zip(best, worst, strict=True)
        ]
        on_dlpu = devices.count(Device.DLPU)
        return devices, Outcome(on_dlpu, _macs(devices, macs), best_count, worst_count)

    devices, outcome = divided(own)
    placed = tuple(
        Placed(
            operator,
            device,
            None if device is Device.DLPU else wish is not Device.DLPU,
            reasons,
            count,
        )
        for operator, device, (wish, reasons), count in zip(
            model.operators, devices, judged, macs, strict=True
        )
    )
    whole = partitioning is Partitioning.WHOLE
    blockers, steps = win_back(
        model.operators,
        _obstacles(placed, own, pack),
        lambda wishes: divided(wishes)[1],
        Wanted(whole=whole, limit=pack.partition_limit),
    )
    return Placement(
        partitioning=partitioning,
        operators=placed,
        best=outcome.best,
        worst=outcome.worst,
        partition_limit=pack.partition_limit,
        macs=outcome.macs,
        blockers=blockers,
        steps=steps,
        cut=cut_of(placed, needs.followers) if partitioning is Partitioning.FIRST_CUT else None,
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


@dataclass(frozen=True, slots=True)
class Dependencies:
    """Which operators of the main graph wait for which, by place, worked out once a model."""

    main: tuple[bool, ...]
    """Of every operator, whether it is in the main graph."""
    missing: dict[int, int]
    """How many operators each one of the main graph waits for."""
    followers: dict[int, list[int]]
    """Those that wait for it."""


def dependencies_of(model: Model) -> Dependencies:
    """What waits for what in the main graph."""
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
    main = tuple(operator.subgraph == 0 for operator in model.operators)
    return Dependencies(main, missing, followers)


def _divide(
    needs: Dependencies, own: Sequence[Device], partitioning: Partitioning, *, unknown: Device
) -> tuple[list[Device], PartitionCount]:
    """The device of every operator, and the number of partitions, with `unknown` decided."""
    wanted = [unknown if device is Device.UNKNOWN else device for device in own]
    if partitioning is Partitioning.WHOLE:
        on_dlpu = bool(wanted) and Device.CPU not in wanted
        return wanted, PartitionCount(dlpu=int(on_dlpu), cpu=int(bool(wanted) and not on_dlpu))
    devices = [
        device if main else Device.CPU for main, device in zip(needs.main, wanted, strict=True)
    ]
    epochs = partition_greedily(needs, devices)
    if partitioning is Partitioning.FIRST_CUT:
        kept = next(
            (number for number, (device, _) in enumerate(epochs) if device is Device.DLPU), 0
        )
        for number, (_, members) in enumerate(epochs):
            if number != kept:
                for place in members:
                    devices[place] = Device.CPU
        epochs = partition_greedily(needs, devices)
    accelerated = sum(device is Device.DLPU for device, _ in epochs)
    return devices, PartitionCount(dlpu=accelerated, cpu=len(epochs) - accelerated)


def partition_greedily(
    needs: Dependencies, devices: Sequence[Device]
) -> list[tuple[Device, list[int]]]:
    """Partitions of the main graph as TFLite makes them, each with its operators' places.

    TFLite gathers every operator that is ready and of the current partition's device, then all
    ready ones of the other device, and so on; the first operator that is ready decides which
    device begins (tensorflow/lite/graph_info.cc, PartitionGraphIntoIndependentNodeSubsets).
    """
    missing = dict(needs.missing)
    followers = needs.followers
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


def _macs(devices: Sequence[Device], macs: Sequence[int | None]) -> DeviceMacs:
    by_device = dict.fromkeys(Device, 0)
    for device, count in zip(devices, macs, strict=True):
        by_device[device] += count or 0
    return DeviceMacs(
        dlpu=by_device[Device.DLPU], cpu=by_device[Device.CPU], unknown=by_device[Device.UNKNOWN]
    )


def _obstacles(placed: Sequence[Placed], own: Sequence[Device], pack: Pack) -> Obstacles:
    """What keeps operators off the DLPU for certain.

    What is as it should be, such as post-processing at the very end, is no obstacle.
    """
    causes: dict[Cause, list[int]] = {}
    against: dict[int, frozenset[Cause]] = {}
    unsure: set[int] = set()
    bodies = pack.partitioning is Partitioning.WHOLE
    effects: dict[str, Effect] = {}
    for place, one in enumerate(placed):
        if own[place] is not Device.CPU or not (bodies or one.operator.subgraph == 0):
            continue
        bad = [reason for reason in one.reasons if reason.hit.answer is Answer.BAD]
        for reason in bad:
            if reason.id not in effects:
                found = pack.find(reason.id)
                effects[reason.id] = pack.fallback if found is None else found.effect
        if all(effects[reason.id] is Effect.ADVICE for reason in bad):
            continue
        against[place] = frozenset(
            (reason.id, reason.hit.cause if reason.id == pack.unlisted_id else "") for reason in bad
        )
        for cause in sorted(against[place]):
            causes.setdefault(cause, []).append(place)
        if len(bad) < len(one.reasons):
            unsure.add(place)
    return Obstacles(own, causes, against, frozenset(unsure))
