"""A project's rulings on single reports: tests on cameras, selected rules, levels."""

from collections.abc import Sequence

from msgspec.structs import replace

from dlpulint.basics.globs import rule_matches
from dlpulint.basics.terms import Answer, Severity, Verdict
from dlpulint.basics.version import TITLES
from dlpulint.findings.finding import Finding, rank
from dlpulint.project.config.config import Confirmed, Override
from dlpulint.report.report import ModelReport

_SHOWN = 8
"""Rules that a notice names."""


def confirmed(report: ModelReport, tests: Sequence[Confirmed]) -> ModelReport:
    """The report with its open questions answered, if that very file was tested on a camera."""
    if report.model is None or report.supposed or report.preview:
        return report
    key = (report.model.sha256, report.target)
    test = next((test for test in tests if (test.sha256, test.target) == key), None)
    if test is None:
        return report
    reason = (
        f"confirmed on {test.camera} with {TITLES['axis_os']} {test.axis_os}, "
        f"{test.date.isoformat()}, by {test.by}"
    )
    findings = tuple(
        replace(finding, suppressed=reason) if finding.answer is Answer.UNKNOWN else finding
        for finding in report.findings
    )
    verdict = Verdict.CLEAN if report.verdict is Verdict.UNKNOWN else report.verdict
    notice = f"{reason[0].upper()}{reason[1:]}."
    return replace(report, findings=findings, verdict=verdict, notices=(*report.notices, notice))


def selected(report: ModelReport, select: Sequence[str], ignore: Sequence[str]) -> ModelReport:
    """The report without findings of rules that are not selected.

    The verdict stays what the camera will do; a notice names the rules.
    """

    def is_selected(rule: str) -> bool:
        chosen = not select or any(rule_matches(rule, glob) for glob in select)
        return chosen and not any(rule_matches(rule, glob) for glob in ignore)

    left = tuple(finding for finding in report.findings if is_selected(finding.rule))
    if len(left) == len(report.findings):
        return report
    gone = sorted({finding.rule for finding in report.findings if finding not in left})
    more = f" and {len(gone) - _SHOWN} more" if len(gone) > _SHOWN else ""
    notice = f"Left out by select and ignore: {', '.join(gone[:_SHOWN])}{more}."
    return replace(report, findings=left, notices=(*report.notices, notice))


def stale(tests: Sequence[Confirmed], reports: Sequence[ModelReport]) -> list[str]:
    """A remark for each test of a file that no report is about, if all have a checksum."""
    models = [report.model for report in reports]
    known = {model.sha256 for model in models if model is not None}
    if None in models or None in known:
        return []
    return [
        f"{test.where}: no model of this project has the SHA-256 {test.sha256[:12]}…; it was "
        f"confirmed on {test.camera} and is gone or another file now"
        for test in tests
        if test.sha256 not in known
    ]


def levelled(report: ModelReport, overrides: Sequence[Override]) -> ModelReport:
    """The report with findings at the levels that a project gives to their rules.

    An unknown answer stays a note, and a preview at most a warning.
    """
    if not overrides:
        return report
    findings = tuple(_levelled(finding, overrides) for finding in report.findings)
    return replace(report, findings=tuple(sorted(findings, key=rank)))


def _levelled(finding: Finding, overrides: Sequence[Override]) -> Finding:
    level = finding.level
    for override in overrides:
        if rule_matches(finding.rule, override.rule):
            level = override.level
    if finding.answer is Answer.UNKNOWN:
        return finding
    if finding.preview and level is Severity.ERROR:
        level = Severity.WARNING
    return replace(finding, level=level)
