"""The division of a graph between the DLPU and the CPU, once each operator is judged."""

from collections import deque
from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from dlpulint.basics.terms import Device, Partitioning
from dlpulint.facts.dependencies import Dependencies
from dlpulint.placement.result import Cut, PartitionCount, Placed, Reason


class Division(Struct, frozen=True):
    """Device of every operator once the graph is divided."""

    devices: tuple[Device, ...]
    count: PartitionCount
    epochs: tuple[tuple[Device, list[int]], ...] = ()
    """Partitions in the order in which they run, each with its operators' indices."""
    lost: Mapping[int, Reason] = field(default_factory=dict)
    """Operators of partitions that do not compile, with the reason."""


def divide(
    needs: Dependencies,
    wishes: Sequence[Device],
    partitioning: Partitioning,
    fatal: Mapping[int, Reason],
    *,
    unknown: Device,
) -> Division:
    """Division of a graph, with every unknown device replaced by `unknown`.

    `wishes` has the device of each operator by the table alone; the partition of a `fatal`
    operator is lost.
    """
    wanted = [unknown if device is Device.UNKNOWN else device for device in wishes]
    if partitioning is Partitioning.WHOLE:
        on_dlpu = bool(wanted) and Device.CPU not in wanted
        count = PartitionCount(dlpu=int(on_dlpu), cpu=int(bool(wanted) and not on_dlpu))
        members = [index for index, main in enumerate(needs.main) if main]
        device = Device.DLPU if on_dlpu else Device.CPU
        return Division(tuple(wanted), count, ((device, members),))
    devices = [
        device if main else Device.CPU for main, device in zip(needs.main, wanted, strict=True)
    ]
    lost: dict[int, Reason] = {}
    if fatal and partitioning is Partitioning.GREEDY:
        lost = _lose_partitions(needs, fatal, devices)
    epochs = partition_greedily(needs, devices)
    if partitioning is Partitioning.FIRST_CUT:
        on_dlpu_epochs = [members for device, members in epochs if device is Device.DLPU]
        for members in on_dlpu_epochs[1:]:
            for index in members:
                devices[index] = Device.CPU
        epochs = partition_greedily(needs, devices)
    accelerated = sum(device is Device.DLPU for device, _ in epochs)
    count = PartitionCount(dlpu=accelerated, cpu=len(epochs) - accelerated)
    return Division(tuple(devices), count, tuple(epochs), lost)


def cut_of(placed: Sequence[Placed], followers: Mapping[int, Sequence[int]]) -> Cut | None:
    """The first operator whose own reasons end the partition, or keep one from starting.

    `followers` has the operators of the main graph that need the result of each, by index. `None`
    where nothing is cut off: operators before the partition cut nothing.
    """
    on_dlpu = [index for index, operator in enumerate(placed) if operator.device is Device.DLPU]
    reached_from_dlpu = {follower for index in on_dlpu for follower in followers.get(index, ())}
    cutting = (
        index
        for index, operator in enumerate(placed)
        if operator.direct
        and operator.operator.subgraph == 0
        and (index in reached_from_dlpu or not on_dlpu)
    )
    first = next(cutting, None)
    if first is None:
        return None
    after, waiting = {first}, deque([first])
    while waiting:
        for follower in followers.get(waiting.popleft(), ()):
            if follower not in after:
                after.add(follower)
                waiting.append(follower)
    off = [placed[index] for index in after if placed[index].device is not Device.DLPU]
    return Cut(placed[first].operator, len(off), sum(operator.macs or 0 for operator in off))


def partition_greedily(
    needs: Dependencies, devices: Sequence[Device]
) -> list[tuple[Device, list[int]]]:
    """Partitions of the main graph as TFLite makes them, each with its operators' indices.

    TFLite gathers every operator that is ready and of the current partition's device, then all
    ready ones of the other device, and so on; the first operator that is ready decides which
    device begins (tensorflow/lite/graph_info.cc, PartitionGraphIntoIndependentNodeSubsets).
    """
    missing = dict(needs.missing)
    ready: dict[Device, deque[int]] = {Device.DLPU: deque(), Device.CPU: deque()}
    for index, count in missing.items():
        if count == 0:
            ready[devices[index]].append(index)
    firsts = [(queue[0], device) for device, queue in ready.items() if queue]
    if not firsts:
        return []
    device = min(firsts)[1]
    epochs: list[tuple[Device, list[int]]] = []
    while ready[Device.DLPU] or ready[Device.CPU]:
        members: list[int] = []
        queue = ready[device]
        while queue:
            index = queue.popleft()
            members.append(index)
            for follower in needs.followers.get(index, ()):
                missing[follower] -= 1
                if missing[follower] == 0:
                    ready[devices[follower]].append(follower)
        epochs.append((device, members))
        device = Device.CPU if device is Device.DLPU else Device.DLPU
    return epochs


def _lose_partitions(
    needs: Dependencies, fatal: Mapping[int, Reason], devices: list[Device]
) -> dict[int, Reason]:
    """Moves partitions that do not compile to the CPU, and returns their operators and reasons."""
    lost: dict[int, Reason] = {}
    for index in fatal:
        if needs.main[index]:
            devices[index] = Device.DLPU
    for _, members in partition_greedily(needs, devices):
        causes = [fatal[index] for index in members if index in fatal]
        for index in members if causes else ():
            devices[index] = Device.CPU
            lost[index] = causes[0]
    return lost
