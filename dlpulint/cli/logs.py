"""`--log`: reports of a run confronted with logs, and confirmations written to the config."""

import sys
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from dlpulint.basics.errors import DlpulintError, UsageError
from dlpulint.basics.version import UNSTATED, Versions
from dlpulint.cli.options import Options
from dlpulint.confrontation.confront import confronted
from dlpulint.engine.model_files import STDIN, shown
from dlpulint.logs.read import read_log
from dlpulint.logs.records import Log
from dlpulint.manual.mistake import issue_text
from dlpulint.project.config.config import Project
from dlpulint.project.confirming import write_confirmations
from dlpulint.project.run import RunResult
from dlpulint.report.confrontation import Confrontation
from dlpulint.report.report import ModelReport
from dlpulint.reporters.untrusted_text import inert_markdown


def logs_of(options: Options, files: Sequence[str]) -> tuple[Log, ...]:
    """The logs that the options name. Raises UsageError for a file that cannot be read."""
    names = tuple(dict.fromkeys(options.log))
    if STDIN in names and STDIN in files:
        raise UsageError("--log -: standard input is the model already")
    if STDIN in names and sys.stdin is None:
        raise UsageError("--log -: there is no standard input")
    return tuple(map(_log, names))


def _log(name: str) -> Log:
    if name == STDIN:
        return read_log(sys.stdin.buffer, name)
    try:
        with Path(name).open("rb") as stream:
            return read_log(stream, shown(name))
    except OSError as error:
        raise UsageError(f"--log {shown(name)}: {error.strerror or error}") from None


def with_logs(
    result: RunResult, logs: Sequence[Log], project: Project, options: Options
) -> RunResult:
    """The run with what the logs state about its models, and an issue for each contradiction."""
    reports = result.report.reports
    paths = {report.path for report in reports}
    camera = options.camera[0] if len(options.camera) == 1 else ""
    axis_os = options.axis_os or ""
    axis_os = "" if "," in axis_os else axis_os
    found = []
    for report in reports:
        others = paths - {report.path}
        shown_report = confronted(report, logs, others, camera, axis_os)
        found.append(_with_issue(report, shown_report, project, result.report.stated))
    remarks = [
        f"{log.name}: no known line of a compiler, camera or converter"
        for log in logs
        if not log.kinds
    ]
    whole = replace(result.report, reports=tuple(found), remarks=(*result.report.remarks, *remarks))
    return replace(result, report=whole)


def _with_issue(
    predicted: ModelReport, report: ModelReport, project: Project, stated: Versions
) -> ModelReport:
    shown_log = report.confrontation
    if shown_log is None or shown_log.answer != "contradicts" or shown_log.preview:
        # Another conversion than the previewed one is no mistake of the rules.
        return report
    issue = _issue(
        predicted, shown_log, project, predicted.stated[0] if predicted.stated else stated
    )
    return replace(report, confrontation=replace(shown_log, issue=issue))


def _issue(
    report: ModelReport, shown_log: Confrontation, project: Project, stated: Versions = UNSTATED
) -> str:
    """Markdown of an issue: the model's operators and shapes, and the points of the log."""
    pack = project.shelf.pack(report.target)
    try:
        text = issue_text(Path(report.file), report.target, [pack], stated)
    except DlpulintError:
        # Standard input is read already.
        text = f"### Wrong verdict on {report.target}: `{report.verdict.value}`\n"
    # The question that the issue ends with has its answer: the log.
    text = text.partition("**What happened instead?**")[0].rstrip()
    lines = [text, "", f"**What the log has** ({inert_markdown(_source(shown_log))})", ""]
    lines += ["| Subject | Predicted | Log |", "|---|---|---|"]
    for point in shown_log.disagreements:
        cells = (point.subject, point.predicted, point.logged)
        lines.append(f"| {' | '.join(map(inert_markdown, cells))} |")
    return "\n".join(lines) + "\n"


def _source(shown_log: Confrontation) -> str:
    """Compiler, camera and date, without the names of files."""
    words = shown_log.measured_on.split(", ")
    names = {*shown_log.logs, "standard input"}
    return ", ".join(word for word in words if word not in names) or "no version stated"


def confirmations_of(result: RunResult, project: Project, by: str) -> RunResult:
    """The run with a remark on the tests that were added to the project's config.

    Raises UsageError where no log is of a camera that loads a model as predicted.
    """
    file, tests = write_confirmations(result.report.reports, project, by)
    remark = f"{file}: {len(tests)} confirmed ({', '.join(tests)})"
    report = result.report
    return replace(result, report=replace(report, remarks=(*report.remarks, remark)))


def issues(result: RunResult) -> list[str]:
    """The issues of a run, for people to copy."""
    reports = result.report.reports
    found = [report.confrontation for report in reports if report.confrontation is not None]
    return [each.issue for each in found if each.issue]
