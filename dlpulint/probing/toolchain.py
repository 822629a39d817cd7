"""The script of a kit for chips with a toolchain, and what its log shows of each model."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import resources
from typing import Literal, TypeAlias

from dlpulint.loader.open_model import load_bytes
from dlpulint.logs.records import Compilation, Log
from dlpulint.packs.pack import Pack
from dlpulint.probing.float_micro import SUFFIX
from dlpulint.report.commands import next_step

Ending: TypeAlias = Literal["compiled", "refused", "unclear"]
"""How the compilations of a model end."""

ON_DLPU, REFUSED = "control-dlpu.onnx", "control-refused.onnx"
"""A model of certain operators, and one of an operator that nobody has defined."""

IMAGES = "representative_images"
"""The folder of calibration images in the commands."""

_IMAGE, _SCRIPT = "gradient.jpg", "toolchain.sh"
"""Files of a kit that stand beside this module."""

_LAST_STEP = "file"
"""The step of the script that looks for the compiled file."""

_LAST_OWN_EXIT = 123
"""Higher exit codes are those of `timeout`, of a shell without the program, and of signals."""

_STEM = "MODEL"
"""Stands in the commands for the name of each model without its suffix."""

_FILE = f"{_STEM}{SUFFIX}"


def images() -> dict[str, bytes]:
    """The calibration image of a kit, by its path."""
    image = resources.files("dlpulint.probing") / _IMAGE
    return {f"{IMAGES}/{_IMAGE}": image.read_bytes()}


def beside_file(name: str) -> str:
    """The file of a model that others need."""
    return f"beside-{name}{SUFFIX}"


def script_of(pack: Pack, control: bytes) -> str:
    """The script; empty for a pack without commands for such models."""
    step = next_step(_FILE, load_bytes(memoryview(control), SUFFIX), pack)
    if step is None or not step.commands:
        return ""
    steps = " &&\n    ".join(_steps(step.commands))
    script = (resources.files("dlpulint.probing") / _SCRIPT).read_text("utf-8")
    return script.replace("STEPS", _for_each(steps)).replace("MADE", _for_each(pack.camera_file))


def endings(logs: Iterable[Log]) -> Mapping[str, Ending]:
    """How each model's compilations end; `unclear` where they differ."""
    found: dict[str, set[Ending]] = defaultdict(set)
    for log in logs:
        for compilation in log.compilations:
            found[compilation.model].add(_ending(compilation))
    return {
        model: ending if len(same) == 1 else "unclear"
        for model, same in found.items()
        for ending in list(same)[:1]
    }


def is_controlled(logs: Sequence[Log]) -> bool:
    """Whether each log with compilations begins and ends with those of the model that compiles."""
    every = [log.compilations for log in logs if log.compilations]
    ends = [each for same in every for each in (same[0], same[-1])]
    shown = all(each.model == ON_DLPU and _ending(each) == "compiled" for each in ends)
    return bool(ends) and shown and all(len(same) > 1 for same in every)


def last_steps(logs: Iterable[Log]) -> Mapping[str, str]:
    """The last step of each model's last compilation, with its exit code."""
    return {
        compilation.model: f"{compilation.steps[-1].name} exit {compilation.steps[-1].exit}"
        for log in logs
        for compilation in log.compilations
    }


def _ending(compilation: Compilation) -> Ending:
    last = compilation.steps[-1]
    if all(step.exit == 0 for step in compilation.steps):
        return "compiled" if last.name == _LAST_STEP else "unclear"
    return "refused" if last.by_model and last.exit <= _LAST_OWN_EXIT else "unclear"


def _steps(commands: Sequence[str]) -> Iterator[str]:
    """The commands; a failure of those before the model is read is none of the model's."""
    named = False
    for command in commands:
        named = named or _FILE in command
        yield f"{'step' if named else 'prepare'} {command}"


def _for_each(text: str) -> str:
    """A text with the shell's variables in place of the model's name."""
    filled = text.replace("{name}", _FILE).replace("{stem}", _STEM)
    return filled.replace(_FILE, '"$1"').replace(_STEM, '"${1%.onnx}"')
