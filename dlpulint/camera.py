"""The command that tries a model on a camera."""

import re
import shlex
from pathlib import PurePosixPath

from dlpulint.model import Model
from dlpulint.packs import Pack

_ROUNDS = "-R 100 -w 5"
"""A hundred timed runs after five that warm up, as Axis' page on testing a model has them."""


def command_on_camera(path: str, model: Model, pack: Pack) -> str | None:
    """The `larod-client` command that times a model with random input, run on the camera itself.

    `None` where larod does not load such a file, or another one that nobody has named. An empty
    `-i` asks for random bytes, one for each input.
    """
    if model.format not in pack.formats or not pack.camera_file or not pack.device:
        return None
    toolchain = pack.toolchain
    if toolchain is not None and model.format not in toolchain.formats:
        return None
    given = camera_file(path, model, pack)
    inputs = " ".join("-i ''" for _ in model.inputs)
    return f"larod-client -g {shlex.quote(given)} -c {pack.device} {_ROUNDS} {inputs}".rstrip()


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
    return f"./{name}" if name.startswith("-") else name


def is_compiled(model: Model, pack: Pack) -> bool:
    """Whether the file has been through the target's compiler."""
    return any(operator.kind == pack.compiled for operator in model.operators)
