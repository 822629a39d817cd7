"""Settings that a command line states, from the text of its options."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from dlpulint.basics.errors import UsageError
from dlpulint.basics.version import stated_versions
from dlpulint.cli.options import Options
from dlpulint.model.input_shapes import parsed
from dlpulint.packs.cameras import targets_of
from dlpulint.project.config.axis_os import axis_os_of
from dlpulint.project.config.settings import COMMAND_LINE, Settings
from dlpulint.report.gates import gates_of

T = TypeVar("T")


def settings_of_options(options: Options) -> Settings:
    """Settings of a command line. Raises UsageError that names the option with a wrong value."""
    versions = stated_versions(
        runtime=options.runtime, edgetpu_runtime=options.edgetpu_runtime, compiler=options.compiler
    )
    gates = [word for word in _split(options.fail_on) if word]
    of_cameras = _read("--camera", ",".join(options.camera), options.camera, targets_of)
    return Settings(
        place=COMMAND_LINE.place,
        targets=tuple(dict.fromkeys((*options.target, *of_cameras))),
        axis_os=_read("--axis-os", options.axis_os, _split(options.axis_os), axis_os_of),
        runtime=versions.runtime,
        edgetpu_runtime=versions.edgetpu_runtime,
        compiler=versions.compiler,
        as_if=options.as_if,
        input_shape=parsed(options.input_shape),
        cameras=options.camera,
        rules=options.rules,
        fail_on=_read("--fail-on", options.fail_on, gates, gates_of),
        select=options.select,
        ignore=options.ignore,
    )


def _split(text: str | None) -> list[str]:
    return [word.strip() for word in text.split(",")] if text is not None else []


def _read(
    option: str,
    text: str | None,
    words: Sequence[str],
    read: Callable[[Sequence[str]], tuple[T, ...]],
) -> tuple[T, ...]:
    """Values of an option's words; nothing where it is not given."""
    if not words:
        return ()
    try:
        return read(words)
    except UsageError as error:
        raise UsageError(f"{option} {text}: {error}") from None
