"""Over the corpus and all targets, headlines agree with figures, and first steps with findings."""

import re
from collections.abc import Iterator

import pytest

from dlpulint.api import lint
from dlpulint.basics.terms import Answer, Device, Effect, Severity, Verdict
from dlpulint.report.report import ModelReport, Report
from dlpulint.reporters.cures import has_cure
from dlpulint.reporters.first_step import first_step
from dlpulint.reporters.grouping import by_path
from dlpulint.reporters.headline import summary_line
from dlpulint.reporters.overview import text as overview_text
from dlpulint.reporters.text.column_width import columns
from dlpulint.reporters.text.report import write
from dlpulint.reporters.text.screen import SCREEN
from dlpulint.reporters.text.style import Style
from tests.corpus import MARKS, TARGETS
from tests.places import CORPUS

pytestmark = MARKS


@pytest.fixture(scope="module")
def whole() -> Report:
    assert CORPUS is not None
    return lint([CORPUS], TARGETS)


@pytest.fixture(scope="module")
def reports(whole: Report) -> list[ModelReport]:
    return [report for report in whole.reports if report.error is None]


def named(reports: Iterator[ModelReport]) -> list[str]:
    return [f"{report.path} on {report.target}: {summary_line(report)}" for report in reports]


def breakable(line: str) -> bool:
    """Whether a line of a command could have been broken before an option."""
    return bool(re.search(r"\S +-", line)) and len(max(line.split(), key=len)) < 40


def own(report: ModelReport) -> bool:
    """Whether the figures are those of the file itself, on a target with a DLPU."""
    return not report.foreign and report.backend == "DLPU" and bool(report.placement)


def after_converting(report: ModelReport) -> str:
    """The part of a headline that says what comes after the conversion."""
    if report.after_conversion is Verdict.REJECTED:
        return "The camera would reject this model even after a conversion: "
    return f"Convert first; then {report.after_conversion}"


def test_nothing_to_change_is_said_only_without_a_cure_below(reports: list[ModelReport]) -> None:
    def contradicts(report: ModelReport) -> bool:
        step = first_step(report)
        cured = any(
            finding.answer is Answer.BAD and finding.suppressed is None and has_cure(finding)
            for finding in report.findings
        )
        return step is not None and cured and bool(re.match("Nothing|No change", step.how))

    assert named(report for report in reports if contradicts(report)) == []


def test_every_report_begins_with_something_to_do(reports: list[ModelReport]) -> None:
    def silent(report: ModelReport) -> bool:
        step = first_step(report)
        return step is None or not (step.how or step.optional)

    assert named(report for report in reports if silent(report)) == []


def test_cpu_only_is_the_verdict_exactly_where_nothing_is_on_the_dlpu(
    reports: list[ModelReport],
) -> None:
    worse = (Verdict.REJECTED, Verdict.WRONG)

    def differs(report: ModelReport) -> bool:
        assert report.placement is not None
        said = report.verdict is Verdict.CPU_ONLY
        return said is not report.placement.nothing_on_dlpu and report.verdict not in worse

    assert named(report for report in reports if own(report) and differs(report)) == []
    cpus = (report for report in reports if report.backend != "DLPU")
    assert named(report for report in cpus if report.verdict is Verdict.CPU_ONLY) == []


def test_a_headline_never_claims_the_dlpu_where_nothing_runs_on_it(
    reports: list[ModelReport],
) -> None:
    def claims(report: ModelReport) -> bool:
        assert report.placement is not None
        line = summary_line(report)
        certain = report.placement.count(Device.DLPU)
        return not certain and bool(re.search("The model runs on the DLPU|100 % of the MACs", line))

    assert named(report for report in reports if own(report) and claims(report)) == []


def test_the_operators_that_fall_back_are_those_of_the_placement(
    reports: list[ModelReport],
) -> None:
    def differs(report: ModelReport) -> bool:
        assert report.placement is not None
        found = re.match(r"(\d+) of (\d+) operators? falls? back to the CPU", summary_line(report))
        counts = report.placement.count(Device.CPU), len(report.placement.operators)
        return found is not None and (int(found[1]), int(found[2])) != counts

    falling = [report for report in reports if own(report)]
    assert named(report for report in falling if differs(report)) == []


def test_clean_and_unknown_have_no_error_and_nothing_that_matters(
    reports: list[ModelReport],
) -> None:
    quiet = (Verdict.CLEAN, Verdict.UNKNOWN)

    def loud(report: ModelReport) -> bool:
        matters = any(
            finding.answer is Answer.BAD
            and finding.suppressed is None
            and not finding.preview
            and finding.effect is not Effect.ADVICE
            for finding in report.findings
        )
        return report.verdict in quiet and (matters or report.count(Severity.ERROR) > 0)

    assert named(report for report in reports if loud(report)) == []


def test_unknown_says_how_much_could_not_be_checked(reports: list[ModelReport]) -> None:
    unsure = (report for report in reports if report.verdict is Verdict.UNKNOWN)
    line = re.compile(r"No known problem; [1-9]\d* (operator|question)")
    assert named(report for report in unsure if not line.match(summary_line(report))) == []


def test_a_file_of_another_format_is_to_be_converted_or_rejected(
    reports: list[ModelReport],
) -> None:
    foreign = [report for report in reports if report.foreign]
    allowed = (Verdict.CONVERT, Verdict.REJECTED)
    assert named(report for report in foreign if report.verdict not in allowed) == []
    others = (report for report in reports if not report.foreign)
    assert named(report for report in others if report.verdict is Verdict.CONVERT) == []
    previews = [report for report in foreign if report.after_conversion is not None]
    assert {report.after_conversion for report in previews} > {Verdict.CLEAN, Verdict.REJECTED}
    silent = (report for report in previews if after_converting(report) not in summary_line(report))
    assert named(silent) == []


def test_all_chips_fit_a_screen_of_80_columns(whole: Report) -> None:
    def overflows(path: str, same: list[ModelReport]) -> bool:
        shown = overview_text.write(Report(whole.tool_version, whole.targets, tuple(same)), Style())
        lines = shown.splitlines()
        wide = [line for line in lines if columns(line) > 80 and path not in line]
        return len(lines) > SCREEN or bool(wide)

    models = by_path(whole.reports).items()
    readable = [(path, same) for path, same in models if same[0].error is None]
    assert len(readable) > 100
    assert [path for path, same in readable if overflows(path, list(same))] == []


def test_every_report_fits_a_screen_of_80_columns(
    whole: Report, reports: list[ModelReport]
) -> None:
    def lines(report: ModelReport) -> list[str]:
        return write(Report(whole.tool_version, whole.targets, (report,))).splitlines()

    def overflows(report: ModelReport) -> bool:
        shown = lines(report)
        wide = [line for line in shown if columns(line) > 80]
        # Of a command neither a name nor an option and its value are broken: the terminal does it.
        within = [line for line in wide if not re.match("  (Next)? {4,}", line)]
        return len(shown) > SCREEN or bool(within) or any(map(breakable, wide))

    assert named(report for report in reports if overflows(report)) == []
