"""The report for a person at a terminal of 80 columns: the verdict first, then why."""

from collections.abc import Iterator

from dlpulint.basics.terms import Severity
from dlpulint.report.report import ModelReport, Report
from dlpulint.reporters.fixable import fixable_line
from dlpulint.reporters.grouping import by_path
from dlpulint.reporters.overview.rows import word
from dlpulint.reporters.overview.text import overview_lines
from dlpulint.reporters.text.column_width import padded, short_path
from dlpulint.reporters.text.common_causes import cause_lines
from dlpulint.reporters.text.model import model_lines
from dlpulint.reporters.text.pen import Pen, clean
from dlpulint.reporters.text.remarks import remark_lines
from dlpulint.reporters.text.style import Style

MANY = 8
"""Pairs of model and target above which only the overview and the failing pairs are shown."""

_COLUMN = 12
"""Columns of a target in the matrix."""

_PATH = 16
"""Least columns of a path in the matrix."""


def write(report: Report, style: Style | None = None) -> str:
    """The whole report as lines of text."""
    return "\n".join(_lines(report, Pen(style or Style()))) + "\n"


def _lines(report: Report, pen: Pen) -> Iterator[str]:
    reports = report.reports
    supposed = list(_supposed(report, pen))
    if supposed:
        yield from (*supposed, "")
    if len(reports) > MANY or (len(reports) > 1 and _room(report, pen) < _PATH):
        yield from (*overview_lines(report, pen), "")
    elif len(reports) > 1:
        yield from (*_matrix(report, pen), "")
    everything = pen.style.full or len(reports) <= MANY
    failing = [linted for linted in reports if _fails(linted)]
    shown = reports if everything else failing if len(failing) <= MANY else []
    previous: ModelReport | None = None
    for linted in shown:
        same = previous is not None and previous.path == linted.path
        if linted.error is not None and same:
            continue  # The error is the same for every target; once is enough.
        if previous is not None:
            yield ""
        again = previous is not None and same and previous.model == linted.model
        yield from model_lines(linted, pen, again=again and not pen.style.full)
        yield from _mending(linted, pen)
        previous = linted
    for linted in reports:
        if linted not in shown:
            yield from _mending(linted, pen, brief=True)
    if len(reports) > len(shown):
        if shown:
            yield ""
        else:
            yield from cause_lines(failing, pen)
        yield from pen.wrap(_left_out(len(failing), len(reports) - len(failing)))
        if line := fixable_line(*reports):
            yield from pen.wrap(f"{line}.")
    yield from remark_lines(report, pen)


def _mending(linted: ModelReport, pen: Pen, *, brief: bool = False) -> Iterator[str]:
    """What `--fix` made of a file, or logs state; imported only where these options were used."""
    if linted.mending is not None or linted.confrontation is not None:
        from dlpulint.reporters.text.mended import mended_line, mending_lines

        yield from (mended_line if brief else mending_lines)(linted, pen)


def _left_out(failing: int, others: int) -> str:
    """Number of pairs that are not shown."""
    if not failing:
        return f"None of {others} fails. `dlpulint MODEL` shows one in detail, --full shows all."
    if failing <= MANY:
        return f"{others} more do not fail. `dlpulint MODEL` shows one in detail, --full shows all."
    return (
        f"{failing} of {failing + others} fail. `dlpulint MODEL` shows one in detail, --full "
        "shows all."
    )


def _supposed(report: Report, pen: Pen) -> Iterator[str]:
    """Versions, quantization and shapes that were stated or supposed for the whole run."""
    reports = report.reports
    if str(report.stated):
        yield from pen.wrap(f"For {report.stated}:")
    schemes = sorted({linted.as_if for linted in reports if linted.as_if is not None})
    if schemes:
        names = ", ".join(schemes)
        yield from pen.wrap(f"Checked as if float models were quantized ({names}).")
    shapes = sorted({str(shape) for linted in reports for shape in linted.input_shapes})
    if shapes:
        yield from pen.wrap(f"Checked with open inputs set to a shape ({', '.join(shapes)}).")


def _fails(linted: ModelReport) -> bool:
    errors = linted.count(Severity.ERROR) if linted.counts else 0
    return linted.error is not None or errors > 0


def _room(report: Report, pen: Pen) -> int:
    return pen.width - _COLUMN * len(report.targets) - 1


def _matrix(report: Report, pen: Pen) -> Iterator[str]:
    targets = [target.target for target in report.targets]
    room = _room(report, pen)
    head = "".join(padded(target, _COLUMN) for target in targets)
    # Hooks strip the blanks that a first line begins with.
    yield f"{padded('model', room)} {head}".rstrip()
    for path, reports in by_path(report.reports).items():
        line = padded(short_path(clean(path), room), room) + " "
        verdicts = {linted.target: (word(linted), linted.verdict.value) for linted in reports}
        for target in targets:
            text, verdict = verdicts.get(target, ("", ""))
            line += pen.ink(text, verdict) + " " * (_COLUMN - len(text))
        yield line.rstrip()
