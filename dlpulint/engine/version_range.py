"""Two reports on one model and target, for the ends of a range of AXIS OS, as one."""

from collections.abc import Sequence

from msgspec.structs import replace

from dlpulint.basics.terms import Verdict
from dlpulint.basics.version import TITLES, Versions
from dlpulint.findings.finding import PREVIEW, Finding, rank
from dlpulint.report.report import ModelReport

_VERDICTS = tuple(Verdict)


def spanned(low: ModelReport, high: ModelReport, ends: Sequence[Versions]) -> ModelReport:
    """The report for the end where the model fares worse, with what holds for the other one only.

    What holds for one end only says so. The placement is that of the worse end.
    """
    at = [f"{TITLES['axis_os']} {versions.axis_os}" for versions in ends]
    worse, other, worse_at, other_at = low, high, at[0], at[1]
    if _VERDICTS.index(high.verdict) < _VERDICTS.index(low.verdict):
        worse, other, worse_at, other_at = high, low, at[1], at[0]
    findings = [
        *_held(worse.findings, other.findings, worse_at),
        *_only(other.findings, worse.findings, other_at),
    ]
    return replace(worse, findings=tuple(sorted(findings, key=rank)))


def _held(findings: Sequence[Finding], others: Sequence[Finding], at: str) -> list[Finding]:
    """Findings of one end; one that holds for both is that of the end with the higher level."""
    known = {other.fingerprint: other for other in others}
    return [
        min(finding, known[finding.fingerprint], key=rank)
        if finding.fingerprint in known
        else _for_end(finding, at)
        for finding in findings
    ]


def _only(findings: Sequence[Finding], others: Sequence[Finding], at: str) -> list[Finding]:
    known = {other.fingerprint for other in others}
    return [_for_end(finding, at) for finding in findings if finding.fingerprint not in known]


def _for_end(finding: Finding, at: str) -> Finding:
    """A finding that says for which end it holds."""
    begun = PREVIEW if finding.preview else ""
    return replace(finding, message=f"{begun}With {at}: {finding.bare_message}")
