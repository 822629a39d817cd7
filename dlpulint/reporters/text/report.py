"""The report that a person reads in a terminal of 80 columns: the verdict first, then why."""

from collections.abc import Iterator

from dlpulint.basics.terms import Severity
from dlpulint.report.report import ModelReport, Report
from dlpulint.reporters.overview.rows import word
from dlpulint.reporters.overview.text import overview_lines
from dlpulint.reporters.text.column_width import cut_in_the_middle, padded
from dlpulint.reporters.text.common_causes import cause_lines
from dlpulint.reporters.text.model import model_lines
from dlpulint.reporters.text.pen import Pen, clean
from dlpulint.reporters.text.remarks import remark_lines
from dlpulint.reporters.text.style import Style

MANY = 8
"""Pairs of model and target above which only the overview and what fails is told."""

_COLUMN = 12
"""Columns of a target in the matrix."""

_PATH = 16
"""Columns that a path needs in the matrix at least."""


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
    failing = [one for one in reports if _fails(one)]
    shown = reports if everything else failing if len(failing) <= MANY else []
    previous: ModelReport | None = None
    for one in shown:
        same = previous is not None and previous.path == one.path
        if one.error is not None and same:
            continue  # It cannot be read for any target; once is enough.
        if previous is not None:
            yield ""
        told = same and previous is not None and previous.model == one.model
        yield from model_lines(one, pen, again=told and not pen.style.full)
        previous = one
    if len(reports) > len(shown):
        if shown:
            yield ""
        else:
            yield from cause_lines(failing, pen)
        yield from pen.wrap(_left_out(len(failing), len(reports) - len(failing)))
    yield from remark_lines(report, pen)


def _left_out(failing: int, others: int) -> str:
    """How many pairs are not told of."""
    if not failing:
        return f"None of these {others} pairs of model and target fails; --full tells of each."
    if failing <= MANY:
        return f"{others} more pairs of model and target do not fail; --full tells of them."
    return (
        f"{failing} pairs of model and target fail, {others} not; name a model to read of it, "
        "or --full tells of all."
    )


def _supposed(report: Report, pen: Pen) -> Iterator[str]:
    """What was stated or supposed for the whole run."""
    reports = report.reports
    if str(report.stated):
        yield from pen.wrap(f"For {report.stated}:")
    schemes = sorted({one.as_if for one in reports if one.as_if is not None})
    if schemes:
        yield from pen.wrap(
            f"What if: float models are taken for quantized ({', '.join(schemes)})."
        )
    shapes = sorted({str(shape) for one in reports for shape in one.input_shapes})
    if shapes:
        yield from pen.wrap(f"What if: open inputs are given a shape ({', '.join(shapes)}).")


def _fails(one: ModelReport) -> bool:
    return one.error is not None or (bool(one.count(Severity.ERROR)) and one.counts)


def _room(report: Report, pen: Pen) -> int:
    return pen.width - _COLUMN * len(report.targets) - 1


def _matrix(report: Report, pen: Pen) -> Iterator[str]:
    targets = [target.target for target in report.targets]
    paths = list(dict.fromkeys(one.path for one in report.reports))
    verdicts = {(one.path, one.target): one for one in report.reports}
    room = _room(report, pen)
    head = "".join(padded(target, _COLUMN) for target in targets)
    yield f"{' ' * room} {head}".rstrip()
    for path in paths:
        name = padded(cut_in_the_middle(clean(path), room), room)
        cells = []
        for target in targets:
            one = verdicts.get((path, target))
            said = "" if one is None else word(one)
            blanks = " " * (_COLUMN - len(said))
            cells.append(pen.ink(said, one.verdict if one else "") + blanks)
        yield f"{name} {''.join(cells)}".rstrip()
