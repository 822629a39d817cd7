"""Lines of logs in plain words, with the operators of the model that they are about."""

from collections.abc import Iterator, Sequence

from dlpulint.basics.terms import Answer, Device
from dlpulint.confrontation.about import Statement, logged_name, loose_name
from dlpulint.confrontation.compared import keys, main_operators
from dlpulint.confrontation.facts import LoggedFacts
from dlpulint.findings.finding import Finding
from dlpulint.logs.known import matching
from dlpulint.logs.records import TableRow
from dlpulint.model.kinds import TFLITE
from dlpulint.report.confrontation import ExplainedLine, OperatorKey
from dlpulint.report.report import ModelReport, PlacedOperator

_NAMES = tuple(TFLITE)


def explained(report: ModelReport, facts: LoggedFacts) -> Iterator[ExplainedLine]:
    """The lines about the model in the order of the log, then the rows of the compiler's table."""
    table = facts.run is not None and bool(facts.run.rows)
    for statement in facts.statements:
        # Rows of the table are explained with their operators below.
        if not (table and statement.known.id in _OF_ROWS):
            yield _of_statement(report, statement)
    if facts.run is not None and facts.run_log is not None:
        for row in facts.run.rows:
            if not row.mapped:
                yield _of_row(report, row, facts.run_log.name, facts.run.number)


_OF_ROWS = frozenset({
    "more-than-one-subgraph", "unspecified-limitation", "unsupported-type", "unsupported-rank",
    "unsupported-version", "unsupported-operation",
})  # fmt: skip


def _of_statement(report: ModelReport, statement: Statement) -> ExplainedLine:
    line, known = statement.line, statement.known
    operators = _operators(report, statement)
    finding = _finding(report, keys(operators), known.rules)
    return ExplainedLine(
        log=statement.log.name,
        number=line.number,
        text=line.text,
        count=line.count,
        known=known.id,
        meaning=known.meaning,
        operators=keys(operators),
        cure=finding.fix if finding is not None and finding.fix else known.cure_for(report.target),
        rules=(finding.rule,) if finding is not None else known.rules,
    )


def _of_row(report: ModelReport, row: TableRow, log: str, number: int) -> ExplainedLine:
    found = matching(row.status)
    known = None if found is None else found[0]
    same = [o for o in main_operators(report) if logged_name(o.op) == logged_name(row.op)]
    off = [o for o in same if o.device is not Device.DLPU] or same
    # Of several rows of one name, that of the first cause is about the operators of a finding.
    if known is not None and known.id != "more-than-one-subgraph" and len(off) > row.count:
        off = [o for o in off if o.direct] or off
    finding = _finding(report, keys(off), () if known is None else known.rules)
    rules = () if known is None else known.rules
    cure = "" if known is None else known.cure_for(report.target)
    return ExplainedLine(
        log=log,
        number=number,
        text=f"{row.op} ({row.count}×): {row.status}",
        count=row.count,
        known="" if known is None else known.id,
        meaning="The compiler leaves these operators on the CPU."
        if known is None
        else known.meaning,
        operators=keys(off),
        cure=finding.fix if finding is not None and finding.fix else cure,
        rules=(finding.rule,) if finding is not None else rules,
    )


def _operators(report: ModelReport, statement: Statement) -> list[PlacedOperator]:
    """The operators that a line names by number, position or name."""
    values = statement.line.values
    operators = main_operators(report)
    # Numbers of the converted file are not those of the ONNX nodes.
    if "index" in values and not report.preview:
        return [o for o in operators if o.index == int(values["index"])]
    if "number" in values:
        number = int(values["number"])
        name = _NAMES[number] if number < len(_NAMES) else ""
        return [o for o in operators if logged_name(o.op) == name]
    if "op" in values:
        return [o for o in operators if loose_name(o.op) == loose_name(values["op"])]
    return []


def _finding(
    report: ModelReport, operators: Sequence[OperatorKey], rules: Sequence[str]
) -> Finding | None:
    """The finding of this model that has the line's cause: by operator, else by rule."""
    wanted = set(operators)
    holding = [f for f in report.findings if f.answer is Answer.BAD and f.suppressed is None]
    for finding in holding:
        if any((at.subgraph, at.index) in wanted for at in finding.locations):
            return finding
    if wanted:
        return None
    return next((finding for finding in holding if finding.rule in rules), None)
