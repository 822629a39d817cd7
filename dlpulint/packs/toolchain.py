"""The commands of the toolchain between a file and the camera, as a pack has them."""

from collections.abc import Iterator
from string import Formatter

from msgspec import Struct

from dlpulint.basics.version import Versions
from dlpulint.findings.source import Source
from dlpulint.model.graph import Format
from dlpulint.packs.slots import command_slot_mistakes
from dlpulint.packs.tables import ToolchainTable

INPUTS, OUTPUTS = "{inputs}", "{outputs}"
"""Words of a command that are replaced by `each_input` and `each_output`."""

_SIZES = ("height", "width")
_FILE = ("name", "camera_file", *_SIZES, *Versions.__struct_fields__)
_TENSOR = ("tensor", "shape")


class Toolchain(Struct, frozen=True, kw_only=True):
    """The commands that make of a file what larod loads."""

    source: Source
    formats: tuple[Format, ...]
    commands: tuple[str, ...]
    each_input: str
    each_output: str
    separators: str
    notes: tuple[str, ...]
    assumes: Versions

    @property
    def for_one_image(self) -> bool:
        """Whether the commands are for models of one colour image: they name its size."""
        return any(name in _SIZES for command in self.commands for name in _slots(command))


def resolved(table: ToolchainTable, source: Source) -> Toolchain:
    """A toolchain with its source looked up."""
    fields = (name for name in Toolchain.__struct_fields__ if name != "source")
    return Toolchain(source=source, **{name: getattr(table, name) for name in fields})


def assuming(toolchain: Toolchain, stated: Versions) -> Versions:
    """Versions that the commands are for: those that the user states, else those it assumes."""
    names = Versions.__struct_fields__
    return Versions(**{n: getattr(stated, n) or getattr(toolchain.assumes, n) for n in names})


def mistakes_of(table: ToolchainTable) -> Iterator[str]:
    """Slots that nothing fills, each with its path."""
    for number, command in enumerate(table.commands):
        words = " ".join(word for word in command.split() if word not in (INPUTS, OUTPUTS))
        yield from _unfilled(f"toolchain.commands[{number}]", words, _FILE)
    yield from _unfilled("toolchain.each_input", table.each_input, _TENSOR)
    yield from _unfilled("toolchain.each_output", table.each_output, _TENSOR)


def _unfilled(path: str, text: str, known: tuple[str, ...]) -> Iterator[str]:
    yield from (f"{path}: {mistake}" for mistake in command_slot_mistakes(text, known))


def _slots(text: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(text) if name is not None]
