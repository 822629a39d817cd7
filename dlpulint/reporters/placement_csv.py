"""Writes the device of each operator as CSV, one row per operator, for spreadsheets and scripts."""

from collections.abc import Iterator, Sequence

from dlpulint.report.report import ModelReport, Report
from dlpulint.reporters.spreadsheet import Cell, csv_text

HEADER = (
    "path,target,verdict,preview,subgraph,index,operator,builtin,outputs,device,direct,because,macs,"
    "fixable"
)
"""A contract, like the keys of the JSON report: columns are added at the end, never renamed."""


def write(report: Report) -> str:
    """The placements of all models on all targets; a file that cannot be read has no rows.

    `outputs`, `because` and `fixable` hold several names and ids with a space between; `builtin` is
    known in reports with outlines.
    """
    return csv_text(HEADER, (row for linted in report.reports for row in _rows(linted)))


def _rows(report: ModelReport) -> Iterator[tuple[Cell, ...]]:
    if report.placement is None:
        return
    pair = (report.path, report.target, report.verdict.value, report.placement.preview)
    operators = report.placement.operators
    builtins: Sequence[int | None] = [None] * len(operators)
    if operators and report.outline is not None:
        # A file in a format of other targets has an outline, but no placement.
        builtins = [operator.builtin for operator in report.outline.operators]
    edits = edits_of(report)
    for operator, builtin in zip(operators, builtins, strict=True):
        outputs, because = " ".join(operator.outputs), " ".join(operator.because)
        identity = (operator.subgraph, operator.index, operator.op, builtin, outputs)
        fixable = " ".join(edits.get((operator.subgraph, operator.index), ()))
        device = (operator.device.value, operator.direct, because)
        yield *pair, *identity, *device, operator.macs, fixable


def edits_of(report: ModelReport) -> dict[tuple[int, int | None], dict[str, None]]:
    """Names of the edits that mend findings about each operator, by subgraph and index."""
    edits: dict[tuple[int, int | None], dict[str, None]] = {}
    for finding in report.findings:
        if finding.fixable is not None:
            for at in finding.locations:
                edits.setdefault((at.subgraph, at.index), {})[finding.fixable.edit] = None
    return edits
