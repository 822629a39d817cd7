"""Findings, devices and verdict of a report after the logs have spoken."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import takewhile

from msgspec.structs import replace

from dlpulint.basics.terms import Answer, Device, Effect, Evidence, Severity, Verdict
from dlpulint.confrontation.about import logged_name
from dlpulint.confrontation.compared import is_about_compiling, main_operators
from dlpulint.confrontation.facts import LoggedFacts
from dlpulint.findings.finding import Finding, fingerprint, rank, suppressed
from dlpulint.findings.source import Source
from dlpulint.placement.result import DeviceMacs
from dlpulint.report.confrontation import Disagreement, ExplainedLine, OperatorKey
from dlpulint.report.report import ModelReport, PlacedOperator, PlacementSummary

_EFFECTS = tuple(Effect)


def placed_as_logged(report: ModelReport, facts: LoggedFacts) -> PlacementSummary | None:
    """The placement with the devices that the logs settle; others stay as predicted."""
    placement = report.placement
    if placement is None:
        return None
    settled = dict(_settled(report, facts))
    if not settled:
        return placement
    operators = tuple(
        replace(operator, device=settled.get((operator.subgraph, operator.index), operator.device))
        for operator in placement.operators
    )
    macs = dict.fromkeys(Device, 0)
    for operator in operators:
        macs[operator.device] += operator.macs or 0
    moved = {key for key, device in settled.items() if device is Device.DLPU}
    return replace(
        placement,
        operators=operators,
        macs=DeviceMacs(macs[Device.DLPU], macs[Device.CPU], macs[Device.UNKNOWN]),
        # These operators are on the DLPU already: nothing is gained by changing them.
        blockers=tuple(b for b in placement.blockers if not moved & set(b.operators)),
        # Figures of a step hold after those before it.
        steps=tuple(takewhile(lambda step: not moved & set(step.operator_keys), placement.steps)),
        cut=None
        if placement.cut is None or _key(placement.cut.operator) in moved
        else placement.cut,
    )


def ruled(
    report: ModelReport,
    placement: PlacementSummary | None,
    facts: LoggedFacts,
    where: str,
) -> Iterator[Finding]:
    """The findings: measured where logs confirm them, suppressed where they refute or settle."""
    devices = {} if placement is None else {_key(o): o.device for o in placement.operators}
    predicted = {_key(operator): operator.device for operator in main_operators(report)}
    settled = dict(_settled(report, facts))
    for finding in report.findings:
        at = [(p.subgraph, p.index) for p in finding.locations if p.index is not None]
        # A pattern has operators on the DLPU too; the others are the reason for the finding.
        at = [key for key in at if predicted.get(key) is not Device.DLPU] or at
        known = {devices[key] for key in at if key in settled}
        about_devices = finding.effect is Effect.FALLBACK and finding.suppressed is None
        if finding.effect is Effect.REJECTED and facts.loads is True:
            yield suppressed(finding, f"refuted by the log: the model loads ({where})")
        elif facts.compiles is True and is_about_compiling(finding):
            yield suppressed(finding, f"refuted by the log: the model compiles ({where})")
        elif finding.effect is Effect.REJECTED and _is_confirmed(finding, facts):
            yield _measured(finding, where)
        elif about_devices and at and all(key in settled for key in at):
            if known == {Device.DLPU}:
                word = "settled" if finding.answer is Answer.UNKNOWN else "refuted"
                reason = f"{word} by the log: the {report.backend} runs these operators ({where})"
                yield suppressed(finding, reason)
            elif known == {Device.CPU}:
                yield _measured(replace(finding, answer=Answer.BAD), where)
            else:
                yield finding
        else:
            yield finding


def verdict_as_logged(
    report: ModelReport,
    findings: Sequence[Finding],
    placement: PlacementSummary | None,
    facts: LoggedFacts,
    disagreements: Sequence[Disagreement],
) -> Verdict:
    """The verdict that follows the logs; the prediction's where they leave it as it is."""
    if facts.loads is False:
        return Verdict.REJECTED
    undecided = report.verdict is Verdict.UNKNOWN and facts.states_something
    if not (disagreements or undecided):
        return report.verdict
    certain = [f for f in findings if f.answer is Answer.BAD and f.suppressed is None]
    worst = min((_EFFECTS.index(f.effect) for f in certain), default=len(_EFFECTS) - 1)
    if _EFFECTS[worst] in (Effect.REJECTED, Effect.WRONG):
        return Verdict(_EFFECTS[worst].value)
    if placement is not None and placement.nothing_on_dlpu and report.backend == "DLPU":
        return Verdict.CPU_ONLY
    on_cpu = placement is not None and placement.count(Device.CPU) > 0
    on_cpu = on_cpu or any(_is_worse(d, report) for d in disagreements)
    if facts.partitions is not None or _EFFECTS[worst] is Effect.FALLBACK or on_cpu:
        return Verdict.FALLBACK
    if _EFFECTS[worst] is Effect.SLOW:
        return Verdict.SLOW
    unsure = placement is not None and placement.count(Device.UNKNOWN) > 0
    return Verdict.UNKNOWN if unsure else Verdict.CLEAN


