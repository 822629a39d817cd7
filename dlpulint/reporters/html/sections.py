"""Sections of the page, one per file: its graphs, and its report on each target."""

from collections.abc import Iterable

from msgspec import Struct

from dlpulint.basics.terms import Verdict
from dlpulint.findings.finding import Finding
from dlpulint.report.report import ModelReport, ModelSummary, PlacedOperator, Report
from dlpulint.reporters.grouping import alike, by_path
from dlpulint.reporters.html.sheets import Sheet, sheets_of, with_room


class Judged(Struct, frozen=True):
    """A file on one target."""

    anchor: str
    report: ModelReport
    groups: list[list[Finding]]
    """Findings of one rule together where they differ only in their operators."""
    numbers: dict[str, int]
    """The number of the first group of each rule, from 1, to link reasons to it."""
    sheet: Sheet | None
    """The graph that the findings are about; `None` where there is none."""

    @property
    def placed(self) -> tuple[PlacedOperator, ...]:
        """The operators of the sheet with their devices; empty where these are not known."""
        placement = self.report.placement
        if self.sheet is None or placement is None:
            return ()
        same = len(placement.operators) == len(self.sheet.outline.operators)
        return placement.operators if same else ()

    def group(self, number: int) -> str:
        """The id of a group of findings."""
        return f"{self.anchor}-f{number}"


class Section(Struct, frozen=True):
    """The reports and graphs of one file."""

    anchor: str
    path: str
    judged: tuple[Judged, ...]
    sheets: tuple[Sheet, ...]

    @property
    def error(self) -> str | None:
        """Why the file could not be read."""
        return self.judged[0].report.error

    @property
    def format(self) -> str:
        """The file's format; a dash where nothing could be read."""
        return self.judged[0].report.format or "–"

    @property
    def model(self) -> ModelSummary | None:
        """The model as in the file, without suppositions; `None` if it could not be read."""
        reports = [judged.report for judged in self.judged]
        return next((report for report in reports if not report.supposed), reports[0]).model

    @property
    def readable(self) -> tuple[Judged, ...]:
        """The targets whose reports have more than an error."""
        return tuple(judged for judged in self.judged if judged.report.error is None)

    def on(self, target: str) -> Judged | None:
        """The file on a target, if it was linted for it."""
        return next((judged for judged in self.judged if judged.report.target == target), None)

    def judging(self, sheet: Sheet) -> tuple[Judged, ...]:
        """The targets for which the devices of a graph's operators are known, in order."""
        return tuple(judged for judged in self.judged if judged.sheet is sheet and judged.placed)


def sections_of(report: Report) -> tuple[Section, ...]:
    """One section per file, in the order of the report."""
    targets = [target.target for target in report.targets]
    drafts = [
        (f"m{number}", path, reports, sheets_of(f"m{number}", reports))
        for number, (path, reports) in enumerate(by_path(report.reports).items(), start=1)
    ]
    marked = with_room(
        (_worst(reports), sheet) for _, _, reports, sheets in drafts for sheet in sheets
    )
    sections: list[Section] = []
    for anchor, path, reports, drawn in drafts:
        sheets = tuple(marked[sheet.anchor] for sheet in drawn)
        judged = [
            _judged(f"{anchor}-{targets.index(linted.target) + 1}", linted, sheets)
            for linted in sorted(reports, key=lambda linted: targets.index(linted.target))
        ]
        sections.append(Section(anchor, path, tuple(judged), sheets))
    return tuple(sections)


def _worst(reports: Iterable[ModelReport]) -> Verdict:
    order = list(Verdict)
    return min((report.verdict for report in reports), key=order.index)


def _judged(anchor: str, report: ModelReport, sheets: tuple[Sheet, ...]) -> Judged:
    groups = alike(report.findings)
    numbers: dict[str, int] = {}
    for number, group in enumerate(groups, start=1):
        numbers.setdefault(group[0].rule, number)
    sheet = next((s for s in sheets if any(report is other for other in s.reports)), None)
    return Judged(anchor, report, groups, numbers, sheet)
