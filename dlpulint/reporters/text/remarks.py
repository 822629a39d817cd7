"""Remarks on a run, as text below its models."""

from collections.abc import Iterator

from dlpulint.basics.terms import Severity
from dlpulint.report.report import Report
from dlpulint.reporters.text.pen import Pen

_SHOWN = 8
"""Remarks that are shown unless everything is asked for."""


def remark_lines(report: Report, pen: Pen) -> Iterator[str]:
    """An empty line and the remarks; nothing for a report without any."""
    if not report.remarks:
        return
    yield ""
    shown = report.remarks if pen.style.full else report.remarks[:_SHOWN]
    for remark in shown:
        yield from pen.wrap(remark, "note  ", of=Severity.NOTE)
    hidden = len(report.remarks) - len(shown)
    if hidden:
        yield f"      … and {hidden} more; see them with --full"
