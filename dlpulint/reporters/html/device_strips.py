"""Strips: a graph's operators from first to last, a colour a device, so that a cut is seen."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup
from msgspec import Struct

from dlpulint.basics.terms import Device
from dlpulint.report.report import CutSummary, PlacedOperator
from dlpulint.reporters.devices import device_word
from dlpulint.reporters.html.device_marks import device_class, worst
from dlpulint.reporters.html.foreign_text import Form, listed, short, together
from dlpulint.reporters.html.sections import Judged

_MOST_RUNS = 300
"""Runs that a strip has room for; of more, neighbours are drawn as one."""

_LEAST_WIDTH = 0.35
"""The least width of a run, in percent: one operator of thousands has to be seen, too."""

_RUN = Form(
    "<a href=#{entry}><rect class={kind} x={x}% width={width}%><title>{title}</title></rect></a>"
)
_UNLINKED = Form("<rect class={kind} x={x}% width={width}%><title>{title}</title></rect>")
_CUT = Form(
    '<svg class=cut x={x}% overflow=visible><path d="M-5,0H5L0,7V33V7Z"></path>'
    "<title>{title}</title></svg>"
)


class _Run(Struct, frozen=True):
    """Neighbours that are drawn as one."""

    device: Device
    first: int
    operators: tuple[PlacedOperator, ...]


def strip(one: Judged) -> Markup:
    """The marks of a strip, for an `<svg>` 100 % wide and 25 pixels high."""
    runs = list(_runs(one.placed))
    total = len(one.placed)
    widths = [max(100 * len(run.operators) / total, _LEAST_WIDTH) for run in runs]
    stretch = 100 / sum(widths) if widths else 1
    marks: list[Markup] = []
    x = 0.0
    cut = None if one.report.placement is None else one.report.placement.cut
    for run, width in zip(runs, widths, strict=True):
        marks.append(_rectangle(one, run, x, width * stretch))
        if cut is not None and cut.operator in run.operators:
            # Where in its run the cut is: the run may have others of its device before.
            before = run.operators.index(cut.operator) / len(run.operators)
            marks.append(_cut(cut, x + before * width * stretch))
        x += width * stretch
    return together(marks)


def _rectangle(one: Judged, run: _Run, x: float, width: float) -> Markup:
    template = _UNLINKED if one.sheet is None or not one.sheet.listed else _RUN
    return template(
        entry="" if one.sheet is None else one.sheet.entry(run.first),
        kind=device_class(run.device),
        x=f"{x:.2f}",
        width=f"{width:.2f}",
        title=_title(run, one.report.backend),
    )


def _title(run: _Run, backend: str) -> str:
    """`12 operators from 34, CPU: artpec9/conv/kernel`."""
    count, first = len(run.operators), run.operators[0]
    there = sum(operator.device is run.device for operator in run.operators)
    which = (
        f"{first.op} at {first.index}" if count == 1 else f"{count} operators from {first.index}"
    )
    some = "" if there == count else f"{there} of them "
    reasons = dict.fromkeys(reason for operator in run.operators for reason in operator.because)
    why = f": {listed(tuple(map(short, reasons)))}" if reasons else ""
    return f"{short(which)}, {some}{device_word(run.device, backend)}{why}"


def _cut(cut: CutSummary, x: float) -> Markup:
    operator = cut.operator
    return _CUT(x=f"{x:.2f}", title=f"{short(operator.op)} at {operator.index} cuts the graph")


def _runs(operators: Sequence[PlacedOperator]) -> Iterator[_Run]:
    """Neighbours of one device together; of more runs than fit, equal parts of the strip."""
    runs = list(_equal(operators))
    if len(runs) <= _MOST_RUNS:
        return iter(runs)
    length = -(-len(operators) // _MOST_RUNS)
    return _merged(
        _Run(worst(part), first, part)
        for first in range(0, len(operators), length)
        if (part := tuple(operators[first : first + length]))
    )


def _equal(operators: Sequence[PlacedOperator]) -> Iterator[_Run]:
    first = 0
    for position in range(1, len(operators) + 1):
        device = operators[first].device
        if position == len(operators) or operators[position].device is not device:
            yield _Run(device, first, tuple(operators[first:position]))
            first = position


def _merged(runs: Iterator[_Run]) -> Iterator[_Run]:
    """Neighbouring runs of one device as one."""
    last: list[_Run] = []
    for run in runs:
        if last and last[0].device is not run.device:
            yield _joined(last)
            last = []
        last.append(run)
    if last:
        yield _joined(last)


def _joined(runs: Sequence[_Run]) -> _Run:
    operators = tuple(operator for run in runs for operator in run.operators)
    return _Run(runs[0].device, runs[0].first, operators)
