"""Findings, placement and verdict of a model on a target."""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from dlpulint.basics.terms import Answer, Device, Effect, Partitioning, Verdict
from dlpulint.checks.base import matches, params_as_values
from dlpulint.engine.answers import answers_to_rule
from dlpulint.engine.cures import cures_for
from dlpulint.engine.place import place
from dlpulint.facts.facts import Facts
from dlpulint.findings.finding import Finding, FindingTemplate, findings_from, rank
from dlpulint.findings.hit import Hit, Value
from dlpulint.model.graph import Operator
from dlpulint.packs.pack import Limit, Pack, Row, Rule, level_of
from dlpulint.packs.titles import limit_title, row_title
from dlpulint.placement.doubt import worst_case_matters
from dlpulint.placement.result import Placement

_EFFECTS = tuple(Effect)

DLPU = "DLPU"
"""Backend of the targets that have a DLPU; on the others every model runs on the CPU."""


class Judgement(Struct, frozen=True):
    """The result of asking all rules and the operator table of a pack about a model."""

    findings: tuple[Finding, ...]
    """Worst first."""
    placement: Placement | None
    """`None` for a file of a format that the target does not accept."""
    verdict: Verdict


def judge(facts: Facts, pack: Pack) -> Judgement:
    """Asks every rule for the model's format, and places the operators."""
    format = facts.model.format
    placement = place(facts, pack) if format in pack.formats else None
    findings: list[Finding] = []
    broken: dict[str, frozenset[Operator] | None] = {}
    for rule in pack.rules:
        if format in rule.formats:
            hits = list(_ask(rule, facts, placement))
            if hits:
                findings += findings_from(_template_of_rule(rule, facts), hits, pack.target)
            if bad := [hit for hit in hits if hit.answer is Answer.BAD]:
                broken[rule.id] = _operators_of(rule, bad)
    from_rules = {id(finding) for finding in findings}
    if placement is not None:
        findings += _table_findings(placement, facts, pack, broken)
    # Rules before the table: a pattern explains the operators that it is made of.
    findings.sort(key=lambda f: (*rank(f), id(f) not in from_rules, *_weight(f)))
    verdict = verdict_of(findings, placement, pack.backend)
    if placement is None and format in _CONVERTIBLE:
        verdict = _before_conversion(findings, pack, format)
    return Judgement(tuple(findings), placement, verdict)


_CONVERTIBLE = ("tflite", "onnx")
"""Formats from which a file of another format can be made; no compiled file is among them."""


def _before_conversion(findings: Iterable[Finding], pack: Pack, format: str) -> Verdict:
    """`convert` for a file of a format that the target does not accept.

    `rejected` where converters refuse the file as well: a rule about that format alone rejects it.
    A .tflite is exported anew from the training framework, whatever its faults.
    """
    about = {rule.id for rule in pack.rules if not set(rule.formats) & set(pack.formats)}
    about -= wrong_file_rules(pack)
    own = verdict_of((finding for finding in findings if finding.rule in about), None)
    return own if format == "onnx" and own is Verdict.REJECTED else Verdict.CONVERT


def wrong_file_rules(pack: Pack) -> frozenset[str]:
    """Ids of the rules that reject files for their format."""
    return frozenset(rule.id for rule in pack.rules if rule.check.name == "file-format")


def verdict_of(
    findings: Iterable[Finding], placement: Placement | None, backend: str = DLPU
) -> Verdict:
    """Verdict by the worst effect that holds; else `unknown` if a decisive answer is unknown.

    Operators whose device is unknown decide only if the worst case changes what a user does.
    A model of which nothing runs on the DLPU is `cpu-only`, unless it is rejected or wrong.
    """
    worst: Effect = Effect.ADVICE
    undecided = placement is not None and worst_case_matters(placement)
    devices = () if placement is None else placement.operators
    weighed = {reason.id for placed in devices for reason in placed.reasons}
    for finding in findings:
        if finding.suppressed is not None:
            continue
        if finding.answer is Answer.UNKNOWN:
            of_devices = finding.effect is Effect.FALLBACK and finding.rule in weighed
            undecided = undecided or not (of_devices or finding.effect is Effect.ADVICE)
        elif _EFFECTS.index(finding.effect) < _EFFECTS.index(worst):
            worst = finding.effect
    if worst in (Effect.REJECTED, Effect.WRONG):
        return Verdict(worst.value)
    if backend == DLPU and placement is not None and _on_the_cpu_only(placement):
        return Verdict.CPU_ONLY
    if worst is not Effect.ADVICE:
        return Verdict(worst.value)
    return Verdict.UNKNOWN if undecided else Verdict.CLEAN


def _on_the_cpu_only(placement: Placement) -> bool:
    """Whether the CPU computes all MACs for certain; in a model without MACs, all operators."""
    macs = placement.macs
    if macs.total:
        return macs.cpu == macs.total
    devices = {placed.device for placed in placement.operators}
    return devices == {Device.CPU}


