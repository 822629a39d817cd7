"""The overview as text: models as headings, a line a target below each."""

from collections.abc import Iterator

from msgspec import Struct

from dlpulint.report import Report
from dlpulint.reporters.columns import columns, cut_in_the_middle, fitted, padded
from dlpulint.reporters.overview import Row, sections, tally
from dlpulint.reporters.pen import Pen, clean
from dlpulint.reporters.remarks_text import remark_lines
from dlpulint.reporters.style import Style

_WIDEST = 14
"""Columns that a column of the table has at most, but for the last."""

_GAP = 2


def write(report: Report, style: Style) -> str:
    """The overview of a run as lines of text."""
    pen = Pen(style)
    return "\n".join((*overview_lines(report, pen), *remark_lines(report, pen))) + "\n"


def overview_lines(report: Report, pen: Pen) -> Iterator[str]:
    """How many of what, and then what to do first for each model on each target."""
    yield from pen.wrap(f"{tally(report)}.")
    told = list(sections(report))
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
    if any(row.preview for section in told for row in section.rows):
        yield ""
        yield from pen.wrap("In brackets: a preview, of what conversion to TFLite will give.")


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


def _line(row: _Cells, widths: tuple[int, int, int, int], verdict: str, pen: Pen) -> str:
    target, said, macs, partitions = widths
    inked = pen.ink(row.verdict, verdict) + " " * (said - columns(row.verdict))
    figures = padded(row.macs, macs) + padded(row.partitions, partitions)
    first = fitted(row.first, max(0, pen.width - _GAP - sum(widths)))
    return f"  {padded(row.target, target)}{inked}{figures}{first}".rstrip()
