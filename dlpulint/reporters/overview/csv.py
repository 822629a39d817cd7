"""The overview as CSV: one row per model and target, for spreadsheets and scripts."""

from dlpulint.basics.terms import Severity
from dlpulint.report.report import Report
from dlpulint.reporters.fixable import fixable_findings
from dlpulint.reporters.overview.rows import Row, sections
from dlpulint.reporters.spreadsheet import Cell, csv_text

HEADER = (
    "path,target,verdict,error,other_format,preview,dlpu_macs_percent_least,dlpu_macs_percent_most,"
    "partitions_best,partitions_worst,partition_limit,errors,warnings,notes,first,gain,"
    "fixable,fixable_lossy,latency_low_ms,latency_high_ms"
)
"""A public contract: names stay, and new columns come at the end."""


def write(report: Report) -> str:
    """The overview of a run as CSV."""
    return csv_text(HEADER, (_cells(row) for section in sections(report) for row in section.rows))


def _cells(row: Row) -> tuple[Cell, ...]:
    report = row.report
    pair = (report.path, report.target, report.verdict.value, report.error)
    figures = (*(row.macs or (None, None)), *(row.partitions or (None, None)), row.limit)
    counts = (report.count(level) for level in Severity)
    fixes = fixable_findings(report)
    texts = (row.first, row.gain)
    state = (report.foreign, report.preview)
    latency = report.latency
    times = (None, None) if latency is None else (latency.low, latency.high)
    return (*pair, *state, *figures, *counts, *texts, fixes.exact, fixes.lossy, *times)
