"""Facts of a text report beside the findings: inputs and outputs, devices, family, file."""

import shlex
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from dlpulint.basics.shell import typed
from dlpulint.report.report import Endpoint, ModelReport
from dlpulint.report.wording import size
from dlpulint.reporters.first_step import comment_on
from dlpulint.reporters.latency_line import half_input_line, has_range, latency_line
from dlpulint.reporters.lines import (
    command_lines,
    counted,
    endpoint_line,
    family_line,
    pattern_line,
    placement_line,
    reference_line,
    short_name,
)
from dlpulint.reporters.step_cures import cure_of, joined_steps, saved_by_step
from dlpulint.reporters.text.column_width import columns, wrapped
from dlpulint.reporters.text.findings import whole_sentences
from dlpulint.reporters.text.pen import Pen, clean
from dlpulint.reporters.text.screen import Fact

_ENDS = 3
"""Inputs or outputs that are shown unless everything is asked for."""

_COMMAND_LINES = 14
"""Lines of commands above which they are shown only when everything is asked for."""


_INDENT = 10
"""Columns of a label with its blanks."""

_SHORT = 12
"""Letters of a name that are shown at least."""

_COMMENT = "# "


def facts(report: ModelReport, pen: Pen, *, again: bool, with_commands: bool) -> Iterator[Fact]:
    """The facts of a model on a target.

    `again`: the report has the same model on another target, so the model's own facts are left
    out. `with_commands`: the report has not yet given its commands.
    """
    model = report.model
    if model is None:
        return
    if not again:
        yield Fact((*_ends("Input", model.inputs, pen), *_ends("Output", model.outputs, pen)), 1)
    yield from _placed(report, pen)
    latency = report.latency
    if latency is not None and (pen.style.full or has_range(latency)):
        text = latency_line(latency)
        if pen.style.full and (half := half_input_line(latency)):
            text = f"{text}. {half.rstrip('.')}"
        yield _fact(pen, "Time", text, most=3)
    if not again:
        family = family_line(model) if pen.style.full else f"{model.family or ''}"
        yield _fact(pen, "Family", family, most=2, spare=5)
        if model.patterns:
            yield _fact(pen, "Pattern", pattern_line(model), most=1, spare=6)
    if report.reference is not None:
        yield _fact(
            pen, "Compare", reference_line(report.reference, report.verdict), most=3, spare=3
        )
    risk = report.per_tensor_risk
    if risk is not None:
        spare = 2 if risk.grade == "likely-fine" else 0
        # Of a file to convert, Then states the risk as well.
        most = 3 if report.preview else 5
        yield _fact(pen, "Risk", risk.sentence, most=most, spare=spare)
    if report.device and not report.foreign and report.try_on_camera is None:
        yield _fact(pen, "Device", f"{report.device}, for `larod-client -c`", most=1, spare=2)
    if not again:
        made_by = f"{model.made_by}, " if model.made_by else ""
        digest = "no checksum: not all bytes were read"
        if model.sha256 is not None:
            digest = f"sha256 {model.sha256 if pen.style.full else model.sha256[:12]}"
        text = f"{made_by}{size(model.bytes, 'B')}, {digest}"
        yield _fact(pen, "File", text, most=1, spare=4)
    if with_commands:
        step = report.due_step
        if step is not None:
            yield Fact(tuple(labelled_commands("Next", step.commands, pen, report)), 2)
            label = "" if step.commands else "Next"
            yield Fact(tuple(labelled_notes(label, step.notes, pen, 0 if pen.style.full else 3)), 5)
        if report.try_on_camera is not None:
            trying = (
                report.try_on_camera,
                comment_on(report.try_on_camera),
                *over_ssh(report, pen),
            )
            yield Fact(tuple(labelled_commands("Try", trying, pen, report)), 2)


def labelled(label: str) -> str:
    """The label of a fact with its blanks."""
    return f"  {label:8}"


def labelled_notes(label: str, notes: Sequence[str], pen: Pen, most: int) -> Iterator[str]:
    """Conditions of commands, each in at most `most` lines (0: no bound)."""
    for number, text in enumerate(notes):
        start = labelled("" if number else label)
        shown = text if not most else whole_sentences(text, pen, start, most)
        yield from pen.wrap(shown, start, most=most)


def labelled_commands(
    label: str, commands: Sequence[str], pen: Pen, report: ModelReport
) -> list[str]:
    """Commands for a shell, whole or not at all: half a command does harm."""
    shown = [line for command in commands for line in _folded(command, report, pen)]
    lines = _shell_lines(shown, pen)
    if _height(lines, pen) > _COMMAND_LINES and not pen.style.full:
        text = f"{counted(len(commands), 'command')} with long names: --full"
        return pen.wrap(text, labelled(label))
    return [labelled("" if number else label) + line for number, line in enumerate(lines)]


