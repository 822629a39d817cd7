"""Where a project's config is: the file, its table in it, and how far its paths may lead."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from dlpulint.basics.errors import ConfigError, Unreadable
from dlpulint.basics.reading import MIB, regular_bytes
from dlpulint.basics.toml import parsed_toml, toml_text

FILE = "dlpulint.toml"
"""The config's own file."""

SHARED = "pyproject.toml"
"""The file that a config may stand in together with those of other tools."""

TABLE = "tool.dlpulint"
"""The config's table there."""

LARGEST = MIB
"""Bytes of a config file."""

_REPOSITORY = ".git"
"""A folder at the root of a repository; a file in a further worktree."""

_HEADER = re.compile(r"^[ \t]*\[+[ \t]*tool\.dlpulint\b", re.MULTILINE)


def config_file(folder: Path) -> Path | None:
    """The config of the nearest folder that has one, from this folder up to the repository's root.

    Outside a repository the search ends at the home folder, or else at the file system's root. The
    config is `dlpulint.toml`, or else a `pyproject.toml` with a table [tool.dlpulint].
    """
    for place in (folder, *folder.parents):
        if (place / FILE).is_file():
            return place / FILE
        if _is_shared_config(place / SHARED):
            return place / SHARED
        if (place / _REPOSITORY).exists() or place == _home():
            return None
    return None


def root_of(folder: Path) -> Path:
    """The repository that a folder is in, links followed; the folder itself if it is in none."""
    real = Path(os.path.realpath(folder))
    places = (real, *real.parents)
    return next((place for place in places if (place / _REPOSITORY).exists()), real)


def config_table(file: Path) -> object:
    """The config's table of a file; `None` where a shared file has none."""
    try:
        table: object = parsed_toml(_text(file))
    except Unreadable as error:
        raise ConfigError([f"{file}: {error}"]) from None
    if file.name != SHARED:
        return table
    for key in TABLE.split("."):
        table = table.get(key) if isinstance(table, Mapping) else None
    return table


def _is_shared_config(file: Path) -> bool:
    """Whether a `pyproject.toml` has our table; a broken file without it is no concern of ours."""
    if not file.is_file():
        return False
    try:
        text = _text(file)
    except Unreadable:
        return False
    if TABLE not in text:
        return False
    try:
        return config_table(file) is not None
    except ConfigError:
        if _HEADER.search(text) is None:
            return False
        raise


def _text(file: Path) -> str:
    return toml_text(regular_bytes(file, LARGEST))


def _home() -> Path | None:
    try:
        return Path.home()
    except RuntimeError:  # Nobody's process, as in some containers.
        return None
