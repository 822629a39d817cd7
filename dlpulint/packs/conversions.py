"""The commands that convert a model for a target, as a pack states them."""

import shlex
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Literal, TypeAlias

from msgspec import Struct

from dlpulint.basics.spelling import nearest
from dlpulint.basics.terms import Scheme
from dlpulint.facts.producers import Producer
from dlpulint.findings.source import Source
from dlpulint.model.graph import Format
from dlpulint.packs.slots import command_slot_mistakes

Weights: TypeAlias = Literal["per-tensor", "per-channel", "per-channel-conv"]
"""The weight scales that a target wants: one per layer, one per channel, or one per channel of
convolutions and one per dense layer."""

INPUTS, QUANTIZATION, BATCH = "{inputs}", "{quantization}", "{open_batch}"
"""Words of a command that become several words or none."""

_SEVERAL = (INPUTS, QUANTIZATION, BATCH)

_FILE = ("name", "stem", "source_stem", "target", "scheme", "height", "width")
_INPUT = ("tensor", "number")


class ConversionTable(Struct, frozen=True, kw_only=True):
    """Commands that convert some models for the target, as a pack writes them.

    The first table whose conditions all hold is shown. A command of several lines is a script:
    its first line is the command that reads the others from standard input, as `python -` does.
    Slots are quoted for a shell; in a script, texts stand within double quotes: `{name}`, `{stem}`
    (the name without its suffix), `{source_stem}` (without `drop` as well), `{target}`, `{scheme}`
    (for `--as-if`), and `{height}` and `{width}` of the one colour image that the model accepts.
    """

    source: str
    cures: tuple[str, ...]
    """Rules: the commands are shown where one of these has a finding that is certain."""
    formats: tuple[Format, ...]
    """Formats of the model."""
    unless: tuple[str, ...] = ()
    """Rules that a conversion does not cure: no commands where one of these has a finding."""
    made_by: tuple[Producer, ...] = ()
    """Programs that made the file; does not hold where the file shows none."""
    commands: tuple[str, ...]
    """`{inputs}`, `{quantization}` and `{open_batch}` become the values of the keys below."""
    each_input: str = ""
    """Options of a command per input, with `{tensor}` and `{number}` (from 1)."""
    per_tensor: str = ""
    """`{quantization}` for targets that want one weight scale per layer: words, or a line."""
    per_channel: str = ""
    """`{quantization}` for targets that want one weight scale per channel."""
    per_channel_conv: str = ""
    """`{quantization}` for targets that want it per channel but in dense layers."""
    open_batch: str = ""
    """`{open_batch}` where the batch of an input is open; nothing otherwise."""
    drop: str = ""
    """An end of the file's name that the model it was made from has not: `_float32`."""
    notes: tuple[str, ...] = ()
    """Conditions of the commands, with the same slots."""


class Conversion(Struct, frozen=True, kw_only=True):
    """Commands that convert some models, with their source looked up."""

    table: ConversionTable
    source: Source
    weights: Weights | None
    """Weight scales of the target; `None` where they do not matter."""

    @property
    def for_one_image(self) -> bool:
        """Whether the commands are for models of one colour image: they name its size."""
        slots = (slot for command in self.table.commands for slot in slots_of(command))
        return any(slot in ("height", "width") for slot in slots)

    @property
    def scheme(self) -> Scheme:
        """The quantization that a conversion with these commands writes, for `--as-if`."""
        return "int8-per-tensor" if self.weights == "per-tensor" else "int8-per-channel"

    @property
    def quantization(self) -> str:
        """The words or the line for `{quantization}`."""
        by_weights: Mapping[Weights | None, str] = {
            "per-tensor": self.table.per_tensor,
            "per-channel": self.table.per_channel,
            "per-channel-conv": self.table.per_channel_conv,
        }
        return by_weights.get(self.weights, "")


def mistakes_of(table: ConversionTable, number: int, rules: Mapping[str, object]) -> Iterator[str]:
    """Slots that nothing fills and rules that do not exist, each with its path."""
    path = f"convert[{number}]"
    for key, ids in (("cures", table.cures), ("unless", table.unless)):
        for id in ids:
            if id not in rules:
                yield f"{path}.{key}: there is no rule {id!r}{nearest(id, rules)}"
    if not table.cures:
        yield f"{path}.cures: it names no rule, so the commands are never shown"
    for place, text in enumerate(table.commands):
        command = f"{path}.commands[{place}]"
        first, *script = text.strip("\n").split("\n")
        yield from _unquoted(command, first)
        words = " ".join(word for word in first.split() if word not in _SEVERAL)
        lines = (line for line in script if line.strip() != QUANTIZATION)
        yield from _unfilled(command, "\n".join((words, *lines)), _FILE)
    for key in ("each_input", "per_tensor", "per_channel", "per_channel_conv", "open_batch"):
        yield from _unquoted(f"{path}.{key}", getattr(table, key))
    yield from _unfilled(f"{path}.each_input", table.each_input, _INPUT)
    for place, note in enumerate(table.notes):
        yield from _unfilled(f"{path}.notes[{place}]", note, _FILE)


def _unquoted(path: str, text: str) -> Iterator[str]:
    if not any(letter in text for letter in "'\"\\"):
        return
    try:
        shlex.split(text)
    except ValueError as error:
        yield f"{path}: not a command: {error}"


def _unfilled(path: str, text: str, known: tuple[str, ...]) -> Iterator[str]:
    yield from (f"{path}: {mistake}" for mistake in command_slot_mistakes(text, known))


def slots_of(text: str) -> list[str]:
    """The names of the slots in a text."""
    return [name for _, name, _, _ in Formatter().parse(text) if name is not None]
