"""Writes findings as GitHub's workflow commands, which a step prints to annotate a change."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

from msgspec import Struct

from dlpulint.basics.remote_path import is_remote
from dlpulint.basics.terms import Answer, Effect, Severity
from dlpulint.findings.finding import Finding
from dlpulint.report.gates import ERRORS, Gates, exceeded, tripped
from dlpulint.report.report import ModelReport, Report
from dlpulint.reporters.cures import first_sentence
from dlpulint.reporters.fixable import fixable_sentence
from dlpulint.reporters.grouping import errors_once
from dlpulint.reporters.locations import locations_text
from dlpulint.reporters.repository import top_of_repository, uri_within
from dlpulint.reporters.untrusted_text import cut, visible

_SHOWN = 10
"""Annotations per level that GitHub shows of a step; it drops the others silently."""

_TITLE = 255
_MESSAGE = 4_000
"""Characters; GitHub keeps 64 KB of an annotation, nobody reads as much beside a file."""

_CURE = 200
"""Characters of a cure that a second annotation of the same rule repeats."""

_EFFECTS = tuple(Effect)

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


class _Annotation(Struct, frozen=True):
    """One command before it is escaped."""

    level: Severity
    rank: tuple[bool, int]
    file: str | None
    title: str
    message: str


def write(report: Report, root: Path | None = None, gates: Gates = ERRORS) -> str:
    """One line per finding, worst first, at most ten per level: the last counts those left out.

    Paths are relative to `root`, the top of the repository. Suppressed findings are left out, and
    files that do not count for their target. Remarks on the run share a notice; those that fail it
    share an error. A model that fails by another of the gates than `error` has an error as well.
    """
    top = root or top_of_repository()
    annotations = list(_remarks(report))
    for linted in errors_once(report.reports):
        elsewhere = linted.path == "-" or is_remote(linted.path)
        file = None if elsewhere else unquote(uri_within(top, linted.file))
        if linted.error is not None:
            text = f"{linted.path} was not linted: {linted.error}"
            annotations.append(_first(Severity.ERROR, file, "A model that cannot be read", text))
        elif linted.counts:
            annotations += _failed(linted, file, gates)
            annotations += _annotations(linted, file)
    return "".join(
        f"{_command(shown)}\n"
        for level in Severity
        for shown in _bounded([item for item in annotations if item.level is level])
    )


def _remarks(report: Report) -> Iterator[_Annotation]:
    notes = [remark for remark in report.remarks if remark not in report.faults]
    for level, title, remarks in (
        (Severity.ERROR, "The run fails (strict)", report.faults),
        (Severity.NOTE, "About this run", notes),
    ):
        if remarks:
            yield _first(level, None, title, "\n".join(remarks))


def _failed(report: ModelReport, file: str | None, gates: Gates) -> Iterator[_Annotation]:
    """The gates for which the model fails the run, where no finding's level shows it."""
    beyond = exceeded(report, gates)
    others = tuple(gate for gate in gates if gate != "error")
    texts = (*beyond, *(tripped(report, others) if others else ()))
    if texts:
        text = "\n".join(f"{report.path} on {report.target}: {text}" for text in texts)
        yield _first(Severity.ERROR, file, "The model fails the run (fail-on)", text)


def _first(level: Severity, file: str | None, title: str, text: str) -> _Annotation:
    """An annotation that comes before all findings of its level."""
    return _Annotation(level, (False, -1), file, title, text)


def _annotations(report: ModelReport, file: str | None) -> Iterator[_Annotation]:
    supposed = "".join(f", {words}" for words in report.supposed)
    cures: set[tuple[str, str, Answer, Severity]] = set()
    for finding in report.findings:
        if finding.suppressed is None:
            cure = (finding.rule, finding.fix, finding.answer, finding.level)
            fix = finding.fix.strip()
            if cure in cures and len(fix) > _CURE:
                fix = f"{first_sentence(fix)} More in the first annotation of {finding.rule}."
            cures.add(cure)
            yield _Annotation(
                # A preview of the conversion is not a fault of the file.
                level=Severity.NOTE if finding.preview else finding.level,
                rank=(finding.answer is Answer.UNKNOWN, _EFFECTS.index(finding.effect)),
                file=file,
                title=f"{finding.title} ({finding.rule}{supposed})",
                message=_message(report, finding, fix),
            )


def _message(report: ModelReport, finding: Finding, fix: str) -> str:
    where = locations_text(finding)
    lines = [
        f"{report.path} on {report.target}: {finding.message}",
        f"Where: {where}" if where else "",
        fix,
        fixable_sentence(finding),
        finding.help or f"{finding.source.title}: {finding.source.url}",
    ]
    return "\n".join(filter(None, lines))


def _bounded(annotations: Sequence[_Annotation]) -> Iterator[_Annotation]:
    worst = sorted(annotations, key=lambda annotation: annotation.rank)
    if len(worst) <= _SHOWN:
        yield from worst
        return
    yield from worst[: _SHOWN - 1]
    left_out = len(worst) - _SHOWN + 1
    text = (
        f"{left_out} more of this level are not shown here: GitHub shows {_SHOWN} per step. "
        "The report as text, Markdown or HTML has all of them."
    )
    yield _Annotation(worst[0].level, worst[-1].rank, None, f"{left_out} more findings", text)


def _command(annotation: _Annotation) -> str:
    properties = [("title", cut(" ".join(annotation.title.split()), _TITLE))]
    if annotation.file is not None:
        # A model has no lines; without one GitHub does not tie the annotation to the file.
        properties = [("file", annotation.file), ("line", "1"), *properties]
    stated = ",".join(f"{name}={_property(value)}" for name, value in properties)
    message = _data(cut(annotation.message, _MESSAGE))
    return f"::{_COMMANDS[annotation.level]} {stated}::{message}"


def _data(text: str) -> str:
    """Text escaped for the runner; no line break is left that could begin a command."""
    return visible(text).replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