def finding_of(
    disagreements: Sequence[Disagreement],
    verdict: Verdict,
    where: str,
    report: ModelReport,
    lines: Sequence[ExplainedLine],
) -> Finding | None:
    """A finding for a result that is worse than predicted; no other finding would count for it."""
    effect = _WORSE.get(verdict)
    worse = [d for d in disagreements if _is_worse(d, report)]
    if effect is None or not worse:
        return None
    rule = f"{report.target}/contradicted-by-log"
    points = "; ".join(f"{d.subject}: {d.predicted} predicted, {d.logged}" for d in worse)
    return Finding(
        rule=rule,
        title="Contradicted by a log",
        level=Severity.ERROR if effect is Effect.REJECTED else Severity.WARNING,
        effect=effect,
        answer=Answer.BAD,
        evidence=Evidence.MEASURED,
        message=f"The log shows a worse result than predicted. {points}",
        why="The verdict follows the log. The prediction is wrong for this device.",
        fix=next((line.cure for line in lines if line.cure), "Report the mistake."),
        source=Source(title=where, url="", read=date.today()),
        fingerprint=fingerprint(rule, report.target, "", effect.value, Answer.BAD),
        kind="",
        cause=effect.value,
        count=1,
        locations=(),
    )


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings as reports list them: bad ones first, by level."""
    return tuple(sorted(findings, key=rank))


_WORSE = {
    Verdict.REJECTED: Effect.REJECTED,
    Verdict.CPU_ONLY: Effect.FALLBACK,
    Verdict.FALLBACK: Effect.FALLBACK,
}


def _is_worse(disagreement: Disagreement, report: ModelReport) -> bool:
    """Whether operators that were predicted for the DLPU are off it, or the model does not load."""
    if disagreement.subject == "load":
        return report.verdict is not Verdict.REJECTED
    wrong = set(disagreement.operators)
    return any(_key(o) in wrong and o.device is Device.DLPU for o in main_operators(report))


def _settled(report: ModelReport, facts: LoggedFacts) -> Iterator[tuple[OperatorKey, Device]]:
    """The operators whose device the logs leave no doubt about."""
    for operator in main_operators(report):
        device = _device(operator, report, facts)
        if device is not None:
            yield _key(operator), device


def _device(operator: PlacedOperator, report: ModelReport, facts: LoggedFacts) -> Device | None:
    name = logged_name(operator.op)
    count = facts.counts.get(name) or facts.totals
    if facts.whole is not None:
        return Device.DLPU if facts.whole == "dlpu" else Device.CPU
    if name in facts.on_cpu:
        return Device.CPU
    if count is None:
        return None
    if count.off == 0:
        return Device.DLPU
    if count.mapped == 0:
        return Device.CPU
    if facts.totals is not None and not facts.counts:
        return None
    # Of a name that is on both, the prediction says which; it holds where the numbers fit.
    same = [o.device for o in main_operators(report) if logged_name(o.op) == name]
    if same.count(Device.CPU) == count.off:
        return operator.device if operator.device is Device.CPU else Device.DLPU
    if same.count(Device.DLPU) == count.mapped:
        return operator.device if operator.device is Device.DLPU else Device.CPU
    contradicted = Device.DLPU if same.count(Device.DLPU) > count.mapped else Device.CPU
    return Device.UNKNOWN if operator.device is contradicted else None


def _is_confirmed(finding: Finding, facts: LoggedFacts) -> bool:
    """Whether a log states the very cause of a rejection."""
    if facts.loads is not False or finding.answer is not Answer.BAD:
        return False
    return any(finding.rule in statement.known.rules for statement in facts.statements)


def _measured(finding: Finding, where: str) -> Finding:
    return replace(finding, evidence=Evidence.MEASURED, confirmed=where)


def _key(operator: PlacedOperator) -> OperatorKey:
    return operator.subgraph, operator.index
