"""Answers to questions about single operators, each asked once of operators described alike."""

from collections.abc import Iterable, Iterator, Sequence

from dlpulint.basics.terms import Answer
from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit
from dlpulint.model.graph import Operator
from dlpulint.packs.pack import Condition, Limit, Row, Rule


class RowAnswers:
    """Objections to the operators of one model by the rows and limits of a pack."""

    def __init__(self, facts: Facts, wide: Sequence[Limit]) -> None:
        """Answers about the model of `facts`, where the limits `wide` hold for every row."""
        self._facts = facts
        self._wide = wide
        self._of_rows: dict[tuple[int, int], list[tuple[Limit, list[Hit] | None]]] = {}

    def of_row(self, row: Row, operator: Operator) -> Iterable[tuple[Limit, Hit]]:
        """Objections to an operator by the limits of every row and those of its own."""
        key = id(row), self._facts.descriptions[operator]
        known = self._of_rows.get(key)
        if known is None:
            known = self._of_rows[key] = list(self._asked(row, operator))
        return self._about(operator, known) if known else ()

    def _about(
        self, operator: Operator, known: list[tuple[Limit, list[Hit] | None]]
    ) -> Iterator[tuple[Limit, Hit]]:
        for limit, hits in known:
            for hit in hits_of(limit, operator, self._facts) if hits is None else hits:
                yield limit, _about(operator, hit)

    def _asked(self, row: Row, operator: Operator) -> Iterator[tuple[Limit, list[Hit] | None]]:
        """Limits that apply, with their hits; `None` for those to ask about each operator."""
        for limit in (*self._wide, *row.limits):
            if not applies(limit, operator):
                continue
            if limit.check.looks_around or any(when.check.looks_around for when in limit.when):
                yield limit, None
            elif hits := list(hits_of(limit, operator, self._facts)):
                yield limit, hits


def answers_to_rule(rule: Rule, operators: Iterable[Operator], facts: Facts) -> Iterator[Hit]:
    """Objections to operators by a rule about single ones."""
    ask, numbers = rule.check.ask, facts.descriptions
    known: dict[int, list[Hit]] = {}
    for operator in operators:
        hits = known.get(numbers[operator])
        if hits is None:
            hits = list(ask(operator, facts, rule.params))
            if not rule.check.looks_around:
                known[numbers[operator]] = hits
        for hit in hits:
            yield _about(operator, hit)


def _about(operator: Operator, hit: Hit) -> Hit:
    """The hit, for an operator that is described like its subject."""
    if hit.subject is operator:
        return hit
    return Hit(operator, hit.values, hit.cause, hit.unknown, hit.members, hit.pattern)


def applies(limit: Limit, operator: Operator) -> bool:
    """Whether a limit is about operators of this kind."""
    kind = operator.kind
    return kind not in limit.exempt and (not limit.kinds or kind in limit.kinds)


def hits_of(limit: Limit, operator: Operator, facts: Facts) -> Iterator[Hit]:
    """Objections to an operator by a limit that applies, where its conditions hold."""
    guards = [_guard(condition, operator, facts) for condition in limit.when]
    if None in guards:
        return
    unsure = next((guard for guard in guards if guard and guard.unknown is not None), None)
    for hit in limit.check.ask(operator, facts, limit.params):
        if hit.unknown is None and unsure is not None:
            hit = Hit(operator, hit.values, hit.cause, unknown=unsure.unknown)
        if hit.unknown is None and limit.on_fail == "unknown":
            hit = Hit(operator, hit.values, hit.cause, unknown="")
        yield hit


def _guard(when: Condition, operator: Operator, facts: Facts) -> Hit | None:
    """The answer that makes a guarded limit apply: a bad one, else an unknown one, else `None`."""
    hits = list(when.check.ask(operator, facts, when.params))
    return min(hits, key=lambda hit: hit.answer is Answer.UNKNOWN, default=None)
