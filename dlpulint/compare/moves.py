"""Operators that run on another device than before, from two matched graphs."""

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from msgspec import Struct

from dlpulint.basics.terms import Device
from dlpulint.compare.data import KindCount, Move, Pair
from dlpulint.report.report import PlacedOperator

_LONGEST = 1_500
"""Most operators between two certain matches; more take longer to align than a lint."""


class Matched(Struct, frozen=True):
    """The operators that two graphs have in common; `complete` if none can be missing."""

    pairs: tuple[tuple[PlacedOperator, PlacedOperator], ...]
    complete: bool
    positions: tuple[tuple[int, int], ...] = ()
    """Of each pair, the positions in OLD and in NEW."""


def moves(matched: Matched) -> tuple[Move, ...]:
    """The operators whose device changed, in the order of OLD."""
    return tuple(
        Move(
            op=before.op,
            subgraph=Pair(before.subgraph, after.subgraph),
            index=Pair(before.index, after.index),
            device=Pair(before.device, after.device),
            because=before.because if after.device is Device.DLPU else after.because,
        )
        for before, after in matched.pairs
        if before.device is not after.device
    )


def kinds(old: Sequence[PlacedOperator], new: Sequence[PlacedOperator]) -> tuple[KindCount, ...]:
    """The native names that occur more or less often than before."""
    before, after = Counter(_names(old)), Counter(_names(new))
    return tuple(
        KindCount(op, Pair(before[op], after[op]))
        for op in sorted(before.keys() | after.keys())
        if before[op] != after[op]
    )


def matched(old: Sequence[PlacedOperator], new: Sequence[PlacedOperator]) -> Matched:
    """Pairs of operators that two graphs have in common.

    Graphs with the same operators in the same order are matched by position, because exporters
    number tensors freely. Else operators that write a tensor of the same name are matched, as far
    as their order is the same; between them, the native names are aligned.
    """
    if _names(old) == _names(new):
        same = tuple((at, at) for at in range(len(old)))
        return Matched(tuple(zip(old, new, strict=True)), True, same)
    pairs: list[tuple[int, int]] = []
    complete = True
    ends = [(-1, -1), *_by_name(old, new), (len(old), len(new))]
    for (left, right), (next_left, next_right) in pairwise(ends):
        if left >= 0:
            pairs.append((left, right))
        between = (old[left + 1 : next_left], new[right + 1 : next_right])
        if max(map(len, between)) > _LONGEST and min(map(len, between)) > 0:
            complete = False
            continue
        pairs += ((left + 1 + a, right + 1 + b) for a, b in _aligned(*between))
    return Matched(tuple((old[a], new[b]) for a, b in pairs), complete, tuple(pairs))


def _names(operators: Sequence[PlacedOperator]) -> list[str]:
    return [operator.op for operator in operators]


def _by_name(old: Sequence[PlacedOperator], new: Sequence[PlacedOperator]) -> list[tuple[int, int]]:
    """Positions of operators with the same native name and output name, in rising order."""
    before, after = _writers(old), _writers(new)
    return _rising([(index, after[key]) for key, index in before.items() if key in after])


def _writers(operators: Sequence[PlacedOperator]) -> dict[tuple[str, str], int]:
    """Positions by native name and first output, as far as these are unique."""
    keys = [(operator.op, next(iter(operator.outputs), "")) for operator in operators]
    times = Counter(keys)
    return {key: index for index, key in enumerate(keys) if key[1] and times[key] == 1}


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence of pairs whose second numbers rise with the first ones."""
    from bisect import bisect_left

    lowest: list[int] = []
    last: list[int] = []
    before: list[int | None] = []
    for number, (_, second) in enumerate(pairs):
        length = bisect_left(lowest, second)
        before.append(last[length - 1] if length else None)
        if length == len(lowest):
            lowest.append(second)
            last.append(number)
        else:
            lowest[length], last[length] = second, number
    chain: list[tuple[int, int]] = []
    current = last[-1] if last else None
    while current is not None:
        chain.append(pairs[current])
        current = before[current]
    return chain[::-1]


def _aligned(
    old: Sequence[PlacedOperator], new: Sequence[PlacedOperator]
) -> Iterator[tuple[int, int]]:
    if not old or not new:
        return
    matcher = SequenceMatcher(None, _names(old), _names(new), autojunk=False)
    for block in matcher.get_matching_blocks():
        yield from ((block.a + step, block.b + step) for step in range(block.size))
