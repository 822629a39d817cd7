"""The options of the command line that are about the project: its config, and what it chooses."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from msgspec import Struct

from dlpulint.basics.errors import UsageError
from dlpulint.cli import completion
from dlpulint.project.baseline import BaselineUse, How

_BASELINE_OPTIONS: dict[How, str] = {
    "hold": "--baseline",
    "write": "--write-baseline",
    "prune": "--prune-baseline",
}


class ProjectOptions(Struct, frozen=True, kw_only=True):
    """What those options say."""

    cameras: tuple[str, ...]
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    config: Path | None
    isolated: bool
    show_config: str | None
    baselines: tuple[BaselineUse, ...]

    @property
    def baseline(self) -> BaselineUse | None:
        """What is to be done with which baseline; `None` leaves it to the config."""
        if len(self.baselines) > 1:
            named = " and ".join(_BASELINE_OPTIONS[use.how] for use in self.baselines)
            raise UsageError(f"{named} do not go together: each reads its file already")
        return self.baselines[0] if self.baselines else None

    @property
    def file(self) -> Path | None:
        """The config that is to be used: the one that is named, or else the nearest."""
        if self.config is not None and self.isolated:
            raise UsageError("--config and --isolated contradict each other")
        if self.config is not None and not self.config.is_file():
            raise UsageError(f"--config {self.config}: there is no such file")
        if self.config is not None or self.isolated:
            return self.config
        from dlpulint.project.config.locate import config_file

        return config_file(Path.cwd())


def project_options(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command these options, and their values as its argument `project`."""

    @click.option(
        "--camera",
        "cameras",
        multiple=True,
        metavar="NAME[,NAME]",
        shell_complete=completion.cameras,
        help="Cameras, such as Q1656-LE, whose chips are linted for.",
    )
    @click.option(
        "--select",
        multiple=True,
        metavar="RULE[,RULE]",
        shell_complete=completion.rules,
        help="Tell these rules only: ids, or globs such as `artpec8/*`.",
    )
    @click.option(
        "--ignore",
        multiple=True,
        metavar="RULE[,RULE]",
        shell_complete=completion.rules,
        help="Do not tell these rules.",
    )
    @click.option(
        "--config",
        metavar="FILE",
        shell_complete=completion.files,
        help="The project's config, instead of the nearest dlpulint.toml or pyproject.toml.",
    )
    @click.option("--isolated", is_flag=True, help="Use no config.")
    @click.option(
        "--show-config",
        metavar="MODEL",
        shell_complete=completion.files,
        help="Print what holds for a model and where it was said, and exit.",
    )
    @click.option(
        "--baseline",
        metavar="FILE",
        shell_complete=completion.files,
        help="Accept the findings that it lists: only what is new, or more, fails the run.",
    )
    @click.option(
        "--write-baseline",
        metavar="FILE",
        shell_complete=completion.files,
        help="List all findings of the run in it, and accept them.",
    )
    @click.option(
        "--prune-baseline",
        metavar="FILE",
        shell_complete=completion.files,
        help="Accept what it lists, and drop from it what is no longer found.",
    )
    @functools.wraps(command)
    def with_project(
        *,
        cameras: tuple[str, ...],
        select: tuple[str, ...],
        ignore: tuple[str, ...],
        config: str | None,
        isolated: bool,
        show_config: str | None,
        baseline: str | None,
        write_baseline: str | None,
        prune_baseline: str | None,
        **others: Any,
    ) -> int:
        asked: tuple[tuple[How, str | None], ...] = (
            ("hold", baseline),
            ("write", write_baseline),
            ("prune", prune_baseline),
        )
        project = ProjectOptions(
            cameras=words_of(cameras),
            select=words_of(select),
            ignore=words_of(ignore),
            config=None if config is None else Path(config),
            isolated=isolated,
            show_config=show_config,
            baselines=tuple(BaselineUse(Path(file), how) for how, file in asked if file),
        )
        return command(**others, project=project)

    return with_project


def words_of(options: tuple[str, ...]) -> tuple[str, ...]:
    """The words of options that take several, with commas or one an option."""
    words = (word.strip() for option in options for word in option.split(","))
    return tuple(word for word in words if word)
