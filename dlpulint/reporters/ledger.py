"""Writes a row per operator with its share of the estimated time, as CSV or JSON."""

import json
from collections.abc import Iterator
from typing import Any

from dlpulint.report.ledger import LedgerRow
from dlpulint.report.report import ModelReport, Report
from dlpulint.reporters.placement_csv import edits_of
from dlpulint.reporters.spreadsheet import Cell, csv_text

_COLUMNS = (
    *("subgraph", "index", "operator", "device", "could_run_on", "because", "macs"),
    *("read_bytes", "written_bytes", "constant_bytes", "low_ms", "likely_ms", "high_ms"),
    *("share_percent", "switches", "padded_percent", "requantizes", "fixable"),
)
HEADER = ",".join(("path", "target", "preview", *_COLUMNS))
"""A contract, like the columns of `csv`: names stay, and new ones come at the end."""


def write(report: Report) -> str:
    """The ledgers of all models on all targets as CSV.

    `because` and `fixable` hold several ids with a space between.
    """
    return csv_text(HEADER, (row for linted in report.reports for row in _rows(linted)))


def _rows(report: ModelReport) -> Iterator[tuple[Cell, ...]]:
    for values in _values(report):
        yield report.path, report.target, report.preview, *values


def _values(report: ModelReport) -> Iterator[tuple[Cell, ...]]:
    whole, edits = time_of(report.ledger), edits_of(report)
    for row in report.ledger:
        yield (
            *(row.subgraph, row.index, row.op, row.device.value, row.could_run_on),
            *(" ".join(row.because), row.macs),
            *(row.read_bytes, row.written_bytes, row.constant_bytes),
            *map(_rounded, (row.low_ms, row.likely_ms, row.high_ms)),
            share_of(row, whole),
            *(row.switches, row.padded_percent, row.requantizes),
            " ".join(edits.get((row.subgraph, row.index), ())),
        )


def write_json(report: Report) -> str:
    """The same as JSON: per model and target the sums, and the rows."""
    found = [_document(linted) for linted in report.reports]
    return json.dumps({"ledgers": found}, indent=1, allow_nan=False) + "\n"


def _document(report: ModelReport) -> dict[str, Any]:
    rows: list[dict[str, Any]] = [
        dict(zip(_COLUMNS, values, strict=True)) for values in _values(report)
    ]
    for row in rows:
        row |= {name: row[name].split() for name in ("because", "fixable")}
    latency = report.latency
    sums: dict[str, Any] = {
        "operators": len(rows),
        "macs": sum(row.macs or 0 for row in report.ledger),
        "low_ms": None if latency is None else latency.low,
        "likely_ms": None if latency is None else latency.likely,
        "high_ms": None if latency is None else latency.high,
    }
    head = {"path": report.path, "target": report.target, "preview": report.preview}
    return {**head, "sums": sums, "rows": rows}


def time_of(ledger: tuple[LedgerRow, ...]) -> float:
    """Milliseconds of all rows: likely ones, or the middle of a range without any."""
    return sum(middle_of(row) or 0.0 for row in ledger)


def middle_of(row: LedgerRow) -> float | None:
    """Likely milliseconds of a row; else the middle of its range, `None` without an estimate."""
    if row.likely_ms is not None or row.low_ms is None or row.high_ms is None:
        return row.likely_ms
    return (row.low_ms + row.high_ms) / 2


def share_of(row: LedgerRow, whole: float) -> float | None:
    """Percent of the time of all rows."""
    middle = middle_of(row)
    return None if middle is None or not whole else round(100 * middle / whole, 2)


def _rounded(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else round(milliseconds, 5)
