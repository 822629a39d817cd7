"""What a run fails for: findings, and figures beyond their bounds."""

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal, TypeAlias

from msgspec import Struct

from dlpulint.basics.errors import UsageError
from dlpulint.basics.terms import GATES, Answer, Effect, Severity, Verdict

if TYPE_CHECKING:
    # Types only: the command line imports the gates before it knows that anything is linted.
    from dlpulint.findings.finding import Finding
    from dlpulint.placement.result import DeviceMacs, PartitionCount
    from dlpulint.report.contract import WrittenFinding, WrittenReport
    from dlpulint.report.latency import Latency
    from dlpulint.report.report import ModelReport, Report

Gates: TypeAlias = tuple[str, ...]
"""Conditions for which a run fails, as `--fail-on` lists them.

`error`, `warning` and `note` count findings of that level and above; `fallback` and `slow` what has
that effect, `unknown` unknown answers; `never` counts nothing. `cpu-only` and `convert` are about
the verdict, and `fallback` includes `cpu-only`. The others are bounds.
"""

ERRORS: Gates = ("error",)

EXAMPLES = ("cpu-macs>5%", "partitions>4", "latency>50ms")
"""Bounds, one of each kind."""

_BOUND = re.compile(
    r"(cpu-macs|partitions|latency)\s*(>=?)\s*([0-9]{1,6}(?:\.[0-9]{1,6})?)\s*(%|ms|)"
)

Figure: TypeAlias = Literal["cpu-macs", "partitions", "latency"]

_UNITS: Mapping[str, tuple[Figure, str]] = {
    "cpu-macs": ("cpu-macs", "%"),
    "partitions": ("partitions", ""),
    "latency": ("latency", "ms"),
}
"""Figures by name, each with its unit."""


class Bound(Struct, frozen=True):
    """A bound on a figure of a report; a run fails where the figure lies beyond it."""

    text: str
    """The gate as the user wrote it."""
    figure: Figure
    """The MACs on the CPU, in percent of all; the partitions; the upper end of the time, in ms."""
    limit: float
    itself: bool
    """Whether the limit itself is beyond it: `>=`."""

    def exceeded_by(self, value: float) -> bool:
        """Whether a value lies beyond the bound."""
        return value > self.limit or (self.itself and value == self.limit)


def bound_of(gate: str) -> Bound | None:
    """The gate as a bound; `None` for a level, an effect, or a word that is no gate."""
    found = _BOUND.fullmatch(gate)
    if found is None:
        return None
    figure, unit = _UNITS[found[1]]
    if found[4] != unit:
        return None
    return Bound(gate, figure, float(found[3]), found[2] == ">=")


def gates_of(words: Iterable[str]) -> Gates:
    """Gates by their names, in one spelling. Raises UsageError for a word that is none."""
    gates = tuple("".join(word.split()) for word in words)
    for gate in gates:
        if gate not in GATES and bound_of(gate) is None:
            from dlpulint.basics.spelling import nearest  # It takes a while to import.

            near = nearest(gate, (*GATES, *EXAMPLES))
            known = near or f"; known: {', '.join((*GATES, *EXAMPLES))}"
            raise UsageError(f"no gate {gate!r}{known}")
    return gates


_LEVELS = (Severity.ERROR, Severity.WARNING, Severity.NOTE)

_RULES = 3
"""Rules that a sentence on a gate names."""

_OF_VERDICTS = ("cpu-only", "convert", "never")
"""Gates that count no finding."""


def fails(run: "Report", gates: Gates) -> bool:
    """Whether a run ends with exit code 1."""
    return any(tripping(report, gates) or exceeded(report, gates) for report in run.reports)


def tripping(report: "ModelReport", gates: Gates) -> "tuple[Finding, ...]":
    """Findings of a model for which the run fails, worst first.

    Suppressed findings, previews, and files for another target trip no gate.
    """
    if not report.counts:
        return ()
    return tuple(finding for finding in report.findings if any(trips(finding, g) for g in gates))


def tripped(report: "ModelReport", gates: Gates) -> tuple[str, ...]:
    """A sentence per gate that findings trip, with their rules; a finding counts for the first.

    None with the gate `error` alone: a report has the level of each finding.
    """
    if gates == ERRORS:
        return ()
    rules: dict[str, dict[str, None]] = {}
    for finding in tripping(report, gates):
        gate = next(gate for gate in gates if trips(finding, gate))
        rules.setdefault(gate, {})[finding.rule] = None
    return tuple(
        f"Fails by {_listed(tuple(rules[gate]))} ({gate})" for gate in gates if gate in rules
    )


