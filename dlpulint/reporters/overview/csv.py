"""The overview as CSV: a line a model and target, for spreadsheets and scripts."""

from collections.abc import Iterator

from dlpulint.report.report import Report
from dlpulint.reporters.overview.rows import Row, sections
from dlpulint.reporters.spreadsheet import Cell, csv_text

COLUMNS = (
    "path",
    "target",
    "verdict",
    "error",
    "other_format",
    "preview",
    "dlpu_macs_percent_least",
    "dlpu_macs_percent_most",
    "partitions_best",
    "partitions_worst",
    "partition_limit",
    "errors",
    "warnings",
    "notes",
    "first",
    "gain",
)
"""A public contract: names stay as they are, and new ones come at the end."""


def write(report: Report) -> str:
    """The overview of a run as CSV."""
    rows = (row for section in sections(report) for row in section.rows)
    return csv_text(COLUMNS, map(tuple, map(_cells, rows)))


def _cells(row: Row) -> Iterator[Cell]:
    yield from (row.path, row.target, row.verdict.value, row.error, row.foreign, row.preview)
    yield from row.macs or (None, None)
    yield from row.partitions or (None, None)
    yield row.limit
    yield from (row.errors, row.warnings, row.notes)
    yield from (row.first, row.gain)
