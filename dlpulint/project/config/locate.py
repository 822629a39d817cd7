"""Where a project's config is: the file, and its table in it."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from dlpulint.basics.errors import ConfigError

FILE = "dlpulint.toml"
"""The config's own file."""

SHARED = "pyproject.toml"
"""The file that a config may stand in together with those of other tools."""

TABLE = "tool.dlpulint"
"""The config's table there."""


def config_file(folder: Path) -> Path | None:
    """The config of the nearest folder that has one, from this folder upwards.

    That is `dlpulint.toml`, or else a `pyproject.toml` with a table [tool.dlpulint].
    """
    for place in (folder, *folder.parents):
        if (place / FILE).is_file():
            return place / FILE
        shared = place / SHARED
        # Looked for before it is parsed: a broken file of somebody else's is no concern of ours.
        if shared.is_file() and TABLE in _text(shared) and config_table(shared) is not None:
            return shared
    return None


def config_table(file: Path) -> object:
    """The config's table of a file; `None` where a shared file has none."""
    try:
        table: object = tomllib.loads(_text(file))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([f"{file}: not TOML: {error}"]) from None
    if file.name != SHARED:
        return table
    for key in TABLE.split("."):
        table = table.get(key) if isinstance(table, Mapping) else None
    return table


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError([f"{file}: cannot be read: {error}"]) from None
