"""Assertion for tests of exported models: `assert_deployable(model, target)`.

It is no pytest plugin: import it where you test your export.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from dlpulint.api import AnyPath, lint
from dlpulint.basics.errors import UsageError
from dlpulint.basics.shell import typed
from dlpulint.basics.terms import Answer, Severity
from dlpulint.basics.version import UNSTATED, Versions
from dlpulint.conversion.as_if import Scheme
from dlpulint.findings.finding import Finding, Location
from dlpulint.report.gates import exceeded, gates_of, tripping
from dlpulint.report.report import ModelReport
from dlpulint.reporters.headline import summary_line
from dlpulint.reporters.lines import short_name

_FINDINGS = 5
"""Findings in the message of a failure; the command line reports the rest."""

_LOCATIONS = 3


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
    """The report of a model that is fit for a target; fails the test for any other.

    Args:
        model: a file, or the bytes of a model.
        target: one target.
        fail_on: conditions as on the command line: a level (`error`, `warning`, `note`) and
            worse, a verdict (`cpu-only`, `fallback`, `slow`, `convert`, `unknown`), a bound
            (`cpu-macs>5%`, `latency>50ms`), or several.
        versions, input_shapes, as_if, rules: as for `dlpulint.lint`.

    Raises:
        AssertionError: the model fails, or cannot be read; with the verdict, the worst findings,
            their locations and what to change.
        UsageError: a path or target that is not there: the test is wrong, not the model.
    """
    __tracebackhide__ = True  # pytest shows the caller's line instead.
    report = lint(
        model, target, rules=rules, as_if=as_if, input_shapes=input_shapes, versions=versions
    )
    if len(report.reports) != 1:
        raise UsageError(f"{model!r} on {target!r} is not one model on one target")
    (found,) = report.reports
    try:
        gates = gates_of((fail_on,) if isinstance(fail_on, str) else fail_on)
    except UsageError as error:
        raise UsageError(f"fail_on: {error}") from None
    failing, beyond = tripping(found, gates), exceeded(found, gates)
    if found.error is not None or failing or beyond:
        raise AssertionError("\n".join(_reasons(found, failing, beyond)))
    return found


def _reasons(
    report: ModelReport, failing: tuple[Finding, ...], beyond: tuple[str, ...]
) -> Iterator[str]:
    name = "the model" if report.path == "-" else report.path
    if report.error is not None:
        yield f"{name} cannot be read as a model: {report.error}"
        return
    target = report.target
    yield f"{name} will not do for {target}: {report.verdict.value}. {summary_line(report)}"
    yield from (f"  {sentence}" for sentence in beyond)
    findings = [*failing, *_besides(report, failing)]
    for finding in findings[:_FINDINGS]:
        yield from _lines(finding)
    if len(findings) > _FINDINGS:
        more = len(findings) - _FINDINGS
        yield f"  {more} more; `dlpulint {typed(name)} --target {target}` lists all."


def _besides(report: ModelReport, failing: tuple[Finding, ...]) -> Iterator[Finding]:
    """Other findings above notes: one may be the cause of the failure."""
    for finding in report.findings:
        holds = finding.answer is Answer.BAD and not finding.preview and not finding.suppressed
        if holds and finding.level is not Severity.NOTE and finding not in failing:
            yield finding


def _lines(finding: Finding) -> Iterator[str]:
    yield f"  {finding.level.value} {finding.rule}: {finding.message}"
    if finding.locations:
        shown = ", ".join(map(_location, finding.locations[:_LOCATIONS]))
        yield f"    At {shown}{' …' if len(finding.locations) > _LOCATIONS else ''}"
    if finding.fix:
        yield f"    Do: {' '.join(finding.fix.split())}"


def _location(location: Location) -> str:
    name = short_name(location.tensors[0]) if location.tensors else ""
    return name if location.op is None else f"{location.op} #{location.index} ({name})"
