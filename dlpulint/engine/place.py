"""Placement of a model: the pack's operator table, then the target's partitioning."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from dlpulint.basics.terms import Answer, Device, Effect, Partitioning
from dlpulint.engine.answers import RowAnswers, applies, hits_of
from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit
from dlpulint.model.graph import Model, Operator
from dlpulint.packs.pack import Limit, Pack, Row
from dlpulint.placement.partitioning import Division, cut_of, divide
from dlpulint.placement.result import DeviceMacs, Placed, Placement, PlacementFigures, Reason
from dlpulint.placement.what_blocks import Cause, Obstacles, Wanted, win_back


def place(facts: Facts, pack: Pack) -> Placement:
    """Places every operator by the pack's table and divides the graph as the target does."""
    model = facts.model
    answers = RowAnswers(facts, pack.limits)
    judged = [_judge(operator, answers, pack) for operator in model.operators]
    fatal = {n: result.reasons[0] for n, result in enumerate(judged) if result.loses_partition}
    partitioning = _partitioning(model, pack)
    needs = facts.dependencies
    macs = [facts.macs[operator] for operator in model.operators]

    def divided(wishes: Sequence[Device]) -> tuple[Division, list[Device], PlacementFigures]:
        left = {n: reason for n, reason in fatal.items() if wishes[n] is Device.CPU}
        best = worst = divide(needs, wishes, partitioning, left, unknown=Device.DLPU)
        if Device.UNKNOWN in wishes:
            worst = divide(needs, wishes, partitioning, left, unknown=Device.CPU)
        devices = [
            at_best if at_best is at_worst else Device.UNKNOWN
            for at_best, at_worst in zip(best.devices, worst.devices, strict=True)
        ]
        on_dlpu, by_device = devices.count(Device.DLPU), _macs(devices, macs)
        return best, devices, PlacementFigures(on_dlpu, by_device, best.count, worst.count)

    best, devices, figures = divided([result.device for result in judged])
    partitions = {n: number for number, (_, members) in enumerate(best.epochs) for n in members}
    placed = tuple(
        Placed(
            operator,
            device,
            None if device is Device.DLPU else result.device is not Device.DLPU,
            result.reasons or ((best.lost[n],) if n in best.lost else ()),
            count,
            partitions.get(n),
        )
        for n, (operator, device, result, count) in enumerate(
            zip(model.operators, devices, judged, macs, strict=True)
        )
    )
    blockers, steps = win_back(
        model.operators,
        _obstacles(model, judged, pack),
        lambda wishes: divided(wishes)[2],
        Wanted(whole=partitioning is Partitioning.WHOLE, limit=pack.partition_limit),
    )
    return Placement(
        partitioning=partitioning,
        operators=placed,
        best=figures.best,
        worst=figures.worst,
        partition_limit=pack.partition_limit,
        macs=figures.macs,
        blockers=blockers,
        steps=steps,
        cut=cut_of(placed, needs.followers) if partitioning is Partitioning.FIRST_CUT else None,
    )


def reasons_against(row: Row, operator: Operator, facts: Facts, pack: Pack) -> tuple[Reason, ...]:
    """Reasons against an operator by the limits of a row and those of every row."""
    limits = (limit for limit in (*pack.limits, *row.limits) if applies(limit, operator))
    found = ((limit, hit) for limit in limits for hit in hits_of(limit, operator, facts))
    return _by_objections(row, found).reasons


def _partitioning(model: Model, pack: Pack) -> Partitioning:
    """Partitioning of a file: a compiled file keeps the partitions that it has."""
    if any(operator.kind == pack.compiled for operator in model.operators):
        return Partitioning.GREEDY
    return pack.partitioning


class _Judged(Struct, frozen=True):
    """Device of one operator by the table alone, with the reasons against the DLPU."""

    device: Device
    reasons: tuple[Reason, ...] = ()
    kept: int = 0
    """Number of the row's limits that hold before the first that does not."""
    loses_partition: bool = False
    """Whether the delegate accepts the operator and then loses the whole partition."""
    open: bool = False
    """Whether other limits have an unknown answer."""


_FITS = _Judged(Device.DLPU)
"""Nothing speaks against the operator."""


