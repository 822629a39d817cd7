"""What holds for a file, and who said so."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Generic, TypeVar

from msgspec import Struct

from dlpulint.basics.terms import Scheme
from dlpulint.basics.version import Version, Versions
from dlpulint.model.input_shapes import InputShape
from dlpulint.project.config.choice import COMMAND_LINE, DEFAULT, Choice
from dlpulint.project.config.config import Config

T = TypeVar("T")


class Setting(Struct, Generic[T], frozen=True):
    """A value, and the place that gave it."""

    value: T
    where: str


class Settings(Struct, frozen=True, kw_only=True):
    """All that can be chosen, for one file or for the run."""

    targets: Setting[tuple[str, ...]]
    axis_os: Setting[tuple[Version, ...]]
    runtime: Setting[Version | None]
    edgetpu_runtime: Setting[Version | None]
    compiler: Setting[Version | None]
    as_if: Setting[Scheme | None]
    shapes: Setting[tuple[InputShape, ...]]
    rules: Setting[tuple[Path, ...]]
    fail_on: Setting[tuple[str, ...]]
    select: Setting[tuple[str, ...]]
    ignore: Setting[tuple[str, ...]]

    @property
    def versions(self) -> tuple[Versions, ...]:
        """What is known of camera and tools: once, or for both ends of a range of AXIS OS."""
        return tuple(
            Versions(
                axis_os=axis_os,
                runtime=self.runtime.value,
                edgetpu_runtime=self.edgetpu_runtime.value,
                compiler=self.compiler.value,
            )
            for axis_os in self.axis_os.value or (None,)
        )


def settings_of(path: str | None, config: Config | None, said: Choice = COMMAND_LINE) -> Settings:
    """What holds for a file, or for the run as a whole where there is none."""
    choices = [said]
    if config is not None:
        groups = config.groups_of(path) if path is not None else ()
        choices += [group.choice for group in reversed(groups)]
        choices.append(config.choice)
    choices.append(DEFAULT)
    return Settings(
        targets=_first(choices, lambda choice: choice.targets),
        axis_os=_first(choices, lambda choice: choice.axis_os),
        runtime=_first(choices, lambda choice: choice.runtime),
        edgetpu_runtime=_first(choices, lambda choice: choice.edgetpu_runtime),
        compiler=_first(choices, lambda choice: choice.compiler),
        as_if=_first(choices, lambda choice: choice.as_if),
        shapes=_first(choices, lambda choice: choice.shapes),
        rules=_first(choices, lambda choice: choice.rules),
        fail_on=_first(choices, lambda choice: choice.fail_on),
        select=_first(choices, lambda choice: choice.select),
        ignore=_first(choices, lambda choice: choice.ignore),
    )


def _first(choices: Iterable[Choice], of: Callable[[Choice], T]) -> Setting[T]:
    """The value of the first choice that makes one; the last one's where none does."""
    found = [Setting(of(choice), choice.where) for choice in choices]
    return next((setting for setting in found if setting.value), found[-1])
