"""Whether a run fails, and for which figures of which model."""

from collections.abc import Iterable, Iterator

from dlpulint.bounds import Bound, bound_of
from dlpulint.report import ModelReport, Report
from dlpulint.terms import Answer, Severity, Verdict

_LEVELS = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def fails(report: Report, gates: Iterable[str]) -> bool:
    """Whether a run is to be answered with exit code 1.

    `error`, `warning` and `note` count findings of that level and above; `fallback`, `slow` and
    `unknown` count verdicts; `cpu-macs>5%` and `partitions>4` are about placements. What is a
    preview counts in none of them.
    """
    chosen = tuple(gates)
    return any(_trips(one, gate) for one in report.reports for gate in chosen if one.counts)


def exceeded(report: Report, gates: Iterable[str]) -> Iterator[str]:
    """A sentence for every bound that a model is beyond on a target: no finding tells of it."""
    bounds = [bound for gate in gates if (bound := bound_of(gate)) is not None]
    for one in report.reports:
        for bound in bounds:
            value = _figure(one, bound)
            if value is not None and bound.exceeded_by(value):
                yield f"{one.path} on {one.target}: {_words(value, bound)} ({bound.text})"


def _words(value: float, bound: Bound) -> str:
    if bound.figure == "partitions":
        return f"{value:.0f} partitions"
    return f"{value:.3g} % of the MACs on the CPU"


def _figure(one: ModelReport, bound: Bound) -> float | None:
    """What a placement has of what is bounded, as far as it is certain; `None` where nothing is."""
    placement = one.placement
    if placement is None or placement.preview or not placement.operators:
        return None
    if bound.figure == "partitions":
        return min(placement.best.total, placement.worst.total)
    macs = placement.macs
    return 100 * macs.cpu / macs.total if macs.total else None


def _trips(report: ModelReport, gate: str) -> bool:
    if gate in ("fallback", "slow", "unknown"):
        wanted = Verdict(gate)
        if wanted is Verdict.UNKNOWN:
            return report.error is None and any(
                finding.answer is Answer.UNKNOWN
                and finding.suppressed is None
                and not finding.preview
                for finding in report.findings
            )
        return any(
            finding.effect == wanted.value
            and finding.answer is Answer.BAD
            and finding.suppressed is None
            and not finding.preview
            for finding in report.findings
        )
    if gate == "never":
        return False
    bound = bound_of(gate)
    if bound is not None:
        value = _figure(report, bound)
        return value is not None and bound.exceeded_by(value)
    threshold = _LEVELS.index(Severity(gate))
    return any(report.count(level) for level in _LEVELS[: threshold + 1])
