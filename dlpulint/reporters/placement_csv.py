"""Writes where each operator runs as CSV, a row an operator, for spreadsheets and scripts."""

from collections.abc import Iterator, Sequence

from dlpulint.report.report import ModelReport, Report
from dlpulint.reporters.spreadsheet import Cell, csv_text

COLUMNS = (
    "path",
    "target",
    "verdict",
    "preview",
    "subgraph",
    "index",
    "operator",
    "builtin",
    "outputs",
    "device",
    "direct",
    "because",
    "macs",
)
"""A contract, like the keys of the JSON report: columns are added at the end, never renamed."""


def write(report: Report) -> str:
    """The placements of all models on all targets; a file that cannot be read has no rows.

    `outputs` and `because` hold several names and ids with a space between; `builtin` is known of
    reports with outlines.
    """
    return csv_text(COLUMNS, (row for one in report.reports for row in _rows(one)))


def _rows(one: ModelReport) -> Iterator[tuple[Cell, ...]]:
    if one.placement is None:
        return
    operators = one.placement.operators
    builtins: Sequence[int | None] = [None] * len(operators)
    if operators and one.outline is not None:
        # Of a file that the target does not take nothing is placed, though it has an outline.
        builtins = [operator.builtin for operator in one.outline.operators]
    for operator, builtin in zip(operators, builtins, strict=True):
        yield (
            one.path,
            one.target,
            one.verdict.value,
            one.placement.preview,
            operator.subgraph,
            operator.index,
            operator.op,
            builtin,
            " ".join(operator.outputs),
            operator.device.value,
            operator.direct,
            " ".join(operator.because),
            operator.macs,
        )
