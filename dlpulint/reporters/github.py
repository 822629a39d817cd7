"""Writes findings as GitHub's workflow commands, which a step prints to annotate a change."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

from msgspec import Struct

from dlpulint.basics.terms import Answer, Effect, Severity
from dlpulint.findings.finding import Finding
from dlpulint.report.report import ModelReport, Report
from dlpulint.reporters.locations import places_text
from dlpulint.reporters.repository import top_of_repository, uri_within
from dlpulint.reporters.untrusted_text import cut, visible

_SHOWN = 10
"""Annotations of one level that GitHub shows of a step; it drops the others without a word."""

_TITLE = 255
_MESSAGE = 4_000
"""Characters; GitHub keeps 64 KB of an annotation, nobody reads as much beside a file."""

_EFFECTS = tuple(Effect)

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


class _Annotation(Struct, frozen=True):
    """One command before it is escaped."""

    level: Severity
    rank: tuple[bool, int]
    file: str | None
    title: str
    message: str


def write(report: Report, root: Path | None = None) -> str:
    """A line a finding, worst first, at most ten a level: the last one counts what is left out.

    Paths are told relative to `root`, the top of the repository. What is suppressed is not told,
    nor is a file that is not meant for its target. Remarks on the run share a notice.
    """
    top = root or top_of_repository()
    told: dict[Severity, list[_Annotation]] = {level: [] for level in Severity}
    if report.remarks:
        told[Severity.NOTE].append(_remarks(report.remarks))
    unreadable: set[tuple[str, str]] = set()
    for one in report.reports:
        file = None if one.path == "-" else unquote(uri_within(top, one.file))
        if one.error is not None:
            if (one.path, one.error) not in unreadable:  # It is so for every target.
                unreadable.add((one.path, one.error))
                told[Severity.ERROR].append(_unreadable(one, file))
        elif one.counts:
            for annotation in _annotations(one, file):
                told[annotation.level].append(annotation)
    return "".join(f"{_command(one)}\n" for level in Severity for one in _bounded(told[level]))


def _unreadable(one: ModelReport, file: str | None) -> _Annotation:
    text = f"{one.path} was not linted: {one.error}"
    return _Annotation(Severity.ERROR, (False, -1), file, "A model that cannot be read", text)


def _remarks(remarks: Sequence[str]) -> _Annotation:
    text = "\n".join(remarks)
    return _Annotation(Severity.NOTE, (False, -1), None, "What has to be known of this run", text)


def _annotations(one: ModelReport, file: str | None) -> Iterator[_Annotation]:
    supposed = "".join(f", {words}" for words in one.supposed)
    for finding in one.findings:
        if finding.suppressed is None:
            yield _Annotation(
                # What conversion will give is nothing that is wrong with the file.
                level=Severity.NOTE if finding.preview else finding.level,
                rank=(finding.answer is Answer.UNKNOWN, _EFFECTS.index(finding.effect)),
                file=file,
                title=f"{finding.title} ({finding.rule}{supposed})",
                message=_message(one, finding),
            )


def _message(one: ModelReport, finding: Finding) -> str:
    where = places_text(finding)
    lines = [
        f"{one.path} on {one.target}: {finding.message}",
        f"Where: {where}" if where else "",
        finding.fix.strip(),
        f"{finding.source.title}: {finding.source.url}",
    ]
    return "\n".join(line for line in lines if line)


def _bounded(annotations: Sequence[_Annotation]) -> Iterator[_Annotation]:
    worst = sorted(annotations, key=lambda one: one.rank)
    if len(worst) <= _SHOWN:
        yield from worst
        return
    yield from worst[: _SHOWN - 1]
    left_out = len(worst) - _SHOWN + 1
    level = worst[0].level
    text = (
        f"{left_out} more of this level are not shown here: GitHub takes {_SHOWN} a step. "
        "The report as text, Markdown or HTML has all of them."
    )
    yield _Annotation(level, worst[-1].rank, None, f"{left_out} more findings", text)


def _command(one: _Annotation) -> str:
    properties = [("title", cut(_one_line(one.title), _TITLE))]
    if one.file is not None:
        # A model has no lines; without one GitHub does not tie the annotation to the file.
        properties = [("file", one.file), ("line", "1"), *properties]
    stated = ",".join(f"{name}={_property(value)}" for name, value in properties)
    return f"::{_COMMANDS[one.level]} {stated}::{_data(cut(one.message, _MESSAGE))}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _data(text: str) -> str:
    """Escaped as the runner takes it back; no line break is left that could begin a command."""
    return visible(text).replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
