"""Comparisons made by hand, as `--diff` makes them of models and reports."""

from collections.abc import Sequence

from dlpulint.compare.comparison import Comparison
from dlpulint.compare.data import Side
from dlpulint.compare.difference import difference
from dlpulint.report.contract import written
from dlpulint.report.report import ModelReport, Report
from tests.reporters.samples import report


def compared(
    old: Report | Sequence[ModelReport],
    new: Report | Sequence[ModelReport],
    *,
    earlier: bool = False,
    names: tuple[str, str] = ("old", "new"),
) -> Comparison:
    """Two runs compared; with `earlier`, OLD is a report that was read back."""
    before = old if isinstance(old, Report) else report(*old)
    after = new if isinstance(new, Report) else report(*new)
    runs = written(before), written(after)
    sides = tuple(
        Side(name, at == 0 and earlier, run.tool.version, run.stated_texts, run.tool.build)
        for at, (name, run) in enumerate(zip(names, runs, strict=True))
    )
    found = difference(runs[0], runs[1], (sides[0], sides[1]), ("error",))
    return Comparison(found, (before, after))
