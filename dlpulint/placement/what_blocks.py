"""Gain from changing the operators that block the DLPU, found by placing the model again."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct

from dlpulint.basics.terms import Device
from dlpulint.model.graph import Operator
from dlpulint.placement.result import Blocker, PlacementFigures, Step

Cause: TypeAlias = tuple[str, str]
"""A limit, row or rule, and what tells its own causes apart: an unlisted operator's name."""

_CAUSES = 12
"""Causes that are placed again without, the ones with the most operators first."""

_STEPS = 4
"""Steps that are reported: after a handful, another model is the better advice."""

_TRIES = 24
"""Placements that are tried in all."""

_VISITS = 24_000
"""Operators placed again in all, so that a model of many operators is not placed 24 times."""

_SMALLEST_SHARE = 1_000
"""A thousandth of the multiply-accumulates is worth a change.

Of partitions, two: an operator at an end of the graph costs only one.
"""

_SMALLEST_PART = 20
"""A twentieth of the operators is, those that are changed not counted."""

PlaceAgain = Callable[[Sequence[Device]], PlacementFigures]
"""Divides the model with the given wish for each operator."""


class Obstacles(Struct, frozen=True):
    """Causes that keep operators off the DLPU for certain, by the operators' indices."""

    own: Sequence[Device]
    """Device of every operator by the operator table alone."""
    causes: Mapping[Cause, Sequence[int]]
    against: Mapping[int, frozenset[Cause]]
    """All that speaks against an operator: only without all of it the DLPU takes the operator."""
    open: frozenset[int]
    """Operators with another, unknown answer."""

    def without(self, fixed: frozenset[Cause]) -> list[Device]:
        """Devices by the table once these causes are gone."""
        changed = list(self.own)
        for cause in fixed:
            for place in self.causes[cause]:
                if self.against[place] <= fixed:
                    changed[place] = Device.UNKNOWN if place in self.open else Device.DLPU
        return changed


class Wanted(Struct, frozen=True):
    """Objective of a target: its partitioning and its limit of partitions."""

    whole: bool
    """All or nothing: only a change that brings all of the graph counts."""
    limit: int | None
    """The most partitions that are taken."""

    def excess(self, outcome: PlacementFigures) -> int:
        """Partitions above the limit, at best."""
        return 0 if self.limit is None else max(0, outcome.best.total - self.limit)

    def score(self, outcome: PlacementFigures) -> tuple[int, ...]:
        """Larger is better: within the limit, then multiply-accumulates, then fewer pieces."""
        macs = outcome.macs
        return (
            -self.excess(outcome),
            macs.dlpu,
            macs.dlpu + macs.unknown,
            outcome.operators,
            -outcome.worst.total,
            -outcome.best.total,
        )

    def worthwhile(
        self, before: PlacementFigures, after: PlacementFigures, changed: int, operators: int
    ) -> bool:
        """Whether changing so many of all operators is more than cosmetic."""
        if self.whole:
            return after.best.dlpu > before.best.dlpu
        least = max(1, after.macs.total // _SMALLEST_SHARE)
        possible = after.macs.dlpu + after.macs.unknown - before.macs.dlpu - before.macs.unknown
        dragged = after.operators - before.operators - changed
        return (
            self.excess(after) < self.excess(before)
            or after.macs.dlpu - before.macs.dlpu >= least
            or possible >= least
            or before.best.total - after.best.total >= 2
            or before.worst.total - after.worst.total >= 2
            or (dragged > 0 and dragged * _SMALLEST_PART >= operators)
        )


def win_back(
    operators: Sequence[Operator], obstacles: Obstacles, place: PlaceAgain, wanted: Wanted
) -> tuple[tuple[Blocker, ...], tuple[Step, ...]]:
    """Blockers, one per cause, and the steps in which to change them."""
    if not obstacles.causes:
        return (), ()
    tries = max(2, min(_TRIES, _VISITS // max(1, len(operators))))
    now = place(obstacles.own)
    causes = sorted(obstacles.causes, key=lambda cause: -len(obstacles.causes[cause]))
    alone = {
        frozenset({cause}): place(obstacles.without(frozenset({cause})))
        for cause in causes[: min(_CAUSES, tries - 1)]
    }
    blockers = [
        Blocker(
            tuple(operators[position] for position in obstacles.causes[cause]),
            cause[0],
            max(0, figures.macs.dlpu - now.macs.dlpu),
            figures.worst.total,
        )
        for (cause,), figures in alone.items()
    ]
    blockers.sort(key=lambda blocker: (-blocker.macs_won, blocker.partitions_after, blocker.cause))
    steps = _steps(operators, obstacles, place, wanted, alone, now, tries - len(alone))
    return tuple(blockers), tuple(steps)


def _steps(
    operators: Sequence[Operator],
    obstacles: Obstacles,
    place: PlaceAgain,
    wanted: Wanted,
    known: Mapping[frozenset[Cause], PlacementFigures],
    now: PlacementFigures,
    tries: int,
) -> Iterator[Step]:
    """Steps, greedily by gain; a change that gains only together with others waits for them.

    An operator may have several things against it: they are tried as one.
    """
    several = Counter(against for against in obstacles.against.values() if len(against) > 1)
    found = dict(known)
    for group, _ in several.most_common(min(_CAUSES, tries)):
        found[group] = place(obstacles.without(group))
        tries -= 1
    reached, fixed, together, steps = now, frozenset[Cause](), frozenset[Cause](), 0
    while found and steps < _STEPS:
        best = max(found, key=lambda group: wanted.score(found[group]))
        outcome = found.pop(best)
        fixed, together = fixed | best, together | best
        places = sorted({position for cause in together for position in obstacles.causes[cause]})
        if wanted.worthwhile(reached, outcome, len(places), len(operators)):
            ids = tuple(sorted({id for id, _ in together}))
            yield Step(tuple(operators[position] for position in places), ids, outcome)
            reached, together, steps = outcome, frozenset(), steps + 1
        promising = sorted(found, key=lambda group: wanted.score(found[group]), reverse=True)
        left = list(dict.fromkeys(rest for group in promising if (rest := group - fixed)))[:tries]
        found = {group: place(obstacles.without(fixed | group)) for group in left}
        tries -= len(found)
