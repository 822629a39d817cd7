"""For the tests of people who export models: `assert_deployable(model, target)`.

pytest finds nothing of it by itself and it needs no plugin: import it where you test your export.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from dlpulint.api import AnyPath, lint
from dlpulint.basics.errors import UsageError
from dlpulint.basics.terms import Answer, Severity
from dlpulint.basics.version import UNSTATED, Versions
from dlpulint.conversion.as_if import Scheme
from dlpulint.findings.finding import Finding, Location
from dlpulint.report.gates import exceeded, gates_of, tripping
from dlpulint.report.report import ModelReport
from dlpulint.reporters.lines import short_name, summary_line

_FINDINGS = 5
"""Findings that a failure tells; the command line tells the rest."""

_PLACES = 3


def assert_deployable(
    model: AnyPath | bytes,
    target: str,
    *,
    fail_on: str | Iterable[str] = "error",
    versions: Versions = UNSTATED,
    input_shapes: Mapping[str, Sequence[int]] | None = None,
    as_if: Scheme | None = None,
    rules: AnyPath | Iterable[AnyPath] = (),
) -> ModelReport:
    """Fail unless a model, a file or its bytes, will do for a target; give its report.

    `fail_on` says what will not do, as on the command line: a level (`error`, `warning`, `note`)
    and what is worse, a verdict (`fallback`, `slow`, `unknown`), a bound (`cpu-macs>5%`), or
    several of them. The rest is as for `dlpulint.lint`. The report is there for what else is to
    hold of the model.

    Raises AssertionError, also for a file that cannot be read as a model, with the verdict, the
    worst findings, where they are and what to change. A path or target that is not there is a
    UsageError: then the test is wrong and not the model.
    """
    __tracebackhide__ = True  # pytest shows the caller's line instead.
    report = lint(
        model, target, rules=rules, as_if=as_if, input_shapes=input_shapes, versions=versions
    )
    if len(report.reports) != 1:
        raise UsageError(f"{model!r} on {target!r} is not one model on one target")
    (one,) = report.reports
    try:
        gates = gates_of((fail_on,) if isinstance(fail_on, str) else fail_on)
    except UsageError as error:
        raise UsageError(f"fail_on: {error}") from None
    failing, beyond = tripping(report, one, gates), exceeded(report, one, gates)
    if one.error is not None or failing or beyond:
        raise AssertionError("\n".join(_reasons(one, failing, beyond)))
    return one


def _reasons(
    one: ModelReport, failing: tuple[Finding, ...], beyond: tuple[str, ...]
) -> Iterator[str]:
    name = "the model" if one.path == "-" else one.path
    if one.error is not None:
        yield f"{name} cannot be read as a model: {one.error}"
        return
    yield f"{name} will not do for {one.target}: {one.verdict.value}, {summary_line(one)}"
    yield from (f"  {sentence}" for sentence in beyond)
    told = [*failing, *_besides(one, failing)]
    for finding in told[:_FINDINGS]:
        yield from _told(finding)
    if len(told) > _FINDINGS:
        yield f"  {len(told) - _FINDINGS} more; `dlpulint {name} --target {one.target}` tells all."


def _besides(one: ModelReport, failing: tuple[Finding, ...]) -> Iterator[Finding]:
    """What else is no mere note: it may be the cause of what fails."""
    for finding in one.findings:
        holds = finding.answer is Answer.BAD and not finding.preview and not finding.suppressed
        if holds and finding.level is not Severity.NOTE and finding not in failing:
            yield finding


def _told(finding: Finding) -> Iterator[str]:
    yield f"  {finding.level.value} {finding.rule}: {finding.message}"
    if finding.locations:
        shown = ", ".join(_place(place) for place in finding.locations[:_PLACES])
        yield f"    At {shown}{' …' if len(finding.locations) > _PLACES else ''}"
    if finding.fix:
        yield f"    Do: {' '.join(finding.fix.split())}"


def _place(place: Location) -> str:
    name = short_name(place.tensors[0]) if place.tensors else ""
    return name if place.op is None else f"{place.op} {place.index} ({name})"
