"""What a run fails for: findings, and figures beyond their bounds."""

from dlpulint.bounds import Bound, Gates, bound_of
from dlpulint.finding import Finding
from dlpulint.placed import DeviceMacs, PartitionCount
from dlpulint.reading import WrittenFinding
from dlpulint.report import ModelReport, Report
from dlpulint.terms import Answer, Severity

_LEVELS = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def fails(report: Report, gates: Gates) -> bool:
    """Whether a run is to be answered with exit code 1."""
    return any(
        tripping(report, one, gates) or exceeded(report, one, gates) for one in report.reports
    )


def tripping(report: Report, one: ModelReport, gates: Gates) -> tuple[Finding, ...]:
    """The findings of a model for which its run is to fail, worst first.

    What is suppressed, what is a preview, and a file that is not meant for its target trip nothing.
    """
    if not report.counts(one):
        return ()
    return tuple(f for f in one.findings if any(trips(f, gate) for gate in gates))


def exceeded(report: Report, one: ModelReport, gates: Gates) -> tuple[str, ...]:
    """A sentence for every bound that a model is beyond on its target: no finding tells of it.

    Only what is certain counts, and no preview.
    """
    if not report.counts(one):
        return ()
    placement = one.placement
    if placement is None or placement.preview or not placement.operators:
        return ()
    return beyond(gates, placement.macs, placement.best, placement.worst)


def beyond(
    gates: Gates, macs: DeviceMacs, best: PartitionCount, worst: PartitionCount
) -> tuple[str, ...]:
    """A sentence for every bound that these figures of a placement are beyond."""
    bounds = [bound for gate in gates if (bound := bound_of(gate)) is not None]
    figures = [(bound, _figure(bound, macs, best, worst)) for bound in bounds]
    return tuple(
        f"{_words(value, bound)} ({bound.text})"
        for bound, value in figures
        if value is not None and bound.exceeded_by(value)
    )


def trips(finding: Finding | WrittenFinding, gate: str) -> bool:
    """Whether a finding, of this run or read back, is of those for which a run fails by a gate."""
    if gate == "never" or finding.suppressed is not None or finding.preview or bound_of(gate):
        return False
    if gate == "unknown":
        return finding.answer is Answer.UNKNOWN
    if finding.answer is not Answer.BAD:
        return False
    if gate in ("fallback", "slow"):
        return finding.effect == gate
    return _LEVELS.index(finding.level) <= _LEVELS.index(Severity(gate))


def _words(value: float, bound: Bound) -> str:
    if bound.figure == "partitions":
        return f"{value:.0f} partitions"
    return f"{value:.3g} % of the MACs on the CPU"


def _figure(
    bound: Bound, macs: DeviceMacs, best: PartitionCount, worst: PartitionCount
) -> float | None:
    """What a placement has of what is bounded, as far as it is certain; `None` where nothing is."""
    if bound.figure == "partitions":
        return min(best.total, worst.total)
    return 100 * macs.cpu / macs.total if macs.total else None
