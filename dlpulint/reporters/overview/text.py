"""The overview as text: a heading per model and a line per target, or one line each for many."""

from collections.abc import Iterator, Sequence
from posixpath import commonpath, dirname
from typing import TypeAlias

from msgspec import Struct

from dlpulint.basics.terms import Verdict
from dlpulint.report.report import Report
from dlpulint.reporters.grouping import grouped
from dlpulint.reporters.lines import counted
from dlpulint.reporters.overview.rows import Row, Section, sections, tally, word
from dlpulint.reporters.text.column_width import columns, cut_in_the_middle, fitted, padded
from dlpulint.reporters.text.pen import Pen, clean
from dlpulint.reporters.text.remarks import remark_lines
from dlpulint.reporters.text.style import Style

_WIDEST = 14
"""Most columns of a column of the table, except for the last."""

_GAP = 2

_STEPS = 12
"""Things to do first that are listed below the table."""

_VERDICTS = tuple(Verdict)

_TWO_LINES = 12
"""Models of one target each that have a line for their path; above it, all is in one line."""

_PATH = 34
"""Columns of a model's path in the line of its only target."""

_Cells: TypeAlias = tuple[str, str, str, str, str]

_HEAD: _Cells = ("target", "verdict", "MACs", "parts", "what to do first")


def write(report: Report, style: Style) -> str:
    """The overview of a run as lines of text."""
    pen = Pen(style)
    return "\n".join((*overview_lines(report, pen), *remark_lines(report, pen))) + "\n"


def overview_lines(report: Report, pen: Pen) -> Iterator[str]:
    """The tally, and then the first thing to do for each model on each target."""
    yield from pen.wrap(f"{tally(report)}.")
    shown = list(sections(report))
    if len(shown) > _TWO_LINES and all(len(section.rows) == 1 for section in shown):
        yield from _lines_of_one_target_each(
            [row for section in shown for row in section.rows], pen
        )
    else:
        yield from _table(shown, pen)
    if any(row.report.preview for section in shown for row in section.rows):
        yield ""
        yield from pen.wrap("In brackets: a preview, of what conversion to TFLite will give.")


def _table(shown: Sequence[Section], pen: Pen) -> Iterator[str]:
    cells = [_cells(row) for section in shown if section.error is None for row in section.rows]
    widths = _widths((_HEAD, *cells))
    if cells:
        yield from ("", _line(_HEAD, widths, "", pen))
    for section in shown:
        yield pen.ink(cut_in_the_middle(clean(section.path), pen.width), bold=True)
        if section.error is not None:
            yield from pen.wrap(section.error, "  unreadable  ", most=2)
            continue
        yield from (_line(_cells(row), widths, row.report.verdict, pen) for row in section.rows)


def _lines_of_one_target_each(rows: Sequence[Row], pen: Pen) -> Iterator[str]:
    """One line per model, so that many models for their own chips each stay on one screen.

    Where lines have no room for the first thing to do, they have its number in a list below.
    """
    cells = [_cells(row) for row in rows]
    paths = [row.report.path for row in rows]
    # Absolute and relative paths have no folder in common.
    related = len({path.startswith("/") for path in paths}) == 1
    folder = commonpath(map(dirname, paths)) if related else ""
    names = [clean(path.removeprefix(f"{folder}/") if folder else path) for path in paths]
    names.insert(0, f"model in {clean(folder)}" if folder else "model")
    widths = _widths((_HEAD, *cells))
    width = min(_PATH, max(map(columns, names)))
    room = pen.width - width - sum(widths) - _GAP
    steps: tuple[_Step, ...] = ()
    head = _HEAD
    if any(columns(row[-1]) > room for row in cells):
        steps = _steps(rows)
        head = (*_HEAD[:4], "first" if steps else "")
        numbers = {step.first: f"{step.number:>5}" for step in steps}
        cells = [
            line if row.report.error is not None else (*line[:4], numbers.get(row.first, ""))
            for line, row in zip(cells, rows, strict=True)
        ]
    yield ""
    verdicts = ("", *(row.report.verdict for row in rows))
    for name, line, verdict in zip(names, (head, *cells), verdicts, strict=True):
        yield _line(line, widths, verdict, pen, padded(cut_in_the_middle(name, width), width))
    if steps:
        yield from ("", "What to do first")
        yield from (line for step in steps[:_STEPS] for line in step.lines(pen))
    if len(steps) > _STEPS:
        yield f"     … and {len(steps) - _STEPS} more; --format summary=FILE.html has all of them."


class _Step(Struct, frozen=True):
    """The first thing to do about some models."""

    number: int
    first: str
    rows: list[Row]

    def lines(self, pen: Pen) -> list[str]:
        """`2  6 models on artpec8: Train with ReLU6 …`, in three lines at most."""
        targets = ", ".join(dict.fromkeys(row.report.target for row in self.rows))
        text = f"{counted(len(self.rows), 'model')} on {targets}: {self.first}"
        return pen.wrap(text, f"  {self.number:>2}  ", most=3)


def _steps(rows: Sequence[Row]) -> tuple[_Step, ...]:
    """Things to do about models, the worst verdicts first, then those for most models."""
    bad = [row for row in rows if row.report.error is None and not row.settled]

    def rank(step: tuple[str, list[Row]]) -> tuple[int, int]:
        return min(_VERDICTS.index(row.report.verdict) for row in step[1]), -len(step[1])

    ranked = sorted(grouped(bad, lambda row: row.first).items(), key=rank)
    return tuple(_Step(number, *step) for number, step in enumerate(ranked, start=1))


def _cells(row: Row) -> _Cells:
    report, macs, partitions = row.report, row.macs_text, row.partitions_text
    if report.preview:
        macs, partitions = macs and f"({macs})", partitions and f"({partitions})"
    first = clean(row.first if report.error is None else report.error)
    return clean(report.target), word(report), macs, partitions, first


def _widths(rows: Sequence[_Cells]) -> list[int]:
    """As narrow as the rows allow: the rest is for the first thing to do."""
    table = tuple(zip(*rows, strict=True))
    return [min(_WIDEST, max(map(columns, column))) + _GAP for column in table[:4]]


def _line(row: _Cells, widths: Sequence[int], verdict: str, pen: Pen, before: str = "") -> str:
    target, _, *figures = map(padded, row[:4], widths)
    inked = pen.ink(row[1], verdict) + " " * (widths[1] - columns(row[1]))
    # Without figures the file cannot be read, or nothing is placed: there is room to say why.
    shown = "".join(figures) if not before or "".join(figures).strip() else ""
    room = max(0, pen.width - columns(before) - _GAP - sum(widths[:2]) - columns(shown))
    return f"{before}  {target}{inked}{shown}{fitted(row[4], room)}".rstrip()
