"""Files that `--fix` has mended, on the page: beside their originals."""

from msgspec.structs import replace

from dlpulint.compare.comparison import Comparison
from dlpulint.compare.data import Side
from dlpulint.compare.difference import difference
from dlpulint.report.contract import written
from dlpulint.report.report import Report


def mended_comparison(report: Report) -> Comparison | None:
    """A model and its mended copy as two sides; `None` without one, or with several models."""
    if len(report.reports) != 1:
        return None
    mending = report.reports[0].mending
    if mending is None or mending.file is None:
        return None
    before, after = report, replace(report, reports=(mending.file.report,))
    runs = written(before), written(after)
    sides = [
        Side(run.reports[0].path, False, run.tool.version, run.stated_texts, run.tool.build)
        for run in runs
    ]
    return Comparison(difference(runs[0], runs[1], (sides[0], sides[1]), ()), (before, after))


def with_mended_files(report: Report) -> Report:
    """The report with those on mended copies after their originals."""
    reports = []
    for linted in report.reports:
        reports.append(linted)
        if linted.mending is not None and linted.mending.file is not None:
            reports.append(linted.mending.file.report)
    return replace(report, reports=tuple(reports))
