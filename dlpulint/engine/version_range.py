"""One report from two on the same model and target, for both ends of a range of AXIS OS."""

from collections.abc import Sequence

from msgspec.structs import replace

from dlpulint.basics.terms import Verdict
from dlpulint.basics.version import TITLES, Versions
from dlpulint.findings.finding import PREVIEW, Finding, rank
from dlpulint.report.report import ModelReport

_VERDICTS = tuple(Verdict)


def spanned(low: ModelReport, high: ModelReport, ends: Sequence[Versions]) -> ModelReport:
    """Report for the end with the worse verdict, plus the findings of the other end alone.

    A finding for one end only says so. The placement is that of the worse end.
    """
    at = [f"{TITLES['axis_os']} {versions.axis_os}" for versions in ends]
    worse, other, worse_at, other_at = low, high, at[0], at[1]
    if _severity(high) < _severity(low):
        worse, other, worse_at, other_at = high, low, at[1], at[0]
    at_worse = {finding.fingerprint for finding in worse.findings}
    at_other = {finding.fingerprint: finding for finding in other.findings}
    findings = [
        min(finding, at_other[finding.fingerprint], key=rank)
        if finding.fingerprint in at_other
        else _at_end(finding, worse_at)
        for finding in worse.findings
    ]
    findings += [_at_end(f, other_at) for f in other.findings if f.fingerprint not in at_worse]
    return replace(worse, findings=tuple(sorted(findings, key=rank)))


def _severity(report: ModelReport) -> tuple[int, int]:
    after = report.after_conversion
    return _VERDICTS.index(report.verdict), len(_VERDICTS) if after is None else _VERDICTS.index(
        after
    )


def _at_end(finding: Finding, at: str) -> Finding:
    """The finding, with the end that it holds for in its message."""
    start = PREVIEW if finding.preview else ""
    return replace(finding, message=f"{start}With {at}: {finding.bare_message}")
