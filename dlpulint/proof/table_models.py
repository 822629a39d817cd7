"""Models that a pack's operator table accepts, and models on both sides of its limits."""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from dlpulint.basics.terms import Answer
from dlpulint.basics.version import UNSTATED, Version, Versions
from dlpulint.engine.place import place, reasons_against
from dlpulint.facts.facts import Facts
from dlpulint.model.graph import Model
from dlpulint.packs.pack import Condition, Limit, Pack, Row
from dlpulint.packs.validity import Validity
from dlpulint.placement.result import Reason
from dlpulint.proof.generators import GENERATORS
from dlpulint.proof.miniature import Miniature
from dlpulint.proof.miniatures import Form, miniature_from, miniatures_of
from dlpulint.proof.possible import possible
from dlpulint.proof.variation import Variation

_ROUNDS = 8
"""Most changes to a miniature before the search stops."""


class Fitting(Struct, frozen=True):
    """A miniature of a row's kind, changed until the row accepts it or no change helps."""

    miniature: Miniature
    against: tuple[Reason, ...]
    """Reasons why the row does not accept it; empty where it does."""


class Sides(Struct, frozen=True):
    """Models made from a limit, or why none could be made."""

    variations: tuple[Variation, ...] = ()
    lacking: str = ""


class Table:
    """One pack's operator table, with the models that prove it; each is made once."""

    def __init__(self, pack: Pack, forms: tuple[Form, ...]) -> None:
        self.pack = pack
        self._forms = forms
        self._fittings: dict[int, list[Fitting]] = {}

    def fittings(self, row: Row) -> list[Fitting]:
        """Models of the row's kind, accepted ones first; empty if files have no such operator."""
        if id(row) not in self._fittings:
            found = [self._fitted(row, miniature) for miniature in self._candidates(row)]
            self._fittings[id(row)] = sorted(found, key=lambda fitting: len(fitting.against))
        return self._fittings[id(row)]

    def _candidates(self, row: Row) -> Iterator[Miniature]:
        """The miniatures of the kind, then the good examples of the row's limits."""
        yield from miniatures_of(row.kind, self.pack, self._forms)
        for limit in row.limits:
            if limit.examples is not None and self.pack.formats:
                yield miniature_from(limit.examples.good, row.kind, self.pack.formats[0])

    def _fitted(self, row: Row, miniature: Miniature) -> Fitting:
        """The miniature, changed as its objecting limits allow until none objects."""
        against = self.against(row, miniature)
        for _ in range(_ROUNDS):
            changed = [
                (variation.miniature, self.against(row, variation.miniature))
                for limit in (*self.pack.limits, *row.limits)
                if any(reason.id == limit.id for reason in against)
                for variation in made_from(limit, miniature)
                if variation.good
            ]
            best = min(changed, key=lambda pair: len(pair[1]), default=(miniature, against))
            if len(best[1]) >= len(against):
                break
            miniature, against = best
        return Fitting(miniature, against)

    def against(self, row: Row, miniature: Miniature) -> tuple[Reason, ...]:
        """Reasons why a row does not accept a miniature."""
        return reasons_against(row, miniature.operator, Facts(miniature.model), self.pack)

    def objections(self, limit: Limit, model: Model) -> list[Reason]:
        """Reasons of a limit against a model that no other row of the kind accepts."""
        return [
            reason
            for placed in place(Facts(model), self.pack).operators
            for reason in placed.reasons
            if reason.id == limit.id
        ]

    def rows_of(self, limit: Limit) -> list[Row]:
        """The rows that a limit applies to."""
        wide = any(limit is other for other in self.pack.limits)
        return [
            row
            for row in self.pack.every_row()
            if row.status != "cpu"
            and row.kind not in limit.exempt
            and (not limit.kinds or row.kind in limit.kinds)
            and (wide or any(limit is other for other in row.limits))
        ]

    def sides(self, limit: Limit, row: Row) -> Sides:
        """Models on both sides of a limit, made from its numbers, of the kind of a row."""
        if limit.check.name not in GENERATORS:
            return Sides(lacking=f"limits of check {limit.check.name!r} do not prove themselves")
        taken = [fitting.miniature for fitting in self.fittings(row) if not fitting.against]
        tried = [_sides(limit, miniature) for miniature in taken]
        nothing = Sides(lacking=f"there is no model of {row.kind} to begin with")
        return next((sides for sides in tried if not sides.lacking), tried[0] if tried else nothing)


def _sides(limit: Limit, miniature: Miniature) -> Sides:
    applies, left_out = miniature, []
    if limit.when:
        found, free = _guarded(limit.when, miniature)
        if found is None:
            return Sides(lacking="no model could be made that its `when` applies to")
        applies = found
        # Where the guards do not hold, nothing is objected to.
        left_out = [
            Variation(f"{bad.text}, which its `when` leaves out", bad.miniature, True)
            for bad in ([] if free is None else made_from(limit, free))
            if not bad.good and _answer(limit.when, bad.miniature) is None
        ]
    variations = [*made_from(limit, applies), *left_out[:1]]
    for good, side in ((True, "good"), (False, "bad")):
        if not any(variation.good is good for variation in variations):
            return Sides(lacking=f"no model on its {side} side could be made from its numbers")
    return Sides(tuple(variations))


def stated_for(validity: Validity) -> Versions:
    """Versions for which something holds; nothing stated where that suffices."""
    name = validity.if_stated
    if name is None:
        return UNSTATED
    version = validity.until.of(name) or validity.since.of(name) or Version((99,))
    return replace(UNSTATED, **{name: version})


def made_from(asked: Limit | Condition, miniature: Miniature) -> list[Variation]:
    """Variations that can exist on both sides of a question; none for a check without generator."""
    generator = GENERATORS.get(asked.check.name)
    found = []
    for variation in () if generator is None else generator(asked.params, miniature):
        fitted = possible(miniature, variation.miniature, variation.pinned)
        if fitted is not None:
            found.append(replace(variation, miniature=fitted))
    return found


def _guarded(
    when: tuple[Condition, ...], miniature: Miniature
) -> tuple[Miniature | None, Miniature | None]:
    """A miniature that guards apply to, and one that they do not, as far as they can be made."""
    applies: Miniature | None = miniature
    every = [miniature]
    for number, condition in enumerate(when, 1):
        if applies is None:
            break
        tried = [applies, *(made.miniature for made in made_from(condition, applies))]
        every += tried
        held = when[:number]
        applies = next((made for made in tried if _answer(held, made) is Answer.BAD), None)
    free = next((made for made in every if _answer(when, made) is None), None)
    return applies, free


def _answer(when: tuple[Condition, ...], miniature: Miniature) -> Answer | None:
    """Whether all of the guards apply: for certain, perhaps, or not."""
    facts = Facts(miniature.model)
    answers = []
    for condition in when:
        hits = list(condition.check.ask(miniature.operator, facts, condition.params))
        if not hits:
            return None
        answers.append(any(hit.answer is Answer.BAD for hit in hits))
    return Answer.BAD if all(answers) else Answer.UNKNOWN
