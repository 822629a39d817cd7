"""What `--fix` made of a file, and what logs state about it, as lines of text."""

from collections.abc import Iterator, Sequence

from dlpulint.report.report import ModelReport
from dlpulint.reporters.logged_lines import logged_lines
from dlpulint.reporters.mended_lines import Line, mended_lines, verdicts
from dlpulint.reporters.text.figures import labelled, labelled_commands
from dlpulint.reporters.text.pen import Pen

_MOST = 4
"""Lines of a sentence, unless everything is asked for."""


def mending_lines(report: ModelReport, pen: Pen) -> Iterator[str]:
    """Lines about the mended copy, and about logs, each after a blank one; none without both."""
    yield from _lines(tuple(mended_lines(report)), report, pen)
    yield from _lines(tuple(logged_lines(report, full=pen.style.full)), report, pen)


def _lines(lines: Sequence[Line], report: ModelReport, pen: Pen) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number == 0:
            yield ""
        if line.code:
            yield from labelled_commands(line.label, (line.text,), pen, report)
            continue
        if line.config:
            yield from (labelled("") + text if text else "" for text in line.text.split("\n"))
            continue
        most = 0 if pen.style.full else _MOST
        yield from pen.wrap(line.text, labelled(line.label), bold=number == 0, most=most)


def mended_line(report: ModelReport, pen: Pen) -> Iterator[str]:
    """A line on the mended copy or the log of a model that is not shown in detail, if any."""
    mending = report.mending
    if mending is not None and mending.file is not None:
        yield from pen.wrap(f"Fixed: {mending.file.path}: {verdicts(report, mending.file)}")
    found = report.confrontation
    if found is not None and found.answer != "silent":
        yield from pen.wrap(f"{report.path} on {report.target}: {found.sentence}")
