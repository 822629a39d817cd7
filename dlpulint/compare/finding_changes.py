"""The change of each finding; findings with the same fingerprint count as one."""

from collections.abc import Sequence

from msgspec.structs import replace

from dlpulint.basics.terms import Effect, Severity
from dlpulint.compare.data import FindingChange, Pair, What, paired_values
from dlpulint.report.contract import WrittenFinding, WrittenReport
from dlpulint.report.gates import beyond, too_slow, trips, unwanted_verdict

_LEVELS = tuple(Severity)
_EFFECTS = tuple(Effect)

WORSE: tuple[What, ...] = ("new", "counted", "more", "louder")
"""Changes of a finding for the worse; all others are for the better."""

_ORDER: tuple[What, ...] = (*WORSE, "fewer", "quieter", "ignored", "gone")


def finding_changes(
    before: WrittenReport | None, after: WrittenReport | None, gates: Sequence[str]
) -> tuple[FindingChange, ...]:
    """The findings that differ between the two sides; first those that fail the run."""
    old, new = _by_fingerprint(before), _by_fingerprint(after)
    counts = after is not None and after.counts
    changes = []
    for fingerprint in new | old:
        was, now = old.get(fingerprint), new.get(fingerprint)
        what = _what(was, now)
        finding = now or was
        if what is None or finding is None:
            continue
        worse = now is not None and what in WORSE
        changes.append(
            FindingChange(
                what=what,
                rule=finding.rule,
                answer=finding.answer,
                level=paired_values(Pair(was, now), lambda side: side.level),
                effect=paired_values(Pair(was, now), lambda side: side.effect),
                count=Pair(was.count if was else 0, now.count if now else 0),
                message=finding.message,
                fingerprint=fingerprint,
                suppressed=now.suppressed if now else None,
                preview=finding.preview,
                fails=counts and worse and any(trips(finding, gate) for gate in gates),
            )
        )
    return tuple(sorted(changes, key=_rank))


def _by_fingerprint(report: WrittenReport | None) -> dict[str, WrittenFinding]:
    findings: dict[str, WrittenFinding] = {}
    for finding in () if report is None else report.findings:
        key = finding.fingerprint
        if same := findings.get(key):
            finding = replace(same, count=same.count + finding.count)
        findings[key] = finding
    return findings


def _what(was: WrittenFinding | None, now: WrittenFinding | None) -> What | None:
    """The change of a finding; `None` without one, and for a finding ignored on both sides."""
    if now is None:
        return None if was is None or was.suppressed is not None else "gone"
    if now.suppressed is not None:
        return None if was is not None and was.suppressed is not None else "ignored"
    if was is None:
        return "new"
    if was.suppressed is not None:
        return "counted"
    if now.count != was.count:
        return "more" if now.count > was.count else "fewer"
    if now.level is not was.level:
        return "louder" if _LEVELS.index(now.level) < _LEVELS.index(was.level) else "quieter"
    if now.effect is not was.effect:
        return "louder" if _EFFECTS.index(now.effect) < _EFFECTS.index(was.effect) else "quieter"
    return None


def _rank(finding: FindingChange) -> tuple[bool, int, int]:
    level = finding.level.after or finding.level.before or Severity.NOTE
    return not finding.fails, _ORDER.index(finding.what), _LEVELS.index(level)


def bounds_passed(
    before: WrittenReport | None, after: WrittenReport | None, gates: Sequence[str]
) -> tuple[str, ...]:
    """A sentence for each verdict and bound for which NEW fails and OLD did not."""
    return tuple(
        sentence for gate in gates if not _beyond(before, gate) for sentence in _beyond(after, gate)
    )


def _beyond(report: WrittenReport | None, gate: str) -> tuple[str, ...]:
    if report is None or not report.counts:
        return ()
    unwanted = unwanted_verdict((gate,), report)
    placement = report.placement
    if placement is None or placement.preview or not placement.operators:
        return unwanted
    partitions = placement.partitions
    bounds = beyond((gate,), placement.macs, partitions.best, partitions.worst)
    return (*unwanted, *bounds, *too_slow((gate,), report.latency))
