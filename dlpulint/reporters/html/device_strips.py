"""Strips: a graph's operators from first to last, one colour per device, to show a cut."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from markupsafe import Markup
from msgspec import Struct

from dlpulint.basics.terms import Device
from dlpulint.report.report import CutSummary, PlacedOperator
from dlpulint.reporters.devices import device_word
from dlpulint.reporters.html.device_marks import device_class, worst
from dlpulint.reporters.html.foreign_text import Form, listed, short, together
from dlpulint.reporters.html.sections import Judged

_MOST_RUNS = 300
"""Most runs of a strip; above it, neighbours are drawn as one."""

_LEAST_WIDTH = 0.35
"""Least width of a run, in percent: one operator of thousands has to be visible, too."""

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


def strip(judged: Judged) -> Markup:
    """The marks of a strip, for an `<svg>` 100 % wide and 25 pixels high."""
    runs = _runs(judged.placed)
    total = len(judged.placed)
    widths = [max(100 * len(run.operators) / total, _LEAST_WIDTH) for run in runs]
    stretch = 100 / sum(widths) if widths else 1
    marks: list[Markup] = []
    x = 0.0
    placement = judged.report.placement
    cut = None if placement is None else placement.cut
    for run, width in zip(runs, widths, strict=True):
        marks.append(_rectangle(judged, run, x, width * stretch))
        if cut is not None and cut.operator in run.operators:
            # The run may have other operators of its device before the cut.
            before = run.operators.index(cut.operator) / len(run.operators)
            marks.append(_cut(cut, x + before * width * stretch))
        x += width * stretch
    return together(marks)


def _rectangle(judged: Judged, run: _Run, x: float, width: float) -> Markup:
    sheet = judged.sheet
    form = _UNLINKED if sheet is None or not sheet.listed else _RUN
    return form(
        entry="" if sheet is None else sheet.entry(run.first),
        kind=device_class(run.device),
        x=f"{x:.2f}",
        width=f"{width:.2f}",
        title=_title(run, judged.report.backend),
    )


def _title(run: _Run, backend: str) -> str:
    """`12 operators from 34, CPU: artpec9/conv/kernel`."""
    count, first = len(run.operators), run.operators[0]
    here = sum(operator.device is run.device for operator in run.operators)
    which = f"{count} operators from" if count > 1 else f"{first.op} at"
    some = "" if here == count else f"{here} of them "
    reasons = dict.fromkeys(reason for operator in run.operators for reason in operator.because)
    why = f": {listed(tuple(map(short, reasons)))}" if reasons else ""
    return f"{short(f'{which} {first.index}')}, {some}{device_word(run.device, backend)}{why}"


def _cut(cut: CutSummary, x: float) -> Markup:
    operator = cut.operator
    return _CUT(
        x=f"{x:.2f}", title=f"{short(operator.op)} #{operator.index} ends the DLPU partition"
    )


def _runs(operators: Sequence[PlacedOperator]) -> list[_Run]:
    """Neighbours of one device together; of more runs than fit, equal parts of the strip."""
    runs = _merged(_Run(operator.device, at, (operator,)) for at, operator in enumerate(operators))
    if len(runs) <= _MOST_RUNS:
        return runs
    length = -(-len(operators) // _MOST_RUNS)
    return _merged(
        _Run(worst(part), first, part)
        for first in range(0, len(operators), length)
        if (part := tuple(operators[first : first + length]))
    )


def _merged(runs: Iterable[_Run]) -> list[_Run]:
    """Neighbouring runs of one device as one."""
    merged: list[_Run] = []
    for device, group in groupby(runs, lambda run: run.device):
        same = list(group)
        operators = tuple(operator for run in same for operator in run.operators)
        merged.append(_Run(device, same[0].first, operators))
    return merged
