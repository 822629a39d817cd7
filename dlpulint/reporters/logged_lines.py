"""What logs state about a prediction, as labelled sentences that the formats for people share."""

from collections.abc import Iterator

from dlpulint.report.confrontation import ExplainedLine
from dlpulint.report.report import ModelReport
from dlpulint.reporters.mended_lines import Line

_MOST = 8
"""Lines of a log that are explained unless everything is asked for."""

_OPERATORS = 6
"""Operators that are listed of a line."""


def logged_lines(report: ModelReport, *, full: bool = True) -> Iterator[Line]:
    """Lines about the logs of a run; nothing without `--log`."""
    found = report.confrontation
    if found is None:
        return
    yield Line("Log", found.sentence)
    decided = report.after_conversion if found.preview else report.verdict
    if decided is not None and found.predicted is not decided:
        yield Line("", f"Predicted: {found.predicted.value}; the log decides: {decided.value}.")
    if found.latency_ms is not None:
        yield Line("", f"Measured: {found.latency_ms:g} ms per inference{_estimated(report)}.")
        if found.measurement_row and full:
            yield Line("Row", f"For rules/measurements.csv: {found.measurement_row}")
    for point in found.disagreements:
        yield Line("Differs", f"{point.subject}: predicted {point.predicted}; log: {point.logged}.")
    lines = found.lines if full else found.lines[:_MOST]
    for line in lines:
        yield from _explained(line)
    if len(found.lines) > len(lines):
        yield Line("", f"{len(found.lines) - len(lines)} more lines are explained with --full.")


def _estimated(report: ModelReport) -> str:
    """`, inside the estimate of 4 to 9 ms`; empty without an estimate."""
    found, span = report.confrontation, None if report.latency is None else report.latency.range
    if found is None or found.estimate is None or span is None:
        return ""
    words = {"inside": "inside", "faster": "faster than", "slower": "slower than"}
    ends = f"{span.low:.3g} to {span.high:.3g} ms"
    return f", {words[found.estimate]} the estimate of {ends}"


def _explained(line: ExplainedLine) -> Iterator[Line]:
    times = f" ({line.count}×)" if line.count > 1 and "×" not in line.text else ""
    yield Line("Line", f"{line.number}: {line.text}{times}")
    if line.operators:
        yield Line("At", _operators(line))
    yield Line("Means", line.meaning)
    if line.cure:
        rules = f" ({line.rules[0]})" if line.rules else ""
        yield Line("Cure", f"{line.cure}{rules}")


def _operators(line: ExplainedLine) -> str:
    """`Operators #3, #7 and 12 more`."""
    numbers = [f"#{index}" for _, index in line.operators[:_OPERATORS]]
    more = len(line.operators) - len(numbers)
    several = "s" if len(line.operators) > 1 else ""
    return f"Operator{several} {', '.join(numbers)}{f' and {more} more' if more else ''}."
