"""The command that tries a model on a camera."""

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
    name = PurePosixPath(path).name if path != "-" else f"model.{model.format}"
    compiled = any(operator.kind == pack.compiled for operator in model.operators)
    file = "{name}" if compiled else pack.camera_file
    given = file.replace("{name}", name).replace("{stem}", PurePosixPath(name).stem)
    inputs = " ".join("-i ''" for _ in model.inputs)
    return f"larod-client -g {shlex.quote(given)} -c {pack.device} {_ROUNDS} {inputs}".rstrip()
