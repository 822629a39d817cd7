"""Asks a pack's questions about a model and gathers the answers into findings and a verdict."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from dlpulint.basics.terms import Answer, Device, Effect, Evidence, Partitioning, Verdict
from dlpulint.checks.base import matches, params_as_values
from dlpulint.engine.place import place
from dlpulint.facts.facts import Facts
from dlpulint.findings.finding import Finding, Saying, findings_from, rank
from dlpulint.findings.hit import Hit
from dlpulint.packs.pack import Limit, Pack, Row, Rule, level_of
from dlpulint.placement.result import Placement

_EFFECTS = tuple(Effect)


class Judgement(Struct, frozen=True):
    """All that a pack says about a model."""

    findings: tuple[Finding, ...]
    """Worst first."""
    placement: Placement | None
    """`None` for a file of a format that the target does not take."""
    verdict: Verdict


def judge(facts: Facts, pack: Pack) -> Judgement:
    """Ask every rule that makes sense for the model's format, and place the model."""
    format = facts.model.format
    placement = place(facts, pack) if format in pack.formats else None
    findings: list[Finding] = []
    for rule in pack.rules:
        if format in rule.formats:
            hits = _ask(rule, facts, placement)
            findings += findings_from(_saying_of_rule(rule), hits, pack.target)
    from_rules = len(findings)
    if placement is not None:
        broken = {finding.rule for finding in findings if finding.answer is Answer.BAD}
        findings += _table_findings(placement, pack, broken)
    from_table = {id(finding) for finding in findings[from_rules:]}
    # Rules before the table: a pattern explains the operators that it is made of.
    findings.sort(
        key=lambda finding: (*rank(finding), id(finding) in from_table, *_weight(finding))
    )
    return Judgement(tuple(findings), placement, verdict_of(findings, placement))


def _ask(rule: Rule, facts: Facts, placement: Placement | None) -> Iterator[Hit]:
    check = rule.check
    if check.scope == "model":
        yield from check.ask(facts, rule.params)
    elif check.scope == "placement":
        if placement is not None:
            yield from check.ask(placement, facts, rule.params)
    else:
        kinds = facts.kinds
        if asked := rule.operators:
            # Most rules are about kinds that a model does not have.
            kinds = frozenset(kind for kind in kinds if matches(kind, asked))
        for operator in facts.model.operators if kinds else ():
            if operator.kind in kinds:
                yield from check.ask(operator, facts, rule.params)


def _table_findings(placement: Placement, pack: Pack, broken: set[str]) -> Iterator[Finding]:
    """A finding for every limit or row that keeps operators off the DLPU by itself."""
    by_id: dict[str, list[Hit]] = {}
    bodies = pack.partitioning is Partitioning.WHOLE
    for placed in placement.operators:
        if placed.direct and (bodies or placed.operator.subgraph == 0):
            for reason in placed.reasons:
                by_id.setdefault(reason.id, []).append(reason.hit)
    for id, hits in by_id.items():
        limit_or_row = pack.find(id)
        if isinstance(limit_or_row, Limit | Row):
            if broken.isdisjoint(limit_or_row.covered_by):
                yield from findings_from(_saying_of(limit_or_row, pack), hits, pack.target)
        else:
            yield from findings_from(_saying_of_unlisted(pack), hits, pack.target)


def _saying_of_rule(rule: Rule) -> Saying:
    return Saying(
        rule=rule.id,
        title=rule.title,
        level=rule.level,
        effect=rule.effect,
        evidence=rule.evidence,
        message=rule.message,
        why=rule.why,
        fix=rule.fix,
        source=rule.source,
        params=params_as_values(rule.params),
    )


def _saying_of(limit: Limit | Row, pack: Pack) -> Saying:
    return (
        _saying_of_limit(limit, pack) if isinstance(limit, Limit) else _saying_of_row(limit, pack)
    )


def _saying_of_limit(limit: Limit, pack: Pack) -> Saying:
    return Saying(
        rule=limit.id,
        title=f"Limit on {limit.id.split('/', 1)[1]}",
        level=level_of(limit.effect, limit.evidence),
        effect=limit.effect,
        evidence=limit.evidence,
        message=limit.message,
        why=limit.why or _consequence(limit.effect, pack),
        fix=limit.fix,
        source=limit.source,
        params=params_as_values(limit.params),
    )


def _saying_of_row(row: Row, pack: Pack) -> Saying:
    return Saying(
        rule=row.id,
        title=f"Operator {row.kind}",
        level=level_of(row.effect, row.evidence),
        effect=row.effect,
        evidence=row.evidence,
        message=f"{{subject}} does not run on the {pack.backend}",
        why=row.note or _consequence(row.effect, pack),
        fix=row.fix,
        source=row.source,
    )


def _saying_of_unlisted(pack: Pack) -> Saying:
    return Saying(
        rule=pack.unlisted_id,
        title="Operator outside the list",
        level=pack.fallback.severity,
        effect=pack.fallback,
        evidence=Evidence.DOCUMENTED,
        message=f"{{subject}} is not among the operators that the {pack.backend} runs",
        why=_consequence(pack.fallback, pack) if pack.unlisted == "cpu" else _NOBODY_SAYS,
        fix=pack.unlisted_fix,
        source=pack.unlisted_source,
    )


_CONSEQUENCE = {
    Effect.REJECTED: "The whole model is refused for it.",
    Effect.WRONG: "The model runs and answers badly.",
    Effect.FALLBACK: "The operator runs on the CPU, and the graph is cut there.",
    Effect.SLOW: "The model runs on the {backend}, slower than it could.",
    Effect.ADVICE: "Nothing has to change.",
}
_CONSEQUENCE_BY_DIVISION = {
    (
        Partitioning.WHOLE,
        Effect.REJECTED,
    ): "It is all or nothing: with this operator nothing of the model runs on the {backend}.",
    (Partitioning.WHOLE, Effect.FALLBACK): "It is all or nothing: the whole model runs on the CPU.",
    (Partitioning.FIRST_CUT, Effect.FALLBACK): "The operator runs on the CPU, and with it all that "
    "needs its result.",
}


def _consequence(effect: Effect, pack: Pack) -> str:
    """Consequence for a limit or row without a reason of its own."""
    text = _CONSEQUENCE_BY_DIVISION.get((pack.partitioning, effect), _CONSEQUENCE[effect])
    return text.replace("{backend}", pack.backend)


_NOBODY_SAYS = "What no source names may run or not."


def verdict_of(findings: Iterable[Finding], placement: Placement | None) -> Verdict:
    """Worst effect that holds; else `unknown` if a deciding answer is unknown."""
    worst: Effect = Effect.ADVICE
    undecided = placement is not None and any(
        placed.device is Device.UNKNOWN for placed in placement.operators
    )
    for finding in findings:
        if finding.suppressed is not None:
            continue
        if finding.answer is Answer.UNKNOWN:
            undecided = undecided or finding.effect is not Effect.ADVICE
        elif _EFFECTS.index(finding.effect) < _EFFECTS.index(worst):
            worst = finding.effect
    if worst is not Effect.ADVICE:
        return Verdict(worst.value)
    return Verdict.UNKNOWN if undecided else Verdict.CLEAN


def _weight(finding: Finding) -> tuple[int, int]:
    return _EFFECTS.index(finding.effect), -finding.count
