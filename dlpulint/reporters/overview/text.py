"""The overview as text: one model on one screen, or a line per model and target."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from dlpulint.basics.terms import Severity
from dlpulint.report.report import ModelReport, Report
from dlpulint.reporters.fixable import fixable_line
from dlpulint.reporters.overview.chips import chip_lines, next_lines
from dlpulint.reporters.overview.names import common_folder, shortened
from dlpulint.reporters.overview.rows import Row, Section, sections, tally, word
from dlpulint.reporters.overview.steps import rank, step_lines, steps_of
from dlpulint.reporters.text.column_width import columns, fitted, padded
from dlpulint.reporters.text.pen import Pen, clean
from dlpulint.reporters.text.remarks import remark_lines
from dlpulint.reporters.text.style import Style

_GAP = 2

_LEAST = 12
"""Fewest columns for the names of models, however wide the other columns are."""

_Cells: TypeAlias = tuple[str, ...]

_HEAD: _Cells = ("target", "verdict", "step", "MACs", "parts", "ms")


def write(report: Report, style: Style) -> str:
    """The overview of a run as lines of text."""
    pen = Pen(style)
    lines = [*_suppositions(report, pen), *overview_lines(report, pen)]
    shown = list(sections(report))
    if len(shown) > 1:
        lines += ["", *pen.wrap(_closing(report.reports)), *_fixes(report.reports, pen)]
    elif _is_one_screen(shown):
        lines += ["", *next_lines(shown[0], pen)]
    elif fixes := _fixes(report.reports, pen):
        lines += ["", *fixes]
    return "\n".join((*lines, *remark_lines(report, pen))) + "\n"


def _suppositions(report: Report, pen: Pen) -> Iterator[str]:
    """Versions that were stated, and quantization and shapes that models were checked with."""
    stated = f"For {report.stated}" if str(report.stated) else ""
    supposed = dict.fromkeys(text for linted in report.reports for text in linted.supposed)
    text = "; ".join(filter(None, (stated, f"checked {', '.join(supposed)}" if supposed else "")))
    if text:
        yield from (*pen.wrap(f"{text[0].upper()}{text[1:]}."), "")


def overview_lines(report: Report, pen: Pen) -> Iterator[str]:
    """The tally, and then verdict, figures and first step of each model on each target."""
    shown = list(sections(report))
    if _is_one_screen(shown):
        yield from chip_lines(shown[0], pen)
        return
    yield from pen.wrap(f"{tally(report)}.")
    yield from _table(shown, pen)
    if any(row.report.preview for section in shown for row in section.rows):
        yield ""
        yield from pen.wrap("Figures in brackets: the model after conversion (a preview).")


def _is_one_screen(shown: Sequence[Section]) -> bool:
    """Whether it is about one model, on several targets."""
    return len(shown) == 1 and shown[0].error is None and len(shown[0].rows) > 1


def _table(shown: Sequence[Section], pen: Pen) -> Iterator[str]:
    """A line per model and target, the worst models first, and the first steps below it."""
    ranked = sorted(shown, key=lambda section: sorted(map(rank, section.rows)))
    rows = [row for section in ranked if section.error is None for row in section.rows]
    steps = steps_of(rows)
    numbers = {step.first: f"{step.number}" for step in steps}
    cells = {id(row): _cells(row, numbers) for row in rows}
    timed = any(row.time_text for row in rows)
    head = _HEAD if timed else _HEAD[:-1]
    # Without any time there is no column of times.
    cells = {id: line[: len(head)] for id, line in cells.items()}
    widths = [
        max(map(columns, column)) + _GAP for column in zip(head, *cells.values(), strict=True)
    ]
    folder = common_folder([section.path for section in ranked]) if len(ranked) > 1 else ""
    prefix = f"{folder}/" if folder else ""
    room = max(_LEAST, pen.width - sum(widths))
    names = shortened([clean(s.path.removeprefix(prefix)) for s in ranked], room - _GAP)
    width = min(room, max(map(columns, ("model", *names))) + _GAP)
    if folder:
        yield from ("", *pen.wrap(f"Models in {clean(folder)}", most=1))
    yield from ("", _line("model", width, head, widths, "", pen)) if rows else ("",)
    for section, name in zip(ranked, names, strict=True):
        if columns(name) + _GAP > width:
            yield from pen.wrap(name)
            name = ""
        if section.error is not None:
            yield from pen.wrap(section.error, f"{padded(name, width)}unreadable  ", most=2)
            continue
        for row in section.rows:
            why = row.report.error or ""
            yield _line(name, width, cells[id(row)], widths, row.report.verdict, pen, why)
            name = ""
    yield from step_lines(steps, pen, targets=len({row.report.target for row in rows}) > 1)


def _cells(row: Row, numbers: dict[str, str]) -> _Cells:
    report = row.report
    figures: tuple[str, ...] = (row.macs_text, row.partitions_text, row.time_text)
    if report.preview:
        figures = tuple(figure and f"({figure})" for figure in figures)
    number = "" if report.error is not None else numbers.get(row.first, "")
    shown = number if not row.settled else ""
    return clean(report.target), word(report), shown, *figures


def _line(
    name: str, width: int, row: _Cells, widths: Sequence[int], verdict: str, pen: Pen, why: str = ""
) -> str:
    """A line of the table; `why` a file could not be read comes in place of the figures."""
    target, shown, *figures = map(padded, row, widths)
    inked = shown.replace(row[1], pen.ink(row[1], verdict), 1) if verdict else shown
    start = f"{padded(name, width)}{target}"
    rest = "".join(figures)
    if why:
        rest = fitted(clean(why), max(0, pen.width - columns(start) - widths[1]))
    return f"{start}{inked}{rest}".rstrip()


def _fixes(reports: Sequence[ModelReport], pen: Pen) -> list[str]:
    line = fixable_line(*reports)
    return pen.wrap(f"{line}.") if line else []


def _closing(reports: Sequence[ModelReport]) -> str:
    """`27 of 45 have an error. …`: how many, unreadable ones too, and how to see one in detail."""
    failing = sum(
        report.error is not None or (report.counts and report.count(Severity.ERROR) > 0)
        for report in reports
    )
    have = "has" if failing == 1 else "have"
    return (
        f"{failing} of {len(reports)} {have} an error. "
        "`dlpulint MODEL --target NAME` shows one in detail."
    )
