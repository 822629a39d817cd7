"""The overview as text: a heading a model and a line a target, or for very many one line each."""

from collections.abc import Iterator, Sequence
from posixpath import commonpath, dirname

from msgspec import Struct
from msgspec.structs import replace

from dlpulint.basics.terms import Verdict
from dlpulint.report.report import Report
from dlpulint.reporters.overview.rows import Row, Section, sections, tally
from dlpulint.reporters.text.column_width import columns, cut_in_the_middle, fitted, padded
from dlpulint.reporters.text.pen import Pen, clean
from dlpulint.reporters.text.remarks import remark_lines
from dlpulint.reporters.text.style import Style

_WIDEST = 14
"""Columns that a column of the table has at most, but for the last."""

_GAP = 2

_STEPS = 12
"""Things to do first that are told below the table."""

_VERDICTS = tuple(Verdict)

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
    """A line a model: many models, each for the chip it is meant for, stay one screen.

    Where lines have no room for what to do first, they have its number in a list below them.
    """
    rows = [row for section in told for row in section.rows]
    cells = [_cells(row) for row in rows]
    folder = commonpath([dirname(row.path) for row in rows]) if _related(rows) else ""
    paths = [clean(row.path.removeprefix(f"{folder}/") if folder else row.path) for row in rows]
    paths.insert(0, f"model in {clean(folder)}" if folder else "model")
    widths = _widths((_HEAD, *cells))
    path = min(_PATH, max(map(columns, paths)))
    room = pen.width - path - sum(widths) - _GAP
    steps: tuple[_Step, ...] = ()
    head = _HEAD
    if any(columns(one.first) > room for one in cells):
        steps = _steps(rows)
        head = replace(_HEAD, first="first" if steps else "")
        cells = [_numbered(one, row, steps) for one, row in zip(cells, rows, strict=True)]
    yield ""
    verdicts = ("", *(row.verdict for row in rows))
    for name, row, verdict in zip(paths, (head, *cells), verdicts, strict=True):
        shown = padded(cut_in_the_middle(name, path), path)
        yield _line(row, widths, verdict, pen, shown)
    if steps:
        yield from ("", "What to do first")
        yield from (line for step in steps[:_STEPS] for line in step.lines(pen))
    if len(steps) > _STEPS:
        yield f"     … and {len(steps) - _STEPS} more; --format summary=FILE.html has all of them."


class _Step(Struct, frozen=True):
    """What to do first about some models."""

    number: int
    first: str
    models: int
    targets: tuple[str, ...]

    def lines(self, pen: Pen) -> list[str]:
        """`2  6 models on artpec8: Train with ReLU6 …`, in three lines at most."""
        models = f"{self.models} model{'s' if self.models != 1 else ''}"
        said = f"{models} on {', '.join(self.targets)}: {self.first}"
        return pen.wrap(said, f"  {self.number:>2}  ", most=3)


def _steps(rows: Sequence[Row]) -> tuple[_Step, ...]:
    """What there is to do about models, the worst verdicts first, then what is for most of them."""
    by_first: dict[str, list[Row]] = {}
    for row in rows:
        if row.error is None and not row.settled:
            by_first.setdefault(row.first, []).append(row)
    ranked = sorted(
        by_first.values(),
        key=lambda own: (min(_VERDICTS.index(row.verdict) for row in own), -len(own)),
    )
    return tuple(
        _Step(number, own[0].first, len(own), tuple(dict.fromkeys(row.target for row in own)))
        for number, own in enumerate(ranked, start=1)
    )


def _numbered(cells: "_Cells", row: Row, steps: Sequence[_Step]) -> "_Cells":
    """What stands in a line, with the number of what to do first in place of its words."""
    if row.error is not None:
        return cells
    number = next((step.number for step in steps if step.first == row.first), None)
    return replace(cells, first=f"{number:>5}" if number else "")


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
    return (
        f"{before}  {padded(row.target, target)}{inked}{figures}{fitted(row.first, room)}".rstrip()
    )