def _listed(rules: tuple[str, ...]) -> str:
    more = f" and {len(rules) - _RULES} more" if len(rules) > _RULES else ""
    return f"{', '.join(rules[:_RULES])}{more}"


def exceeded(report: "ModelReport", gates: Gates) -> tuple[str, ...]:
    """A sentence per verdict and bound for which a model fails: no finding reports it.

    Only certain figures count, and no preview.
    """
    if not report.counts:
        return ()
    unwanted = unwanted_verdict(gates, report)
    placement = report.placement
    if placement is None or placement.preview or not placement.operators:
        return unwanted
    beyond_bounds = beyond(gates, placement.macs, placement.best, placement.worst)
    return (*unwanted, *beyond_bounds, *too_slow(gates, report.latency))


def unwanted_verdict(gates: Gates, report: "ModelReport | WrittenReport") -> tuple[str, ...]:
    """A sentence on a verdict for which a run fails, whatever findings came to it.

    `fallback` counts `cpu-only` where no finding has that effect.
    """
    if report.verdict is Verdict.CONVERT and "convert" in gates:
        return ("The target accepts this model only after a conversion (convert)",)
    if report.verdict is Verdict.CPU_ONLY:
        if "cpu-only" in gates:
            return ("No MACs run on the DLPU (cpu-only)",)
        if "fallback" in gates and all(f.effect is not Effect.FALLBACK for f in report.findings):
            return ("No MACs run on the DLPU (fallback)",)
    return ()


def beyond(
    gates: Gates, macs: "DeviceMacs", best: "PartitionCount", worst: "PartitionCount"
) -> tuple[str, ...]:
    """A sentence for every bound that these figures of a placement are beyond."""
    bounds = [bound for gate in gates if (bound := bound_of(gate)) is not None]
    figures = [(bound, _figure(bound, macs, best, worst)) for bound in bounds]
    return tuple(
        f"{_words(value, bound)} ({bound.text})"
        for bound, value in figures
        if value is not None and bound.exceeded_by(value)
    )


def too_slow(gates: Gates, latency: "Latency | None") -> tuple[str, ...]:
    """A sentence for every bound that the upper end of an estimate lies beyond.

    Only the estimate of a model like those measured counts. Of per-channel weights, whose factor a
    related chip has, the lower end counts instead.
    """
    if latency is not None and latency.high is None and latency.per_channel is not None:
        low = latency.per_channel.low
        return tuple(
            f"At least {low:.3g} ms on a {latency.camera} with per-channel weights, estimated "
            f"({bound.text})"
            for bound in _bounds_on_time(gates)
            if bound.exceeded_by(low)
        )
    if latency is None or latency.high is None or not latency.inside:
        return ()
    bounds = [bound for bound in _bounds_on_time(gates) if bound.exceeded_by(latency.high)]
    half = latency.half_input
    less = "" if half is None else f"; up to {half.high:.3g} with half the input's width and height"
    return tuple(
        f"Up to {latency.high:.3g} ms on a {latency.camera}, estimated ({bound.text}){less}"
        for bound in bounds
    )


def unchecked(report: "ModelReport", gates: Gates) -> tuple[str, ...]:
    """A sentence for every bound on the time that could not be checked; the run does not fail."""
    latency = report.latency
    if not report.counts or report.error is not None:
        return ()
    bounds = _bounds_on_time(gates)
    if report.preview:
        reason = "it is for the converted file"
    elif latency is None:
        reason = "nothing is placed"
    elif latency.high is None:
        reason = latency.refused_because.rstrip(".")
        bounds = [bound for bound in bounds if not too_slow((bound.text,), latency)]
    elif not latency.inside:
        reason = "none of the networks measured is like it"
    else:
        return ()
    return tuple(f"{bound.text} is not checked: {reason}" for bound in bounds)


def _bounds_on_time(gates: Gates) -> list[Bound]:
    bounds = (bound_of(gate) for gate in gates)
    return [bound for bound in bounds if bound is not None and bound.figure == "latency"]


def trips(finding: "Finding | WrittenFinding", gate: str) -> bool:
    """Whether a finding, of this run or read back, is of those for which a run fails by a gate."""
    if gate in _OF_VERDICTS or finding.suppressed is not None or finding.preview or bound_of(gate):
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
    bound: Bound, macs: "DeviceMacs", best: "PartitionCount", worst: "PartitionCount"
) -> float | None:
    """What a placement has of what is bounded, as far as it is certain; `None` where nothing is."""
    if bound.figure == "latency":
        return None
    if bound.figure == "partitions":
        return min(best.total, worst.total)
    return 100 * macs.cpu / macs.total if macs.total else None
