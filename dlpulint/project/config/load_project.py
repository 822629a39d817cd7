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
from dlpulint.project.config.inside import mistake_in_packs, mistake_in_path
from dlpulint.project.config.locate import SHARED, TABLE, config_table
from dlpulint.project.config.tables import ConfigTable, IgnoreTable, keyed, listed
from dlpulint.project.config.values import Reader

MOST_ENTRIES = 20_000
"""Entries of a config; each takes time to look up, in a list of packs, rules or cameras."""

LONGEST_TEXT = 2_000
"""Characters of a text in a config; the longest ones are reasons."""


def load_project(file: Path, rules: Sequence[Path] = ()) -> Project:
    """Read a config, and the packs that it is about.

    `rules` are folders of further packs that stand in place of the config's own.

    Raises ConfigError with every mistake.
    """
    name = os.path.relpath(file).replace(os.sep, "/")
    table = config_table(file)
    if table is None:
        raise ConfigError([f"{name}: no table [{TABLE}]"])
    if (excess := _excess(table)) is not None:
        raise ConfigError([f"{name}: {excess}"])
    where = f"{TABLE}." if file.name == SHARED else ""
    mistakes: list[str] = []
    decoded = _decoded(table, mistakes)
    folder = file.absolute().parent
    if not rules:
        for key, path in keyed("rules", decoded.rules):
            if (wrong := mistake_in_packs(path, folder)) is not None:
                mistakes.append(f"{key}: {wrong}")
    if decoded.baseline and (wrong := mistake_in_path(decoded.baseline, folder)) is not None:
        mistakes.append(f"baseline: {wrong}")
    shelf = Shelf(Folders(tuple(rules) or _folders(decoded, folder)))
    config = None
    try:
        config = _config(decoded, Reader(name, folder, shelf, mistakes))
    except PackError as error:
        raise ConfigError([*mistakes, *error.mistakes]) from None
    except ConfigError:
        pass  # Enough mistakes; they are reported below.
    if mistakes:
        raise ConfigError([f"{name}: {where}{mistake}" for mistake in mistakes])
    return Project(config, shelf)


def rules_of(file: Path) -> tuple[Path, ...]:
    """The folders of further packs that a config names, whatever else may be wrong with it."""
    return _folders(_decoded(config_table(file), []), file.absolute().parent)


def _folders(table: ConfigTable, folder: Path) -> tuple[Path, ...]:
    """The folders of packs that a config names, without those that it must not name."""
    paths = listed(table.rules)
    return tuple(folder / path for path in paths if mistake_in_packs(path, folder) is None)


def _excess(table: object) -> str | None:
    """Complaint about a config of too many entries, or too long a text; `None` for others."""
    entries, level = 0, [table]
    while level:
        deeper: list[object] = []
        for value in level:
            if isinstance(value, str) and len(value) > LONGEST_TEXT:
                return f"a text of more than {LONGEST_TEXT:,} characters: {value[:20]!r}…"
            parts = [*value, *value.values()] if isinstance(value, Mapping) else value
            if isinstance(parts, list):
                deeper += parts
                entries += len(value) if isinstance(value, Mapping) else len(parts)
        level = deeper
    if entries > MOST_ENTRIES:
        return f"more than {MOST_ENTRIES:,} entries in its lists and tables"
    return None


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
