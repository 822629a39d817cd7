"""The points in which logs differ from a prediction, and how many they confirm."""

from collections.abc import Iterable, Iterator, Sequence

from dlpulint.basics.terms import Answer, Device, Effect, Verdict
from dlpulint.confrontation.about import logged_name, loose_name
from dlpulint.confrontation.facts import LoggedFacts, MappedCount
from dlpulint.findings.finding import Finding
from dlpulint.report.confrontation import Disagreement
from dlpulint.report.report import ModelReport, PlacedOperator

_DEVICES = {Device.DLPU: "on the {backend}", Device.CPU: "on the CPU", Device.UNKNOWN: "unknown"}


def disagreements(report: ModelReport, facts: LoggedFacts) -> Iterator[Disagreement]:
    """Each point in which the logs differ from the prediction."""
    operators = main_operators(report)
    for name, count in facts.counts.items():
        yield from _differing(name, count, _named(operators, name), report)
    if facts.totals is not None:
        yield from _differing("all operators", facts.totals, operators, report)
    for name in sorted(facts.on_cpu):
        wrong = [o for o in _named(operators, name) if o.device is Device.DLPU]
        if wrong:
            yield _point(name, wrong, report, "on the CPU")
    for spelling in sorted(facts.some_on_cpu):
        same = [o for o in operators if loose_name(o.op) == loose_name(spelling)]
        if same and all(o.device is Device.DLPU for o in same):
            yield _point(same[0].op, same, report, "at least one on the CPU")
    if facts.whole is not None:
        other = Device.CPU if facts.whole == "dlpu" else Device.DLPU
        wrong = [o for o in operators if o.device is other]
        if wrong:
            where = f"on the {report.backend}" if facts.whole == "dlpu" else "on the CPU"
            yield _point("all operators", wrong, report, f"all {where}")
    yield from _partitions(report, facts)
    yield from _loading(report, facts)


def main_operators(report: ModelReport) -> tuple[PlacedOperator, ...]:
    """Operators of the main graph, in file order."""
    placed = () if report.placement is None else report.placement.operators
    return tuple(operator for operator in placed if operator.subgraph == 0)


def is_about_compiling(finding: Finding) -> bool:
    """Whether a finding states that Google's compiler refuses the file."""
    return (
        finding.effect is Effect.REJECTED
        and finding.answer is Answer.BAD
        and finding.suppressed is None
        and finding.rule.startswith("artpec7/")
        and "edge-tpu-runtime" not in finding.rule
    )


def keys(operators: Iterable[PlacedOperator]) -> tuple[tuple[int, int], ...]:
    """Subgraph and index of each."""
    return tuple((operator.subgraph, operator.index) for operator in operators)


def _named(operators: Sequence[PlacedOperator], name: str) -> list[PlacedOperator]:
    return [operator for operator in operators if logged_name(operator.op) == name]


def _differing(
    name: str, count: MappedCount, operators: Sequence[PlacedOperator], report: ModelReport
) -> Iterator[Disagreement]:
    on, off = ([o for o in operators if o.device is d] for d in (Device.DLPU, Device.CPU))
    if count.off >= len(off) and count.mapped >= len(on):
        return
    wrong = on if count.mapped < len(on) else off
    logged = f"{count.mapped} on the {report.backend}, {count.off} on the CPU"
    yield Disagreement(
        subject=name, operators=keys(wrong), predicted=_shares(operators, report), logged=logged
    )


def _point(
    name: str, operators: Sequence[PlacedOperator], report: ModelReport, logged: str
) -> Disagreement:
    return Disagreement(
        subject=name,
        operators=keys(operators),
        predicted=_shares(operators, report),
        logged=logged,
    )


def _shares(operators: Sequence[PlacedOperator], report: ModelReport) -> str:
    """`3 on the DLPU, 1 unknown`."""
    counts = ((sum(o.device is d for o in operators), words) for d, words in _DEVICES.items())
    parts = [f"{n} {words.format(backend=report.backend)}" for n, words in counts if n]
    return ", ".join(parts)


def _partitions(report: ModelReport, facts: LoggedFacts) -> Iterator[Disagreement]:
    placement = report.placement
    if placement is None:
        return
    ends = (placement.best, placement.worst)
    for subject, logged, values in (
        ("partitions", facts.partitions and facts.partitions[0], [end.total for end in ends]),
        (
            "partitions on the CPU",
            facts.partitions and facts.partitions[1],
            [end.cpu for end in ends],
        ),
        (f"partitions on the {report.backend}", facts.kernels, [end.dlpu for end in ends]),
    ):
        least, most = min(values), max(values)
        if logged is not None and not least <= logged <= most:
            predicted = f"{least}" if least == most else f"{least} to {most}"
            yield Disagreement(
                subject=subject, operators=(), predicted=predicted, logged=f"{logged}"
            )


def _loading(report: ModelReport, facts: LoggedFacts) -> Iterator[Disagreement]:
    verdict = report.verdict
    if facts.loads is True and verdict is Verdict.REJECTED:
        yield Disagreement(
            subject="load", operators=(), predicted="the model is rejected", logged="it loads"
        )
    elif facts.compiles is True and any(map(is_about_compiling, report.findings)):
        yield Disagreement(
            subject="compile", operators=(), predicted="it does not compile", logged="it compiles"
        )
    if facts.loads is False and verdict not in (Verdict.REJECTED, Verdict.UNKNOWN):
        named = [
            (0, int(statement.line.values["index"]))
            for statement in facts.statements
            # Numbers of the converted file are not those of the ONNX nodes.
            if "index" in statement.line.values and not report.preview
        ]
        yield Disagreement(
            subject="load",
            operators=tuple(named),
            predicted="the model loads",
            logged="it is rejected",
        )