def _shell_lines(commands: Sequence[str], pen: Pen) -> list[str]:
    width = pen.width - _INDENT
    return [
        line
        for command in commands
        for line in (_comment if command.startswith("#") else command_lines)(command, width)
    ]


def _comment(text: str, width: int) -> list[str]:
    """A comment in as many lines as it needs."""
    room = width - len(_COMMENT)
    return [f"{_COMMENT}{line}" for line in wrapped(text.removeprefix(_COMMENT), room, room)]


def _height(lines: Sequence[str], pen: Pen) -> int:
    """Lines on a screen: words are not broken, so a terminal breaks a long one."""
    return sum(-(-(columns(line) + _INDENT) // pen.width) for line in lines)


def _folded(command: str, report: ModelReport, pen: Pen) -> tuple[str, ...]:
    """A command; for a script, the command that prints it."""
    if not is_script(command) or pen.style.full:
        return (command,)
    lines = command.count("\n") + 1
    comment = f"# shows a script of {lines} lines below First: paste it into the shell"
    return (full_command(report), comment)


def is_script(command: str) -> bool:
    """Whether a command has several lines, which only --full shows."""
    return "\n" in command


def lint_command(report: ModelReport) -> str:
    """The command that lints the file of a report."""
    return f"dlpulint {typed(clean(report.path))} --target {shlex.quote(report.target)}"


def over_ssh(report: ModelReport, pen: Pen) -> tuple[str, ...]:
    """A comment with the options that try the file from here, in a full report.

    None where larod does not load the file as it is.
    """
    loads = report.try_on_camera is not None and report.due_step is None
    if not pen.style.full or not loads or report.format != "tflite" or report.path == "-":
        return ()
    command = f"dlpulint {typed(clean(report.path))} -t {shlex.quote(report.target)}"
    return ("# or over ssh:", f"# {command} --try USER@CAMERA")


def full_command(report: ModelReport) -> str:
    """The command that prints all of a report."""
    return f"{lint_command(report)} --full"


def _fact(
    pen: Pen, label: str, text: str, *, most: int = 0, spare: int = 0, placed: bool = False
) -> Fact:
    lines = pen.wrap(text, labelled(label), most=0 if pen.style.full else most)
    return Fact(tuple(lines), spare, placed)


def _ends(label: str, endpoints: Sequence[Endpoint], pen: Pen) -> Iterator[str]:
    full = pen.style.full
    shown = endpoints if full or len(endpoints) <= _ENDS else endpoints[: _ENDS - 1]
    most = 0 if full else 2 if len(endpoints) == 1 else 1
    for number, endpoint in enumerate(shown):
        start = labelled("" if number else label)
        text = _end_in_a_line(endpoint, pen) if most == 1 else endpoint_line(endpoint)
        yield from pen.wrap(text, start, most=most)
    if len(endpoints) > len(shown):
        yield from pen.wrap(f"… and {len(endpoints) - len(shown)} more", labelled(""))


def _end_in_a_line(endpoint: Endpoint, pen: Pen) -> str:
    """An input or output in one line, if need be without its size, its range or most of its name.

    The quantization is what an application has to know.
    """
    room = pen.width - _INDENT
    for kept in (
        endpoint,
        replace(endpoint, bytes=None),
        replace(endpoint, bytes=None, range=None),
    ):
        text = endpoint_line(kept)
        over = columns(clean(text)) - room
        if over <= 0:
            return text
    return endpoint_line(kept, max(_SHORT, len(short_name(endpoint.name)) - over))


def _placed(report: ModelReport, pen: Pen) -> Iterator[Fact]:
    placement = report.placement
    if placement is None or not placement.operators:
        return
    label = "Preview" if report.preview else "Placed"
    yield _fact(pen, label, placement_line(placement, report.backend), most=3, placed=True)
    if placement.cut is not None:
        yield _fact(pen, "Split", placement.cut.sentence, most=2, spare=2, placed=True)


def changes(report: ModelReport, pen: Pen, first: str) -> Iterator[Fact]:
    """Changes in the order of their gain with their cures, but not that whose gain is `first`."""
    if report.placement is None:
        return
    known: set[str] = set()
    for step in joined_steps(report):
        cure = cure_of(step, report)
        # Further operators of one cure change with the first.
        covered = cure in known
        parts = (cure, step.sentence, saved_by_step(step, report))
        text = " ".join(filter(None, parts))
        known |= {cure} - {""}
        if step.sentence != first and not covered:
            yield _fact(pen, "Then" if first else "Gain", text, most=5, spare=2, placed=True)
