"""What a text report says of a model beside its findings: its ends, where it runs, what it is."""

from collections.abc import Iterator, Sequence

from dlpulint.report.report import Endpoint, ModelReport, ModelSummary
from dlpulint.report.sentences import change_sentences, cut_sentence
from dlpulint.report.wording import size
from dlpulint.reporters.lines import (
    command_lines,
    endpoint_line,
    family_line,
    pattern_line,
    placement_line,
    reference_line,
)
from dlpulint.reporters.text.column_width import columns
from dlpulint.reporters.text.pen import Pen
from dlpulint.reporters.text.screen import Fact

_ENDS = 3
"""Inputs or outputs that are told unless everything is asked for."""

_COMMAND_LINES = 14
"""Lines of commands beyond which they are told only when everything is asked for."""

INDENT = 10
"""Blanks before what a label stands before."""


def facts(one: ModelReport, pen: Pen, *, again: bool, commands_told: bool) -> Iterator[Fact]:
    """The facts of a model on a target.

    `again`: the same model has been told of on another target, so what is its own is left out.
    `commands_told`: its commands have been told already.
    """
    model = one.model
    if model is None:
        return
    if not again:
        yield Fact((*_ends("Input", model.inputs, pen), *_ends("Output", model.outputs, pen)), 1)
    yield from _placed(one, pen)
    if not again:
        yield from _identity(model, pen)
    if one.reference is not None:
        yield _fact(pen, "Compare", reference_line(one.reference), most=2, spare=4)
    if one.device and not one.foreign and one.try_on_camera is None:
        yield _fact(pen, "Device", one.device, most=1, spare=2)
    if not again:
        made_by = f"{model.made_by}, " if model.made_by else ""
        digest = model.sha256 if pen.style.full else model.sha256[:12]
        text = f"{made_by}{size(model.bytes, 'B')}, sha256 {digest}"
        yield _fact(pen, "File", text, most=1, spare=3)
    if not commands_told:
        step = one.next_step
        if step is not None:
            yield Fact(tuple(told_commands("Next", step.commands, pen)), 2)
            label = "" if step.commands else "Next"
            yield Fact(tuple(told_notes(label, step.notes, pen, 0 if pen.style.full else 2)), 5)
        if one.try_on_camera is not None:
            yield Fact(tuple(told_commands("Try", (one.try_on_camera,), pen)), 2)


def labelled(label: str) -> str:
    """The blanks and letters that a line of facts begins with."""
    return f"  {label:8}"


def told_notes(label: str, notes: Sequence[str], pen: Pen, most: int) -> Iterator[str]:
    """What has to be known to run commands, each in `most` lines (0: as many as it takes)."""
    for number, text in enumerate(notes):
        yield from pen.wrap(text, labelled("" if number else label), most=most)


def told_commands(label: str, commands: Sequence[str], pen: Pen) -> list[str]:
    """Commands that a shell takes, whole or not at all: half of one does harm."""
    lines = [line for one in commands for line in command_lines(one, pen.width - INDENT)]
    # A word is never broken, and a terminal breaks it over as many lines as it needs.
    needed = sum(-(-(columns(line) + INDENT) // pen.width) for line in lines)
    if needed > _COMMAND_LINES and not pen.style.full:
        said = f"{len(commands)} command{'s' if len(commands) != 1 else ''} with long names: --full"
        return pen.wrap(said, labelled(label))
    return [labelled("" if number else label) + line for number, line in enumerate(lines)]


def _fact(pen: Pen, label: str, text: str, *, most: int = 0, spare: int = 0) -> Fact:
    return Fact(tuple(pen.wrap(text, labelled(label), most=0 if pen.style.full else most)), spare)


def _ends(label: str, endpoints: Sequence[Endpoint], pen: Pen) -> Iterator[str]:
    full = pen.style.full
    shown = endpoints if full or len(endpoints) <= _ENDS else endpoints[: _ENDS - 1]
    most = 0 if full else 2 if len(endpoints) == 1 else 1
    for number, endpoint in enumerate(shown):
        yield from pen.wrap(endpoint_line(endpoint), labelled("" if number else label), most=most)
    if len(endpoints) > len(shown):
        yield from pen.wrap(f"… and {len(endpoints) - len(shown)} more", labelled(""))


def _placed(one: ModelReport, pen: Pen) -> Iterator[Fact]:
    where = one.placement
    if where is None or not where.operators:
        return
    label = "Preview" if one.preview else "Placed"
    yield _fact(pen, label, placement_line(where, one.backend), most=3)
    if where.cut is not None:
        yield _fact(pen, "Cut", cut_sentence(where, one.backend), most=2, spare=2)


def changes(one: ModelReport, pen: Pen, told: str) -> Iterator[Fact]:
    """What to change, in the order of what it wins, but for the sentence that is `told`."""
    if one.placement is None:
        return
    for sentence in change_sentences(one.placement, one.backend):
        if sentence != told:
            label, text = (
                ("Then", sentence) if told else ("Change", sentence.removeprefix("Change "))
            )
            yield _fact(pen, label, text, most=3, spare=2)


def _identity(model: ModelSummary, pen: Pen) -> Iterator[Fact]:
    yield _fact(pen, "Family", family_line(model), most=2, spare=5)
    if model.patterns:
        yield _fact(pen, "Pattern", pattern_line(model), most=1, spare=6)
