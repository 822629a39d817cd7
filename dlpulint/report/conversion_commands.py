"""Commands that convert a model for a target, with the model's own names and sizes."""

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping

from dlpulint.basics.printable import is_escaped
from dlpulint.basics.terms import Answer
from dlpulint.facts.facts import Facts
from dlpulint.facts.layout import dimension, image_layout
from dlpulint.findings.finding import Finding
from dlpulint.model.graph import Layout, Model
from dlpulint.packs.conversions import BATCH, INPUTS, QUANTIZATION, Conversion
from dlpulint.packs.pack import Pack
from dlpulint.report.commands import NextStep, file_name, is_changed

_SERVED = re.compile(r"serving_default_(.+):0")
_END = "END"
"""The line after a script, for the shell."""


def conversion_step(
    path: str, facts: Facts, pack: Pack, findings: Iterable[Finding]
) -> NextStep | None:
    """Commands that convert a model with these findings; `None` where a pack states none."""
    model = facts.model
    certain = {finding.rule for finding in findings if finding.answer is Answer.BAD}
    fitting = [c for c in pack.conversions if _fits(c, facts, certain)]
    if not fitting:
        return None
    name = file_name(path, model)
    if is_escaped(name) or any(is_changed(t) for t in (name, *(i.name for i in model.inputs))):
        text = "The file or an input has a name that cannot be typed: rename it."
        return NextStep((), (text,), fitting[0].table.cures)
    if opened := _open_size(model):
        text = f"Input {opened} has an open size: export it with a fixed one."
        return NextStep((), (text,), fitting[0].table.cures)
    one_image = _accepts_one_image(model)
    chosen = next((c for c in fitting if one_image or not c.for_one_image), None)
    if chosen is None:
        return None
    slots = _slots(chosen, name, model, pack)
    commands = tuple(_commands(chosen, slots, model))
    notes = tuple(note.format_map(slots) for note in chosen.table.notes)
    return NextStep(commands, notes, chosen.table.cures)


def _fits(conversion: Conversion, facts: Facts, certain: set[str]) -> bool:
    table = conversion.table
    return (
        facts.model.format in table.formats
        and not certain.isdisjoint(table.cures)
        and certain.isdisjoint(table.unless)
        and not (table.made_by and facts.producers.isdisjoint(table.made_by))
    )


def _open_size(model: Model) -> str | None:
    """Name of the first input with an open size other than its batch."""
    for tensor in model.inputs:
        if tensor.shape is None or None in tensor.shape[1:]:
            return f"{tensor.name!r}"
    return None


def _accepts_one_image(model: Model) -> bool:
    return len(model.inputs) == 1 and image_layout(model.inputs[0].shape) is not None


def _slots(conversion: Conversion, name: str, model: Model, pack: Pack) -> Mapping[str, str | int]:
    """What stands in commands and notes in place of `{name}` and the like."""
    table = conversion.table
    stem = name.rpartition(".")[0] or name
    slots: dict[str, str | int] = {
        "name": name,
        "stem": stem,
        "source_stem": stem.removesuffix(table.drop),
        "target": pack.target,
        "scheme": conversion.scheme,
    }
    if conversion.for_one_image:
        image = model.inputs[0]
        planar = image_layout(image.shape) == "nchw"
        layout: Layout = "channels-first" if planar else "channels-last"
        slots["height"] = dimension(image, "height", layout) or 0
        slots["width"] = dimension(image, "width", layout) or 0
    return slots


def _commands(
    conversion: Conversion, slots: Mapping[str, str | int], model: Model
) -> Iterator[str]:
    table = conversion.table
    opened = any(tensor.shape and tensor.shape[0] is None for tensor in model.inputs)
    several = {
        INPUTS: [
            word.format(tensor=_source_name(tensor.name), number=number)
            for number, tensor in enumerate(model.inputs, 1)
            for word in shlex.split(table.each_input)
        ],
        QUANTIZATION: shlex.split(conversion.quantization),
        BATCH: shlex.split(table.open_batch) if opened else [],
    }
    for command in table.commands:
        first, *script = command.strip("\n").split("\n")
        words = [w for word in shlex.split(first) for w in _words(word, slots, several)]
        if script:
            lines = _script(script, slots, conversion.quantization)
            yield "\n".join([f"{shlex.join(words)} <<'{_END}'", *lines, _END])
        else:
            yield shlex.join(words)


def _source_name(name: str) -> str:
    """The name that an input had before a SavedModel: `serving_default_images:0` was `images`."""
    match = _SERVED.fullmatch(name)
    return name if match is None else match[1]


def _words(
    word: str, slots: Mapping[str, str | int], several: Mapping[str, list[str]]
) -> list[str]:
    return several[word] if word in several else [word.format_map(slots)]


def _script(lines: Iterable[str], slots: Mapping[str, str | int], line: str) -> Iterator[str]:
    """Lines of a script, in which texts stand within double quotes that no name ends."""
    # Most runs print no script.
    import json

    escaped = {
        name: json.dumps(f"{value}", ensure_ascii=False)[1:-1] for name, value in slots.items()
    }
    for text in lines:
        if text.strip() != QUANTIZATION:
            yield text.format_map(escaped)
        elif line:
            yield line
