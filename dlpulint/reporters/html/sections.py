"""What the page says of each file: its graphs, and what each target makes of it."""

from collections.abc import Iterable

from msgspec import Struct

from dlpulint.basics.terms import Verdict
from dlpulint.findings.finding import Finding
from dlpulint.report.report import ModelReport, ModelSummary, PlacedOperator, Report
from dlpulint.reporters.html.sheets import Sheet, sheets_of, with_room


class Judged(Struct, frozen=True):
    """A file on one target."""

    anchor: str
    report: ModelReport
    groups: tuple[tuple[Finding, ...], ...]
    """The findings of one rule together where they say the same but for what they object to."""
    numbers: dict[str, int]
    """The number of the first group of each rule, from 1, to link reasons to it."""
    sheet: Sheet | None
    """The graph that the findings are about; `None` where there is none."""

    @property
    def placed(self) -> tuple[PlacedOperator, ...]:
        """The operators of the sheet with their devices; empty where those are not told."""
        placement = self.report.placement
        if self.sheet is None or placement is None:
            return ()
        same = len(placement.operators) == len(self.sheet.outline.operators)
        return placement.operators if same else ()

    def group(self, number: int) -> str:
        """The id of a group of findings."""
        return f"{self.anchor}-f{number}"


class Section(Struct, frozen=True):
    """All that is said of one file."""

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
        """What the file is, not what it was taken for; `None` if it could not be read."""
        reports = [one.report for one in self.judged]
        return next((one for one in reports if not one.supposed), reports[0]).model

    @property
    def readable(self) -> tuple[Judged, ...]:
        """The targets for which there is something to tell."""
        return tuple(one for one in self.judged if one.report.error is None)

    def on(self, target: str) -> Judged | None:
        """What is said of the file on a target, if it was linted for it."""
        return next((one for one in self.judged if one.report.target == target), None)

    def judging(self, sheet: Sheet) -> tuple[Judged, ...]:
        """The targets that tell where the operators of a graph run, in order."""
        return tuple(one for one in self.judged if one.sheet is sheet and one.placed)


def sections_of(report: Report) -> tuple[Section, ...]:
    """A section a file, in the order of the report."""
    by_path: dict[str, list[ModelReport]] = {}
    for one in report.reports:
        by_path.setdefault(one.path, []).append(one)
    targets = [target.target for target in report.targets]
    drafts = [
        (f"m{number}", path, reports, sheets_of(f"m{number}", reports))
        for number, (path, reports) in enumerate(by_path.items(), start=1)
    ]
    marked = with_room(
        (_worst(reports), sheet) for _, _, reports, sheets in drafts for sheet in sheets
    )
    return tuple(
        Section(
            anchor,
            path,
            tuple(
                _judged(f"{anchor}-{targets.index(one.target) + 1}", one, marked, sheets)
                for one in sorted(reports, key=lambda one: targets.index(one.target))
            ),
            tuple(marked[sheet.anchor] for sheet in sheets),
        )
        for anchor, path, reports, sheets in drafts
    )


def _worst(reports: Iterable[ModelReport]) -> Verdict:
    order = list(Verdict)
    return min((one.verdict for one in reports), key=order.index)


def _judged(
    anchor: str, one: ModelReport, marked: dict[str, Sheet], sheets: tuple[Sheet, ...]
) -> Judged:
    groups = _grouped(one.findings)
    numbers: dict[str, int] = {}
    for number, group in enumerate(groups, start=1):
        numbers.setdefault(group[0].rule, number)
    own = next(
        (sheet.anchor for sheet in sheets if any(one is other for other in sheet.reports)), None
    )
    return Judged(anchor, one, groups, numbers, None if own is None else marked[own])


def _grouped(findings: Iterable[Finding]) -> tuple[tuple[Finding, ...], ...]:
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for one in findings:
        key = (one.rule, one.level, one.answer, f"{one.suppressed}", one.title, one.why, one.fix)
        groups.setdefault(key, []).append(one)
    return tuple(map(tuple, groups.values()))
