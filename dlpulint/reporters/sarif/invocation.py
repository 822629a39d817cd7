"""Notifications about a run itself: files that were not linted, and findings left out."""

from collections.abc import Iterator, Sequence

from dlpulint.basics.terms import Severity
from dlpulint.report.report import TargetSummary
from dlpulint.reporters.lines import counted
from dlpulint.reporters.sarif.github_limits import RUNS
from dlpulint.reporters.sarif.linted_files import Linted
from dlpulint.reporters.sarif.objects import Object, location, message


def invocation_of(
    files: Sequence[Linted],
    target: TargetSummary,
    *,
    results: int,
    findings: int,
    left_out: Sequence[TargetSummary],
    remarks: Sequence[str] = (),
) -> Object:
    """The invocation of a run that has so many results of so many findings."""
    return {
        "executionSuccessful": all(file.report.error is None for file in files),
        "toolExecutionNotifications": [
            *_unreadable(files),
            *_other_formats(files, target),
            *_notices(files),
            *(_notification(Severity.NOTE, text) for text in remarks),
            *_bounded(results, findings, left_out),
        ],
    }


def _unreadable(files: Sequence[Linted]) -> Iterator[Object]:
    for file in files:
        if file.report.error is not None:
            yield _about(file, Severity.ERROR, f"{file.uri} was not linted: {file.report.error}")


def _other_formats(files: Sequence[Linted], target: TargetSummary) -> Iterator[Object]:
    for file in files:
        if not file.counts:
            count = len(file.report.findings)
            text = (
                f"{file.uri} has no results: {target.title} accepts files of another format, and "
                f"the run was for all targets. With --target {target.target} there "
                f"{'is' if count == 1 else 'are'} {counted(count, 'finding')}"
            )
            yield _about(file, Severity.NOTE, text)


def _notices(files: Sequence[Linted]) -> Iterator[Object]:
    for file in files:
        if file.counts:
            for notice in file.report.notices:
                yield _about(file, Severity.NOTE, f"{file.uri}: {notice}")


def _bounded(results: int, findings: int, left_out: Sequence[TargetSummary]) -> Iterator[Object]:
    if results < findings:
        text = f"{findings - results} findings are left out; the first {results} are the worst"
        yield _notification(Severity.WARNING, text)
    if left_out:
        names = ", ".join(target.target for target in left_out)
        text = f"GitHub accepts {RUNS} runs per file; those of {names} are left out"
        yield _notification(Severity.WARNING, text)


def _about(file: Linted, level: Severity, text: str) -> Object:
    return {**_notification(level, text), "locations": [location(file.uri)]}


def _notification(level: Severity, text: str) -> Object:
    return {"level": level.value, "message": message(text)}
