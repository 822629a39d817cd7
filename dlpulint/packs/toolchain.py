"""The commands of the toolchain that stands between a file and the camera, as a pack has them."""

from collections.abc import Iterator
from string import Formatter

from msgspec import Struct

from dlpulint.basics.spelling import nearest
from dlpulint.basics.version import Versions
from dlpulint.findings.source import Source
from dlpulint.model.graph import Format
from dlpulint.packs.tables import ToolchainTable

INPUTS, OUTPUTS = "{inputs}", "{outputs}"
"""Words of a command that stand for what is said of each input, and of each output."""

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
    return Toolchain(
        source=source,
        formats=table.formats,
        commands=table.commands,
        each_input=table.each_input,
        each_output=table.each_output,
        separators=table.separators,
        notes=table.notes,
        assumes=table.assumes,
    )


def assuming(toolchain: Toolchain, stated: Versions) -> Versions:
    """The versions that its commands are for: those that the user states, else its own."""
    own = toolchain.assumes
    return Versions(
        axis_os=stated.axis_os or own.axis_os,
        runtime=stated.runtime or own.runtime,
        edgetpu_runtime=stated.edgetpu_runtime or own.edgetpu_runtime,
        compiler=stated.compiler or own.compiler,
    )


def mistakes_of(table: ToolchainTable) -> Iterator[str]:
    """Slots that nothing fills, each with where it stands."""
    for number, command in enumerate(table.commands):
        words = " ".join(word for word in command.split() if word not in (INPUTS, OUTPUTS))
        yield from _unfilled(f"toolchain.commands[{number}]", words, _FILE)
    yield from _unfilled("toolchain.each_input", table.each_input, _TENSOR)
    yield from _unfilled("toolchain.each_output", table.each_output, _TENSOR)


def _unfilled(place: str, text: str, known: tuple[str, ...]) -> Iterator[str]:
    try:
        named = _slots(text)
    except ValueError as error:
        yield f"{place}: not a command: {error}"
        return
    for name in sorted(set(named) - set(known)):
        yield f"{place}: nothing fills {{{name}}}{nearest(name, known)}"


def _slots(text: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(text) if name is not None]