def _judge(operator: Operator, answers: RowAnswers, pack: Pack) -> _Judged:
    rows = pack.rows_for(operator.kind)
    if not rows and pack.unlisted == "dlpu":
        return _FITS
    if not rows:
        device = Device.CPU if pack.unlisted == "cpu" else Device.UNKNOWN
        unknown = None if device is Device.CPU else "no source lists it"
        values = {
            "native": operator.native,
            "number": "?" if operator.number is None else operator.number,
        }
        hit = Hit(operator, values, cause=operator.native, unknown=unknown)
        return _Judged(device, (Reason(pack.unlisted_id, hit),))
    judged = [_judge_by(row, operator, answers) for row in rows]
    if len(judged) == 1:
        return judged[0]
    order = (Device.DLPU, Device.UNKNOWN, Device.CPU)
    # The first limits of a row state its purpose: the right row is the one that keeps them.
    return min(judged, key=lambda a: (order.index(a.device), -a.kept, len(a.reasons)))


def _judge_by(row: Row, operator: Operator, answers: RowAnswers) -> _Judged:
    if row.status == "cpu":
        native = {"native": operator.native}
        return _Judged(Device.CPU, (Reason(row.id, Hit(operator, native, cause="cpu")),))
    judged = _by_objections(row, answers.of_row(row, operator))
    if row.status == "unknown" and judged.device is not Device.CPU:
        unknown = row.note or "no source states it"
        hit = Hit(operator, {"native": operator.native}, cause="unknown", unknown=unknown)
        return _Judged(Device.UNKNOWN, (Reason(row.id, hit),))
    return judged


def _by_objections(row: Row, objections: Iterable[tuple[Limit, Hit]]) -> _Judged:
    """Device of an operator by the objections to it."""
    against: list[Reason] = []
    certain: list[Limit] = []
    for limit, hit in objections:
        against.append(Reason(limit.id, hit))
        if hit.unknown is None:
            certain.append(limit)
    if not against:
        return _FITS
    if not certain:
        return _Judged(Device.UNKNOWN, tuple(against))
    # Unknown answers no longer matter.
    reasons = tuple(reason for reason in against if reason.hit.unknown is None)
    accepted = all(limit.on_fail == "partition" for limit in certain)
    fails = (n for n, limit in enumerate(row.limits) if limit in certain)
    kept = next(fails, len(row.limits))
    more = len(reasons) < len(against)
    return _Judged(Device.CPU, reasons, kept, loses_partition=accepted, open=more)


def _macs(devices: Sequence[Device], macs: Sequence[int | None]) -> DeviceMacs:
    by_device = dict.fromkeys(Device, 0)
    for device, count in zip(devices, macs, strict=True):
        by_device[device] += count or 0
    return DeviceMacs(by_device[Device.DLPU], by_device[Device.CPU], by_device[Device.UNKNOWN])


def _obstacles(model: Model, judged: Sequence[_Judged], pack: Pack) -> Obstacles:
    """Causes that certainly keep operators off the DLPU.

    Operators that belong on the CPU, such as post-processing at the very end, are no obstacles.
    """
    causes: dict[Cause, list[int]] = {}
    against: dict[int, frozenset[Cause]] = {}
    unsure: set[int] = set()
    bodies = pack.partitioning is Partitioning.WHOLE
    effects: dict[str, Effect] = {}
    for index, (operator, result) in enumerate(zip(model.operators, judged, strict=True)):
        if result.device is not Device.CPU or not (bodies or operator.subgraph == 0):
            continue
        bad = [reason for reason in result.reasons if reason.hit.answer is Answer.BAD]
        for reason in bad:
            if reason.id not in effects:
                found = pack.find(reason.id)
                effects[reason.id] = pack.fallback if found is None else found.effect
        if all(effects[reason.id] is Effect.ADVICE for reason in bad):
            continue
        against[index] = frozenset(
            (reason.id, reason.hit.cause if reason.id == pack.unlisted_id else "") for reason in bad
        )
        for cause in sorted(against[index]):
            causes.setdefault(cause, []).append(index)
        if result.open:
            unsure.add(index)
    wishes = [result.device for result in judged]
    return Obstacles(wishes, causes, against, frozenset(unsure))
