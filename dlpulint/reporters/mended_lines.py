"""What `--fix` made of a file, as labelled sentences that the formats for people share."""

import os
import shlex
from collections.abc import Iterator

from msgspec import Struct

from dlpulint.basics.shell import as_path
from dlpulint.basics.terms import Answer, Severity
from dlpulint.report.latency import Latency
from dlpulint.report.mended import MendedFile, Mending, NewEnd
from dlpulint.report.report import ModelReport
from dlpulint.report.wording import shape_text
from dlpulint.reporters.latency_line import range_text, tail_text
from dlpulint.reporters.lines import placement_line, short_name

_LEFT = 4
"""Findings on the mended file that are listed."""


class Line(Struct, frozen=True):
    """A sentence under a label."""

    label: str
    text: str
    code: bool = False
    """Whether it is a command for a shell."""
    config: bool = False
    """Whether it is lines of a config, to paste."""


def mended_lines(report: ModelReport) -> Iterator[Line]:
    """Lines about the mended copy, or why there is none; nothing without `--fix`."""
    mending = report.mending
    if mending is None:
        return
    if mending.file is None:
        yield Line("Fix", f"Nothing was written. {mending.reason}.")
    else:
        yield from _file_lines(report, mending.file)
    yield from (Line("Refused", text) for text in not_made(mending))


def verdicts(report: ModelReport, file: MendedFile) -> str:
    """`fallback → clean`, or `fallback as before`."""
    before, after = report.verdict.value, file.report.verdict.value
    return f"{before} as before" if before == after else f"{before} → {after}"


def not_made(mending: Mending) -> Iterator[str]:
    """Edits that apply to the file and were not made, each with the reason."""
    for refused in mending.not_made:
        yield f"{refused.edit}: {refused.reason}"


def left(file: MendedFile) -> tuple[str, ...]:
    """The findings on the mended file that are no notes, the worst first, then their number."""
    findings = [
        finding
        for finding in file.report.findings
        if finding.answer is Answer.BAD
        and finding.level is not Severity.NOTE
        and finding.suppressed is None
    ]
    texts = [f"{finding.level}: {finding.message}" for finding in findings[:_LEFT]]
    if len(findings) > _LEFT:
        texts.append(f"{len(findings) - _LEFT} more")
    return tuple(texts)


def application(file: MendedFile) -> Iterator[str]:
    """What the application has to do differently."""
    for edit in file.edits:
        yield from edit.application


def end_line(end: NewEnd) -> str:
    """Name, type, shape, quantization and meaning of an end."""
    text = f"{short_name(end.name)}: {end.dtype} {shape_text(end.shape, 'x')}"
    if end.scale is not None:
        text += f", scale {end.scale:.6g}, zero point {end.zero_point}"
    return f"{text}; {end.meaning}" if end.meaning else text


def difference_command(report: ModelReport, file: MendedFile) -> str:
    """The command that shows what has changed."""
    sides = (as_path(report.path), as_path(file.path))
    return shlex.join(["dlpulint", "--diff", *sides, "--target", report.target])


def _file_lines(report: ModelReport, file: MendedFile) -> Iterator[Line]:
    yield Line("Fixed", f"{file.path}: {verdicts(report, file)}")
    for label, linted in (("Before", report), ("After", file.report)):
        placement = linted.placement
        if placement is not None:
            yield Line(label, f"{placement_line(placement, linted.backend)}")
    if time := _time(report.latency, file.report.latency, cut=file.cut):
        yield Line("Time", f"{time}.")
    for number, edit in enumerate(file.edits):
        yield Line("" if number else "Edits", f"{edit.description} ({edit.edit}).")
    for number, text in enumerate(application(file)):
        yield Line("" if number else "Change", f"{text}.")
    if any(end.meaning for end in file.outputs):
        for number, end in enumerate(file.outputs):
            yield Line("" if number else "Output", f"{end_line(end)}.")
    for number, text in enumerate(file.decoding):
        yield Line("" if number else "Decode", text)
    if file.decoding and file.decode is None and not file.decode_reason:
        yield Line(
            "", "--fix-tail-python writes this as NumPy code, for heads that dlpulint knows."
        )
    yield Line("Proof", f"{file.proof}.")
    yield Line("Files", _files(file))
    if file.decode_reason:
        yield Line("", f"No Python file for the part that was cut off: {file.decode_reason}.")
    if file.tail_reason:
        yield Line("", f"No tail file: {file.tail_reason}.")
    for number, text in enumerate(left(file)):
        yield Line("" if number else "Left", text)
    yield Line("Config", "Append to dlpulint.toml, if a hook or CI lints the folder:")
    yield Line("", "\n\n".join(_config(file)), config=True)
    yield Line("Compare", difference_command(report, file), code=True)
    yield from _commands_of_copy(file)


def _time(before: Latency | None, after: Latency | None, *, cut: bool) -> str:
    """The estimated time of the file and of its copy, which lacks that of a tail cut off.

    `cut`: the copy has no tail. Without an estimate of the file, that of the copy alone.
    """
    old = None if before is None else before.range
    new = None if after is None else after.range
    if before is None or after is None or new is None or old == new:
        return ""
    now = range_text(new.low, new.high)
    if old is None:
        tail_after = " plus the operators cut off, on the CPU" if cut else ""
        return f"no estimate → {now}{tail_after}; estimated, on a {after.camera}"
    was = range_text(old.low, old.high)
    tail = before.part("tail")
    if tail is not None and after.part("tail") is None:
        was, now = f"{was} ({tail_text(tail)})", f"{now} plus the tail on the CPU"
    return f"{was} → {now}; estimated, on a {after.camera}"


def _commands_of_copy(file: MendedFile) -> Iterator[Line]:
    """What to run next with the copy and its tail; the report has none of the original."""
    copy = file.report
    step = copy.due_step
    for number, command in enumerate(() if step is None else step.commands):
        yield Line("" if number else "Next", command, code=True)
    if copy.try_on_camera is not None:
        yield Line("Try", copy.try_on_camera, code=True)
    if file.tail_command is not None:
        yield Line("" if copy.try_on_camera is not None else "Try", file.tail_command, code=True)


def _config(file: MendedFile) -> Iterator[str]:
    """Tables that have a copy and its tail linted for their own targets, in a hook or CI."""
    targets = [file.report.target] + ([] if file.tail is None else ["cpu"])
    for name, target in zip((f"*.{targets[0]}", "*.tail"), targets, strict=False):
        yield f'[[models]]\nfiles = "**/{name}.tflite"\ntargets = ["{target}"]'


def _files(file: MendedFile) -> str:
    parts = []
    if file.tail is not None:
        parts.append(
            f"{_name(file.tail)} (the operators that were cut off; larod runs it on cpu-tflite)"
        )
    if file.decode is not None:
        parts.append(f"{_name(file.decode)} (the decoding in NumPy)")
    parts.append(f"{_name(file.certificate)} (certificate, for --verify-fix)")
    return ", ".join(parts)


def _name(path: str) -> str:
    return os.path.basename(path)
