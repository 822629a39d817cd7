"""One model on several targets in one screen: verdict, share, partitions and first step of each."""

from collections.abc import Iterator

from dlpulint.basics.shell import typed
from dlpulint.basics.terms import Verdict
from dlpulint.report.report import ModelReport
from dlpulint.report.wording import size
from dlpulint.reporters.fixable import fixable_line
from dlpulint.reporters.lines import short_name
from dlpulint.reporters.overview.rows import Row, Section, word
from dlpulint.reporters.overview.steps import brief
from dlpulint.reporters.text.column_width import columns, cut_in_the_middle, fitted, padded
from dlpulint.reporters.text.pen import Pen, clean
from dlpulint.reporters.text.screen import SCREEN

_GAP = 2

_LINES = 2
"""Most lines of a reason and of a first step; one each where the screen has no room."""

_HEAD = ("target", "verdict", "MACs", "partitions/limit", "ms")

_LABEL = 21
"""Columns of the label of a command to go on with."""

_EXAMPLES = ("artpec8", "artpec9")
"""Targets for the command that shows one in detail, the first of the run's."""


def chip_lines(section: Section, pen: Pen) -> list[str]:
    """The model, and per target a line, why it is no better, and its first step."""
    lines = list(_chip_lines(section, pen, _LINES))
    rest = len(list(next_lines(section, pen))) + 1
    return lines if len(lines) + rest <= SCREEN else list(_chip_lines(section, pen, 1))


def _chip_lines(section: Section, pen: Pen, most: int) -> Iterator[str]:
    rows = section.rows
    yield pen.ink(cut_in_the_middle(clean(section.path), pen.width), bold=True)
    yield from _about(rows[0].report, pen)
    yield ""
    cells = [_cells(row) for row in rows]
    # Without any time there is no column of times.
    head = _HEAD if any(row.time_text for row in rows) else _HEAD[:-1]
    table = zip(head, *(line[: len(head)] for line in cells), strict=True)
    widths = [max(map(columns, column)) + _GAP for column in table]
    yield fitted("".join(map(padded, head, widths)).rstrip(), pen.width)
    first_of: dict[str, str] = {}
    for row, line in zip(rows, cells, strict=True):
        target, verdict, *figures = map(padded, line, widths)
        inked = verdict.replace(line[1], pen.ink(line[1], row.report.verdict, bold=True), 1)
        rest = fitted("".join(figures).rstrip(), pen.width - sum(widths[:2]))
        yield f"{pen.ink(target, bold=True)}{inked}{rest}".rstrip()
        if row.reason:
            yield from pen.wrap(f"{row.reason}.", "  Why    ", most=most)
        yield from _step(row, first_of, pen, most)
        if fixes := fixable_line(row.report):
            yield from pen.wrap(f"{fixes}.", "         ")
    if any(row.report.preview for row in rows):
        yield from ("", *pen.wrap("Figures in brackets: the model after conversion (a preview)."))


def _about(report: ModelReport, pen: Pen) -> Iterator[str]:
    model = report.model
    if model is None:
        return
    inputs = ", ".join(
        f"{short_name(end.name)} {end.dtype} "
        f"{'?' if end.shape is None else 'x'.join('?' if n is None else str(n) for n in end.shape)}"
        for end in model.inputs[:2]
    )
    parts = [
        "" if model.family is None else f"{model.family}",
        model.made_by or "",
        f"{size(model.macs)} MACs",
        f"{size(model.parameters)} parameters",
        f"input {inputs}" if inputs else "",
    ]
    yield from pen.wrap("; ".join(filter(None, parts)), "  ", most=2)


def _cells(row: Row) -> tuple[str, str, str, str, str]:
    report = row.report
    after = report.after_conversion
    verdict = word(report) + (f", then {after.value}" if after is not None else "")
    macs, partitions, time = row.macs_text, row.partitions_text, row.time_text
    if macs:
        macs += f" on the {report.backend}"
    if report.preview:
        macs, partitions = macs and f"({macs})", partitions and f"({partitions})"
        time = time and f"({time})"
    return clean(report.target), verdict, macs, partitions, time


def _step(row: Row, first_of: dict[str, str], pen: Pen, most: int) -> Iterator[str]:
    """The first step; one that an earlier target has is named by that target."""
    target = row.report.target
    text = row.first if row.report.error is None else row.report.error
    if not text:
        return
    earlier = first_of.setdefault(text, target)
    if earlier != target and not row.settled:
        text = f"First step as for {earlier}."
    label = "  First  " if row.report.error is None else "  "
    yield from brief(text, pen, label, most=most)


def next_lines(section: Section, pen: Pen) -> Iterator[str]:
    """Commands to go on with; a path that has no room is `MODEL`."""
    targets = [row.report.target for row in section.rows]
    target = next((name for name in _EXAMPLES if name in targets), targets[0])
    path = typed(clean(section.path))
    command = f"dlpulint {path} --target {target}"
    if columns(command) > pen.width - _LABEL:
        command = f"dlpulint MODEL --target {target}"
    convert = any(row.report.verdict is Verdict.CONVERT for row in section.rows)
    for label, text in (
        ("Tensors and commands", command),
        ("Chip of a camera", "dlpulint --camera Q1656-LE, or --list-cameras"),
        ("Meaning of a word", f"dlpulint --explain {'quantization' if convert else 'fallback'}"),
    ):
        yield from pen.wrap(text, f"{label:{_LABEL}}")
