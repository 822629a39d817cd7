"""What `--fix` made of a file, as lines of text."""

from collections.abc import Iterator

from dlpulint.report.report import ModelReport
from dlpulint.reporters.mended_lines import mended_lines, verdicts
from dlpulint.reporters.text.figures import labelled, labelled_commands
from dlpulint.reporters.text.pen import Pen

_MOST = 4
"""Lines of a sentence, unless everything is asked for."""


def mending_lines(report: ModelReport, pen: Pen) -> Iterator[str]:
    """Lines about the mended copy after a blank one; none without `--fix`."""
    for number, line in enumerate(mended_lines(report)):
        if number == 0:
            yield ""
        if line.code:
            yield from labelled_commands(line.label, (line.text,), pen, report)
            continue
        most = 0 if pen.style.full else _MOST
        yield from pen.wrap(line.text, labelled(line.label), bold=number == 0, most=most)


def mended_line(report: ModelReport, pen: Pen) -> Iterator[str]:
    """A line on the mended copy of a model that is not shown in detail, if there is one."""
    mending = report.mending
    if mending is not None and mending.file is not None:
        yield from pen.wrap(f"Fixed: {mending.file.path}: {verdicts(report, mending.file)}")
