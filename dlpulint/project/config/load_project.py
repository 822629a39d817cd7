"""A config file read as a Config, with all its mistakes reported at once."""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from dlpulint.basics.decode import decode
from dlpulint.basics.errors import ConfigError, PackError
from dlpulint.packs.library import Folders
from dlpulint.packs.shelf import Shelf
from dlpulint.project.config.config import Config, Project
from dlpulint.project.config.locate import SHARED, TABLE, config_table
from dlpulint.project.config.tables import ConfigTable, IgnoreTable, keyed, listed
from dlpulint.project.config.values import Reader


def load_project(file: Path, rules: Sequence[Path] = ()) -> Project:
    """Read a config, and the packs that it is about.

    `rules` are folders of further packs that stand in place of the config's own.

    Raises ConfigError with every mistake.
    """
    name = os.path.relpath(file).replace(os.sep, "/")
    table = config_table(file)
    if table is None:
        raise ConfigError([f"{name}: no table [{TABLE}]"])
    where = f"{TABLE}." if file.name == SHARED else ""
    mistakes: list[str] = []
    decoded = _decoded(table, mistakes)
    folder = file.absolute().parent
    further = tuple(rules) or tuple(folder / path for path in listed(decoded.rules))
    for key, path in keyed("rules", decoded.rules):
        if not rules and not (folder / path).is_dir():
            mistakes.append(f"{key}: there is no folder {path!r}")
    shelf = Shelf(Folders(further))
    try:
        config = _config(decoded, Reader(name, folder, shelf, mistakes))
    except PackError as error:
        raise ConfigError([*mistakes, *error.mistakes]) from None
    if mistakes:
        raise ConfigError([f"{name}: {where}{mistake}" for mistake in mistakes])
    return Project(config, shelf)


def rules_of(file: Path) -> tuple[Path, ...]:
    """The folders of further packs that a config names, whatever else may be wrong with it."""
    table = _decoded(config_table(file), [])
    return tuple(file.absolute().parent / path for path in listed(table.rules))


def _decoded(table: object, mistakes: list[str]) -> ConfigTable:
    """The table as far as it can be decoded, so that mistakes of meaning are reported as well."""
    found: list[str] = []
    decoded = decode(table, ConfigTable, "", found)
    mistakes += [mistake.removeprefix(".") for mistake in found]
    if decoded is None and isinstance(table, Mapping):
        wrong = {re.split(r"[.:\[]", mistake, maxsplit=1)[0] for mistake in mistakes}
        sound = {key: value for key, value in table.items() if key not in wrong}
        decoded = decode(sound, ConfigTable, "", [])
    return decoded or ConfigTable()


def _config(table: ConfigTable, reader: Reader) -> Config:
    return Config(
        name=reader.name,
        folder=reader.folder,
        settings=reader.settings(table),
        groups=tuple(reader.group(*numbered) for numbered in enumerate(table.models)),
        overrides=reader.overrides(table),
        ignores=tuple(
            reader.ignore(index, ignore)
            for index, ignore in enumerate(listed(table.ignore))
            if isinstance(ignore, IgnoreTable)
        ),
        confirmed=tuple(reader.confirmed(*numbered) for numbered in enumerate(table.confirmed)),
        requirements=reader.requirements(table.requires),
        baseline=reader.folder / table.baseline if table.baseline else None,
        on_lfs_pointer=table.on_lfs_pointer,
        strict=table.strict,
    )
