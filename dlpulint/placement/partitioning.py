"""Division of a graph between the DLPU and the CPU, once each operator is judged."""

from collections import deque
from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from dlpulint.basics.terms import Device, Partitioning
from dlpulint.facts.dependencies import Dependencies
from dlpulint.placement.result import Cut, PartitionCount, Placed, Reason


class Division(Struct, frozen=True):
    """Every operator's device once the graph is divided."""

    devices: tuple[Device, ...]
    count: PartitionCount
    lost: Mapping[int, Reason] = field(default_factory=dict)
    """Operators of partitions that were lost, with what lost them."""


def divide(
    needs: Dependencies,
    own: Sequence[Device],
    partitioning: Partitioning,
    fatal: Mapping[int, Reason],
    *,
    unknown: Device,
) -> Division:
    """The device of every operator, and the number of partitions, with `unknown` decided.

    `own` is what the table says of each operator by itself; `fatal` operators lose the partition
    that they are in.
    """
    wanted = [unknown if device is Device.UNKNOWN else device for device in own]
    if partitioning is Partitioning.WHOLE:
        on_dlpu = bool(wanted) and Device.CPU not in wanted
        count = PartitionCount(dlpu=int(on_dlpu), cpu=int(bool(wanted) and not on_dlpu))
        return Division(tuple(wanted), count)
    devices = [
        device if main else Device.CPU for main, device in zip(needs.main, wanted, strict=True)
    ]
    lost: dict[int, Reason] = {}
    if fatal and partitioning is Partitioning.GREEDY:
        lost = _lose_partitions(needs, fatal, devices)
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
    count = PartitionCount(dlpu=accelerated, cpu=len(epochs) - accelerated)
    return Division(tuple(devices), count, lost)


def _lose_partitions(
    needs: Dependencies, fatal: Mapping[int, Reason], devices: list[Device]
) -> dict[int, Reason]:
    """Move partitions that do not compile to the CPU, in place; tell their operators and why."""
    lost: dict[int, Reason] = {}
    for place in fatal:
        if needs.main[place]:
            devices[place] = Device.DLPU
    for _, members in partition_greedily(needs, devices):
        causes = [fatal[place] for place in members if place in fatal]
        for place in members if causes else ():
            devices[place] = Device.CPU
            lost[place] = causes[0]
    return lost


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


def cut_of(placed: Sequence[Placed], followers: Mapping[int, Sequence[int]]) -> Cut | None:
    """The first operator whose own reasons end the partition, or keep one from beginning.

    `followers` tells, by place, which operators of the main graph need the result of which.
    `None` where nothing is cut off: what stands before the partition cuts nothing.
    """
    on_dlpu = [place for place, entry in enumerate(placed) if entry.device is Device.DLPU]
    reached_from_dlpu = {follower for place in on_dlpu for follower in followers.get(place, ())}
    first = next(
        (
            place
            for place, entry in enumerate(placed)
            if entry.direct
            and entry.operator.subgraph == 0
            and (place in reached_from_dlpu or not on_dlpu)
        ),
        None,
    )
    if first is None:
        return None
    behind, waiting = {first}, deque([first])
    while waiting:
        for follower in followers.get(waiting.popleft(), ()):
            if follower not in behind:
                behind.add(follower)
                waiting.append(follower)
    off = [placed[place] for place in behind if placed[place].device is not Device.DLPU]
    return Cut(placed[first].operator, len(off), sum(entry.macs or 0 for entry in off))
