"""What a project says of single reports: tests on cameras, rules left out, levels, ignores."""

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
    """A report whose open questions a test of that very file on a camera has answered."""
    if report.model is None or report.supposed or report.preview:
        return report
    test = next(
        (one for one in tests if (one.sha256, one.target) == (report.model.sha256, report.target)),
        None,
    )
    if test is None:
        return report
    reason = (
        f"confirmed on {test.camera} with {TITLES['axis_os']} {test.axis_os}, "
        f"{test.date.isoformat()}, by {test.by}"
    )
    findings = tuple(
        replace(one, suppressed=reason) if one.answer is Answer.UNKNOWN else one
        for one in report.findings
    )
    verdict = Verdict.CLEAN if report.verdict is Verdict.UNKNOWN else report.verdict
    said = f"{reason[0].upper()}{reason[1:]}."
    return replace(report, findings=findings, verdict=verdict, notices=(*report.notices, said))


def selected(report: ModelReport, select: Sequence[str], ignore: Sequence[str]) -> ModelReport:
    """A report without the findings of rules that are not to be told.

    The verdict stays what the camera will do; a notice names the rules.
    """

    def told(finding: Finding) -> bool:
        chosen = not select or any(rule_matches(finding.rule, glob) for glob in select)
        return chosen and not any(rule_matches(finding.rule, glob) for glob in ignore)

    left = tuple(one for one in report.findings if told(one))
    if len(left) == len(report.findings):
        return report
    gone = sorted({one.rule for one in report.findings} - {one.rule for one in left})
    more = f" and {len(gone) - _SHOWN} more" if len(gone) > _SHOWN else ""
    said = f"Left out by select and ignore: {', '.join(gone[:_SHOWN])}{more}."
    return replace(report, findings=left, notices=(*report.notices, said))


def stale(tests: Sequence[Confirmed], reports: Sequence[ModelReport]) -> list[str]:
    """A remark for each test of a file that no report is about, if all files could be read."""
    models = [report.model for report in reports]
    known = {model.sha256 for model in models if model is not None}
    if None in models:
        return []
    return [
        f"{test.where}: no model of this project has the SHA-256 {test.sha256[:12]}…; it was "
        f"confirmed on {test.camera} and is gone or another file now"
        for test in tests
        if test.sha256 not in known
    ]


def levelled(report: ModelReport, overrides: Sequence[Override]) -> ModelReport:
    """A report whose findings have the levels that a project gives to their rules.

    What cannot be told stays a note, and a preview at most a warning.
    """
    if not overrides:
        return report
    findings = tuple(_levelled(one, overrides) for one in report.findings)
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
