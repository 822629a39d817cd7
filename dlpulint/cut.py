"""Where the one partition of a first-cut target ends, and what lies behind."""

from collections import deque
from collections.abc import Mapping, Sequence

from dlpulint.placed import Cut, Placed
from dlpulint.terms import Device


def cut_of(placed: Sequence[Placed], followers: Mapping[int, Sequence[int]]) -> Cut | None:
    """The first operator whose own reasons end the partition, or keep one from beginning.

    `followers` tells, by place, which operators of the main graph need the result of which.
    `None` where nothing is cut off: what stands before the partition cuts nothing.
    """
    on_dlpu = [place for place, one in enumerate(placed) if one.device is Device.DLPU]
    reached_from_dlpu = {follower for place in on_dlpu for follower in followers.get(place, ())}
    first = next(
        (
            place
            for place, one in enumerate(placed)
            if one.direct
            and one.operator.subgraph == 0
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
    return Cut(placed[first].operator, len(off), sum(one.macs or 0 for one in off))
