"""The overview as text: a heading a model and a line a target, or for very many one line each."""

from collections.abc import Iterator, Sequence
from posixpath import commonpath, dirname

from msgspec import Struct

from dlpulint.report import Report
from dlpulint.reporters.columns import columns, cut_in_the_middle, fitted, padded
from dlpulint.reporters.overview import Row, Section, sections, tally
from dlpulint.reporters.pen import Pen, clean
from dlpulint.reporters.remarks_text import remark_lines
from dlpulint.reporters.style import Style

_WIDEST = 14
"""Columns that a column of the table has at most, but for the last."""

_GAP = 2

_WORTH_TELLING = 20
"""Columns below which the beginning of what to do first tells nothing."""

_TWO_LINES = 12
"""Models of one target each that have a line for their path; of more, all is said in one."""

_PATH = 34
"""Columns that a model's path has where it stands in the line of its only target."""


def write(report: Report, style: Style) -> str:
    """The overview of a run as lines of text."""
    pen = Pen(style)
    return "\n".join((*overview_lines(report, pen), *remark_lines(report, pen))) + "\n"


def overview_lines(report: Report, pen: Pen) -> Iterator[str]:
    """How many of what, and then what to do first for each model on each target."""
    yield from pen.wrap(f"{tally(report)}.")
    told = list(sections(report))
    if len(told) > _TWO_LINES and all(len(section.rows) == 1 for section in told):
        yield from _lines_of_one_target_each(told, pen)
        yield from _what_brackets_mean(told, pen)
        return
    cells = [_cells(row) for section in told if section.error is None for row in section.rows]
    if cells:
        yield ""
        widths = _widths((_HEAD, *cells))
        yield _line(_HEAD, widths, "", pen)
    for section in told:
        yield pen.ink(cut_in_the_middle(clean(section.path), pen.width), bold=True)
        if section.error is not None:
            yield from pen.wrap(section.error, "  unreadable  ", most=2)
            continue
        yield from (_line(_cells(row), widths, row.verdict, pen) for row in section.rows)
    yield from _what_brackets_mean(told, pen)


def _what_brackets_mean(told: Sequence[Section], pen: Pen) -> Iterator[str]:
    if any(row.preview for section in told for row in section.rows):
        yield ""
        yield from pen.wrap("In brackets: a preview, of what conversion to TFLite will give.")


def _lines_of_one_target_each(told: Sequence[Section], pen: Pen) -> Iterator[str]:
    """A line a model: many models, each for the chip it is meant for, stay one screen."""
    rows = [row for section in told for row in section.rows]
    cells = [_cells(row) for row in rows]
    folder = commonpath([dirname(row.path) for row in rows]) if _related(rows) else ""
    paths = [clean(row.path.removeprefix(f"{folder}/") if folder else row.path) for row in rows]
    paths.insert(0, f"model in {clean(folder)}" if folder else "model")
    widths = _widths((_HEAD, *cells))
    path = min(_PATH, max(map(columns, paths)))
    yield ""
    verdicts = ("", *(row.verdict for row in rows))
    for name, row, verdict in zip(paths, (_HEAD, *cells), verdicts, strict=True):
        shown = padded(cut_in_the_middle(name, path), path)
        yield _line(row, widths, verdict, pen, shown)
    if pen.width - path - sum(widths) - _GAP < _WORTH_TELLING:
        yield ""
        yield from pen.wrap("What to do first: --format summary=FILE.html, or a wider terminal.")


def _related(rows: Sequence[Row]) -> bool:
    """Whether paths have a folder in common that need not be said in every line."""
    return len({row.path.startswith("/") for row in rows}) == 1


class _Cells(Struct, frozen=True):
    """What stands in a line."""

    target: str
    verdict: str
    macs: str
    partitions: str
    first: str


_HEAD = _Cells("target", "verdict", "MACs", "parts", "what to do first")


def _cells(row: Row) -> _Cells:
    return _Cells(
        target=clean(row.target),
        verdict=row.word,
        macs=_figure(row.macs_text, row),
        partitions=_figure(row.partitions_text, row),
        first=clean(row.first if row.error is None else row.error),
    )


def _figure(text: str, row: Row) -> str:
    return f"({text})" if text and row.preview else text


def _widths(rows: tuple[_Cells, ...]) -> tuple[int, int, int, int]:
    """As narrow as the rows allow: what is left is for what to do first."""

    def width(texts: Iterator[str]) -> int:
        return min(_WIDEST, max(map(columns, texts))) + _GAP

    return (
        width(row.target for row in rows),
        width(row.verdict for row in rows),
        width(row.macs for row in rows),
        width(row.partitions for row in rows),
    )


def _line(
    row: _Cells, widths: tuple[int, int, int, int], verdict: str, pen: Pen, before: str = ""
) -> str:
    target, said, macs, partitions = widths
    inked = pen.ink(row.verdict, verdict) + " " * (said - columns(row.verdict))
    figures = padded(row.macs, macs) + padded(row.partitions, partitions)
    if before and not figures.strip():
        figures = ""  # It cannot be read, or nothing is placed: there is room to say why.
    room = max(0, pen.width - columns(before) - _GAP - target - said - columns(figures))
    first = fitted(row.first, room) if not before or room >= _WORTH_TELLING else ""
    return f"{before}  {padded(row.target, target)}{inked}{figures}{first}".rstrip()
