"""Sections of the page, one per file: its graphs, and its report on each target."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from dlpulint.basics.terms import Verdict
from dlpulint.report.report import ModelReport, ModelSummary, PlacedOperator, Report
from dlpulint.reporters.grouping import alike, by_path
from dlpulint.reporters.html.shared_findings import SharedFinding, shared
from dlpulint.reporters.html.sheets import Sheet, sheets_of, with_room


class Judged(Struct, frozen=True):
    """A file on one target."""

    anchor: str
    number: int
    """The target's number on the page, from 1."""
    report: ModelReport
    sheet: Sheet | None
    """The graph that the findings are about; `None` where there is none."""
    findings: Mapping[str, SharedFinding]
    """The findings that hold on the target, by their ids on the page."""
    by_rule: Mapping[str, str]
    """The id of the first finding of each rule, to link reasons to it."""

    @property
    def placed(self) -> tuple[PlacedOperator, ...]:
        """The operators of the sheet with their devices; empty where these are not known."""
        placement = self.report.placement
        if self.sheet is None or placement is None:
            return ()
        same = len(placement.operators) == len(self.sheet.outline.operators)
        return placement.operators if same else ()


class Section(Struct, frozen=True):
    """The reports and graphs of one file."""

    anchor: str
    path: str
    judged: tuple[Judged, ...]
    sheets: tuple[Sheet, ...]
    findings: Mapping[str, SharedFinding]
    """Each finding once, by its id on the page, the worst first."""

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

    @property
    def worst(self) -> Judged:
        """The target with the worst verdict, of several the first."""
        order = list(Verdict)
        return min(self.judged, key=lambda judged: order.index(judged.report.verdict))

    def on(self, target: str) -> Judged | None:
        """The file on a target, if it was linted for it."""
        return next((judged for judged in self.judged if judged.report.target == target), None)

    def judging(self, sheet: Sheet) -> tuple[Judged, ...]:
        """The targets for which the devices of a graph's operators are known, in order."""
        return tuple(judged for judged in self.judged if judged.sheet is sheet and judged.placed)


class File(Struct, frozen=True):
    """A file of the page with its reports."""

    path: str
    reports: Sequence[ModelReport]
    rank: int
    """Files with lower ranks are drawn before there is no room left."""


def sections_of(report: Report) -> tuple[Section, ...]:
    """One section per file, the worst verdicts first."""
    files = sorted(by_path(report.reports).items(), key=lambda file: _severity(file[1]))
    return arranged(
        [File(path, reports, verdict_rank(reports)) for path, reports in files],
        [target.target for target in report.targets],
    )


def arranged(files: Iterable[File], targets: Sequence[str]) -> tuple[Section, ...]:
    """One section per file, in the order of the files."""
    drafts = [
        (f"m{number}", file, sheets_of(f"m{number}", file.reports))
        for number, file in enumerate(files, start=1)
    ]
    marked = with_room((file.rank, sheet) for _, file, sheets in drafts for sheet in sheets)
    return tuple(
        _section(
            anchor,
            file.path,
            file.reports,
            tuple(marked[sheet.anchor] for sheet in drawn),
            targets,
        )
        for anchor, file, drawn in drafts
    )


def verdict_rank(reports: Iterable[ModelReport]) -> int:
    """Number of the worst verdict of a file, from 0 for the worst of all."""
    order = list(Verdict)
    return min(order.index(report.verdict) for report in reports)


def _severity(reports: Sequence[ModelReport]) -> int:
    """Sort key of a file: files that cannot be read come first."""
    return -1 if reports[0].error is not None else verdict_rank(reports)


def _section(
    anchor: str,
    path: str,
    reports: Sequence[ModelReport],
    sheets: tuple[Sheet, ...],
    targets: Sequence[str],
) -> Section:
    ordered = sorted(reports, key=lambda linted: targets.index(linted.target))
    graphs = [
        next((s for s in sheets if any(linted is other for other in s.reports)), None)
        for linted in ordered
    ]
    grouped = [alike(linted.findings) for linted in ordered]
    found = shared(list(zip(grouped, graphs, strict=True)))
    findings = {f"{anchor}f{number}": one for number, one in enumerate(found, start=1)}
    judged: list[Judged] = []
    for at, (linted, sheet) in enumerate(zip(ordered, graphs, strict=True)):
        number = targets.index(linted.target) + 1
        here = {id: one for id, one in findings.items() if at in one.targets}
        by_rule: dict[str, str] = {}
        for id, one in here.items():
            for rule in one.rules:
                by_rule.setdefault(rule, id)
        judged.append(Judged(f"{anchor}-{number}", number, linted, sheet, here, by_rule))
    return Section(anchor, path, tuple(judged), sheets, findings)
