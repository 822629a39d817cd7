"""Gain of changing the operators that block others, found by placing the model again."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct

from dlpulint.basics.terms import Device
from dlpulint.model.graph import Operator
from dlpulint.placement.result import Blocker, PlacementFigures, Step

Cause: TypeAlias = tuple[str, str]
"""A limit, row or rule, and for an unlisted operator its name."""

_CAUSES = 12
"""Causes that are removed for another placement, those with the most operators first."""

_STEPS = 4
"""Steps that are reported: beyond these, another model is the better advice."""

_TRIES = 24
"""Placements that are tried at most."""

_VISITS = 24_000
"""Operators placed again at most, so that a large model is not placed 24 times."""

_SMALLEST_SHARE = 1_000
"""A gain of a thousandth of the multiply-accumulates is worth a change.

So is one of two partitions: an operator at an end of the graph costs only one.
"""

_SMALLEST_PART = 20
"""A gain of a twentieth of the operators is, without the changed ones."""

PlaceAgain = Callable[[Sequence[Device]], PlacementFigures]
"""Figures of the model, divided with the given wish for each operator."""


class Obstacles(Struct, frozen=True):
    """Causes that certainly keep operators off the DLPU, with the operators' indices."""

    wishes: Sequence[Device]
    """Device of every operator by the operator table alone."""
    causes: Mapping[Cause, Sequence[int]]
    against: Mapping[int, frozenset[Cause]]
    """Causes against each operator: the DLPU accepts it only without all of them."""
    open: frozenset[int]
    """Operators with another, unknown answer."""

    def without(self, fixed: frozenset[Cause]) -> list[Device]:
        """Device of every operator by the table, once these causes are fixed."""
        changed = list(self.wishes)
        for cause in fixed:
            for index in self.causes[cause]:
                if self.against[index] <= fixed:
                    changed[index] = Device.UNKNOWN if index in self.open else Device.DLPU
        return changed


class Wanted(Struct, frozen=True):
    """A target's requirements on partitions."""

    whole: bool
    """All or nothing: a change only counts if the whole graph moves to the DLPU."""
    limit: int | None
    """Partitions that are accepted at most."""

    def excess(self, figures: PlacementFigures) -> int:
        """Partitions above the limit, at best."""
        return 0 if self.limit is None else max(0, figures.best.total - self.limit)

    def score(self, figures: PlacementFigures) -> tuple[int, ...]:
        """Sort key, larger is better: within the limit, then MACs, then fewer partitions."""
        macs = figures.macs
        return (
            -self.excess(figures),
            macs.dlpu,
            macs.dlpu + macs.unknown,
            figures.operators,
            -figures.worst.total,
            -figures.best.total,
        )

    def worthwhile(
        self, before: PlacementFigures, after: PlacementFigures, changed: int, operators: int
    ) -> bool:
        """Whether changing `changed` of all `operators` is more than cosmetic."""
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
            or dragged * _SMALLEST_PART >= operators
        )


def win_back(
    operators: Sequence[Operator], obstacles: Obstacles, place: PlaceAgain, wanted: Wanted
) -> tuple[tuple[Blocker, ...], tuple[Step, ...]]:
    """The gain of changing each cause alone, and the steps in which to change them."""
    if not obstacles.causes:
        return (), ()
    tries = max(2, min(_TRIES, _VISITS // max(1, len(operators))))
    now = place(obstacles.wishes)
    # Of equal ones the names decide, never the order of the operators in the file.
    causes = sorted(obstacles.causes, key=lambda cause: (-len(obstacles.causes[cause]), cause))
    alone = {
        frozenset({cause}): place(obstacles.without(frozenset({cause})))
        for cause in causes[: min(_CAUSES, tries - 1)]
    }
    blockers = [
        Blocker(
            tuple(operators[index] for index in obstacles.causes[cause]),
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
    alone: Mapping[frozenset[Cause], PlacementFigures],
    now: PlacementFigures,
    tries: int,
) -> Iterator[Step]:
    """Steps, chosen greedily by gain; causes that only gain together with others wait for them.

    Several causes against the same operator are tried as one.
    """
    several = Counter(against for against in obstacles.against.values() if len(against) > 1)
    found = dict(alone)
    ranked = sorted(several, key=lambda group: (-several[group], sorted(group)))
    for group in ranked[: max(0, min(_CAUSES, tries))]:
        found[group] = place(obstacles.without(group))
        tries -= 1
    reached, fixed, together, steps = now, frozenset[Cause](), frozenset[Cause](), 0
    while found and steps < _STEPS:
        best = max(found, key=lambda group: wanted.score(found[group]))
        figures = found.pop(best)
        fixed, together = fixed | best, together | best
        changed = sorted({index for cause in together for index in obstacles.causes[cause]})
        if wanted.worthwhile(reached, figures, len(changed), len(operators)):
            ids = tuple(sorted({id for id, _ in together}))
            yield Step(tuple(operators[index] for index in changed), ids, figures)
            reached, together, steps = figures, frozenset(), steps + 1
        promising = sorted(found, key=lambda group: wanted.score(found[group]), reverse=True)
        left = list(dict.fromkeys(rest for group in promising if (rest := group - fixed)))[:tries]
        found = {group: place(obstacles.without(fixed | group)) for group in left}
        tries -= len(found)