def _ask(rule: Rule, facts: Facts, placement: Placement | None) -> Iterator[Hit]:
    check = rule.check
    if check.scope == "model":
        yield from check.ask(facts, rule.params)
    elif check.scope == "placement":
        if placement is not None:
            yield from check.ask(placement, facts, rule.params)
    else:
        kinds = facts.kinds
        if rule.operators:
            # Most rules are about kinds that a model does not have.
            kinds = frozenset(kind for kind in kinds if matches(kind, rule.operators))
        if kinds:
            operators = [o for o in facts.model.operators if o.kind in kinds]
            yield from answers_to_rule(rule, operators, facts)


def _operators_of(rule: Rule, hits: Iterable[Hit]) -> frozenset[Operator] | None:
    """Operators that a rule's hits are about; `None` where it is about the model as a whole."""
    if rule.check.scope != "operator" and rule.check.name != "pattern-absent":
        return None
    return frozenset(
        operator
        for hit in hits
        for operator in (hit.subject, *hit.members)
        if isinstance(operator, Operator)
    )


def _table_findings(
    placement: Placement, facts: Facts, pack: Pack, broken: Mapping[str, frozenset[Operator] | None]
) -> Iterator[Finding]:
    """Findings for limits and rows that keep operators off the DLPU, unless a rule covers them."""
    by_id: dict[str, list[Hit]] = {}
    bodies = pack.partitioning is Partitioning.WHOLE
    for placed in placement.operators:
        if placed.direct and (bodies or placed.operator.subgraph == 0):
            for reason in placed.reasons:
                by_id.setdefault(reason.id, []).append(reason.hit)
    for id, hits in sorted(by_id.items()):
        entry = pack.find(id)
        if not isinstance(entry, Limit | Row):
            yield from findings_from(_template_of_unlisted(pack), hits, pack.target)
        else:
            covering = [broken[rule] for rule in entry.covered_by if rule in broken]
            left = [
                hit
                for hit in hits
                if not any(about is None or hit.subject in about for about in covering)
            ]
            yield from findings_from(_template_of(entry, facts, pack), left, pack.target)


def _template_of_rule(rule: Rule, facts: Facts) -> FindingTemplate:
    return FindingTemplate(
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
        cures=cures_for(rule, facts),
    )


def _template_of(entry: Limit | Row, facts: Facts, pack: Pack) -> FindingTemplate:
    params: dict[str, Value] = {}
    unknown = ""
    consequence = _consequence(entry.effect, pack)
    if isinstance(entry, Limit):
        title, message, why = limit_title(entry, pack), entry.message, entry.why or consequence
        params = params_as_values(entry.params)
    else:
        title = row_title(entry, pack)
        message = f"{{subject}} does not run on the {pack.backend}"
        unknown = f"{{subject}} may or may not run on the {pack.backend}"
        # The message of an unknown row ends with its note.
        doubted = entry.status == "unknown"
        why = f"If it does not: {consequence}" if doubted else entry.note or consequence
    return FindingTemplate(
        rule=entry.id,
        title=title,
        level=level_of(entry.effect, entry.evidence),
        effect=entry.effect,
        evidence=entry.evidence,
        message=message,
        unknown=unknown,
        why=why,
        fix=entry.fix,
        source=entry.source,
        params=params,
        cures=cures_for(entry, facts),
    )


def _template_of_unlisted(pack: Pack) -> FindingTemplate:
    why = _consequence(pack.fallback, pack) if pack.unlisted == "cpu" else _UNKNOWN
    return FindingTemplate(
        rule=pack.unlisted_id,
        title="Unlisted operator",
        level=level_of(pack.fallback, pack.unlisted_evidence),
        effect=pack.fallback,
        evidence=pack.unlisted_evidence,
        message=f"{{subject}} is not on the list of operators that the {pack.backend} runs",
        why=pack.unlisted_why or why,
        fix=pack.unlisted_fix,
        source=pack.unlisted_source,
    )


_CONSEQUENCES = {
    Effect.REJECTED: "The camera refuses the whole model.",
    Effect.WRONG: "The model runs, and its results are wrong.",
    Effect.FALLBACK: "The operator runs on the CPU, and the graph is divided there.",
    Effect.SLOW: "The model runs on the {backend}, slower than it could.",
    Effect.ADVICE: "Nothing has to change.",
}
_CONSEQUENCES_BY_PARTITIONING = {
    (Partitioning.WHOLE, Effect.REJECTED): (
        "The toolchain compiles the whole model or nothing: with this operator nothing runs on "
        "the {backend}."
    ),
    (Partitioning.WHOLE, Effect.FALLBACK): (
        "The delegate accepts the whole model or nothing: all of it runs on the CPU."
    ),
    (Partitioning.FIRST_CUT, Effect.FALLBACK): (
        "The operator and every operator that needs its result run on the CPU."
    ),
}
_UNKNOWN = "No source states whether it runs on the DLPU."


def _consequence(effect: Effect, pack: Pack) -> str:
    """Consequence of an effect, for a limit or row that states no reason of its own."""
    by_partitioning = _CONSEQUENCES_BY_PARTITIONING.get((pack.partitioning, effect))
    return (by_partitioning or _CONSEQUENCES[effect]).replace("{backend}", pack.backend)


def _weight(finding: Finding) -> tuple[int, int]:
    return _EFFECTS.index(finding.effect), -finding.count
