"""Commands with the model's own names and sizes: a toolchain's, and the try on a camera."""

import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from msgspec import Struct

from dlpulint.basics.printable import is_escaped
from dlpulint.basics.shell import as_path
from dlpulint.basics.version import Versions
from dlpulint.facts.layout import dimension, image_layout
from dlpulint.model.graph import Model, Tensor
from dlpulint.packs.pack import Pack
from dlpulint.packs.toolchain import INPUTS, OUTPUTS, Toolchain


class NextStep(Struct, frozen=True):
    """Commands that make a file for larod, run in the model's folder."""

    commands: tuple[str, ...]
    """Safe for a shell, whatever names the file has; none where `notes` give the reason."""
    notes: tuple[str, ...]
    """Sentences to know before running them."""
    cures: tuple[str, ...] = ()
    """Rules whose findings the commands cure; none where the file is ready to compile."""


def next_step(path: str, model: Model, pack: Pack) -> NextStep | None:
    """Commands of the target's toolchain for a model without certain obstacles.

    `None` for a target without a toolchain, or with one that does not accept such a file.
    """
    toolchain = pack.toolchain
    if toolchain is None or model.format not in toolchain.formats or is_compiled(model, pack):
        return None
    name = file_name(path, model)
    obstacles = tuple(_obstacles(name, model, toolchain))
    if obstacles:
        return NextStep((), obstacles)
    versions = {name: f"{getattr(toolchain.assumes, name)}" for name in Versions.__struct_fields__}
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
    """Words of a command, each quoted, so that no name from the file ends its word."""
    for word in command.split():
        if word in ends:
            yield from (shlex.quote(part) for parts in ends[word] for part in parts)
        else:
            yield shlex.quote(word.format_map(slots))


def _of_tensor(words: str, tensor: Tensor) -> list[str]:
    slots = {"tensor": tensor.name, "shape": ",".join(map(str, tensor.shape or ()))}
    return [word.format_map(slots) for word in words.split()]


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
        if any(letter in other for other in names):
            yield (
                f"For the toolchain a tensor's name ends at a {letter}: rename the inputs and "
                "outputs that have one."
            )
    if is_escaped(name) or any(map(is_changed, (name, *names))):
        yield "The file or a tensor has a name that cannot be typed as it is: rename it."


def is_changed(name: str) -> bool:
    """Whether a name differs from the file's: cleaned, cut, or none at all."""
    return not name or "\N{REPLACEMENT CHARACTER}" in name or name.endswith("…")


def _takes_one_image(model: Model) -> bool:
    if len(model.inputs) != 1:
        return False
    shape = model.inputs[0].shape
    return shape is not None and None not in shape and image_layout(shape) is not None


_SELECTS_BOXES = "custom:TFLite_Detection_PostProcess"
"""The kind of operator whose time depends on the scores that it reads."""

PICTURE = "picture"
"""The beginning of the names of files with input: larod-client reads them as raw bytes."""

_ROUNDS = "-R 100 -w 5"
"""A hundred timed runs after five that warm up, as Axis' page on testing a model has them."""


def command_on_camera(path: str, model: Model, pack: Pack) -> str | None:
    """The `larod-client` command that times a model, run on the camera itself.

    `None` where larod does not load such a file, or another one that nobody has named. An empty
    `-i` asks for random bytes, one for each input; where the time depends on the scores, the
    command names files with a picture instead.
    """
    if model.format not in pack.formats or not pack.camera_file or not pack.device:
        return None
    toolchain = pack.toolchain
    if toolchain is not None and model.format not in toolchain.formats:
        return None
    given = camera_file(path, model, pack)
    device = shlex.quote(pack.device)
    selects = any(operator.kind == _SELECTS_BOXES for operator in model.operators)
    given_to = range(1, len(model.inputs) + 1)
    inputs = " ".join(f"-i {PICTURE}{n}.bin" if selects else "-i ''" for n in given_to)
    return f"larod-client -g {shlex.quote(given)} -c {device} {_ROUNDS} {inputs}".rstrip()


def camera_file(path: str, model: Model, pack: Pack) -> str:
    """The name of what larod is given to load: the file itself, or what a toolchain makes of it."""
    name = file_name(path, model)
    if is_compiled(model, pack):
        return name
    # In one go: a file may be named `{name}`.
    slots = {"{name}": name, "{stem}": name.rpartition(".")[0] or name}
    return re.sub(r"\{name\}|\{stem\}", lambda slot: slots[slot[0]], pack.camera_file)


def file_name(path: str, model: Model) -> str:
    """The file's name without its folder, such that no command takes it for an option."""
    name = PurePosixPath(path).name if path != "-" else f"model.{model.format}"
    return as_path(name)


def is_compiled(model: Model, pack: Pack) -> bool:
    """Whether the file has been through the target's compiler."""
    return any(operator.kind == pack.compiled for operator in model.operators)
