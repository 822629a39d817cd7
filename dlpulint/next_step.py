"""What to run next: a toolchain's commands with the file, names and sizes of the model itself."""

import shlex
from collections.abc import Iterator, Mapping

from msgspec import Struct

from dlpulint.camera import camera_file, file_name, is_compiled
from dlpulint.facts.layout import dimension, image_layout
from dlpulint.model import Model, Tensor
from dlpulint.packs import Pack, Toolchain
from dlpulint.packs.toolchain import INPUTS, OUTPUTS
from dlpulint.version import Versions


class NextStep(Struct, frozen=True):
    """The commands that make of a file what larod loads, run in the file's folder."""

    commands: tuple[str, ...]
    """Safe for a shell, whatever names the file has; none where `notes` say why."""
    notes: tuple[str, ...]
    """What has to be known to run them, a sentence each."""


def next_step(path: str, model: Model, pack: Pack) -> NextStep | None:
    """The commands for a model that nothing certain speaks against.

    `None` where no toolchain stands in between, or none that takes such a file.
    """
    toolchain = pack.toolchain
    if toolchain is None or model.format not in toolchain.formats or is_compiled(model, pack):
        return None
    name = file_name(path, model)
    obstacles = tuple(_obstacles(name, model, toolchain))
    if obstacles:
        return NextStep((), obstacles)
    versions = {one: f"{getattr(toolchain.assumes, one)}" for one in Versions.__struct_fields__}
    slots = {**versions, "name": name, "camera_file": camera_file(path, model, pack)}
    if toolchain.for_one_image:
        image = model.inputs[0]
        slots["height"] = f"{dimension(image, 'height', model.layout)}"
        slots["width"] = f"{dimension(image, 'width', model.layout)}"
    ends = {
        INPUTS: [_of_tensor(toolchain.each_input, tensor) for tensor in model.inputs],
        OUTPUTS: [_of_tensor(toolchain.each_output, tensor) for tensor in model.outputs],
    }
    commands = tuple(" ".join(_words(command, slots, ends)) for command in toolchain.commands)
    return NextStep(commands, toolchain.notes)


def _words(
    command: str, slots: Mapping[str, str], ends: Mapping[str, list[list[str]]]
) -> Iterator[str]:
    """The words of a command, each quoted: a name from the file cannot end its word."""
    for word in command.split():
        if word in ends:
            yield from (shlex.quote(part) for said in ends[word] for part in said)
        else:
            yield shlex.quote(word.format_map(slots))


def _of_tensor(said: str, tensor: Tensor) -> list[str]:
    slots = {"tensor": tensor.name, "shape": ",".join(map(str, tensor.shape or ()))}
    return [word.format_map(slots) for word in said.split()]


def _obstacles(name: str, model: Model, toolchain: Toolchain) -> Iterator[str]:
    """Why the commands cannot be written for a model."""
    if toolchain.for_one_image and not _takes_one_image(model):
        yield (
            "The commands that are public are for a model of one colour image of a stated size, "
            "which this one is not."
        )
    inputs = model.inputs if toolchain.each_input else ()
    outputs = model.outputs if toolchain.each_output else ()
    names = [tensor.name for tensor in (*inputs, *outputs)]
    for letter in toolchain.separators:
        if any(letter in one for one in names):
            yield (
                f"For the toolchain a tensor's name ends at a {letter}: rename the inputs and "
                "outputs that have one."
            )
    if any(_is_changed(one) for one in (name, *names)):
        yield "The file or a tensor has a name that cannot be typed as it is: rename it."


def _is_changed(name: str) -> bool:
    """Whether a name is not told as the file has it: cleaned, cut, or none at all."""
    return not name or "\N{REPLACEMENT CHARACTER}" in name or name.endswith("…")


def _takes_one_image(model: Model) -> bool:
    if len(model.inputs) != 1:
        return False
    shape = model.inputs[0].shape
    return shape is not None and None not in shape and image_layout(shape) is not None
