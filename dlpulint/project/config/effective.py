"""Effective settings of a file: each from the first place that states it."""

from collections.abc import Sequence
from typing import Any

from dlpulint.project.config.config import Config
from dlpulint.project.config.settings import COMMAND_LINE, DEFAULT, KEYS, Settings


def settings_of(
    path: str | None, config: Config | None, command_line: Settings = COMMAND_LINE
) -> Settings:
    """Effective settings of a file, or of the run as a whole where `path` is `None`.

    From the command line, the last matching [[models]], the config's other keys, the defaults.
    """
    places = places_for(path, config, command_line)
    values: dict[str, Any] = {key: getattr(place_of(key, places), key) for key in KEYS}
    return Settings(place="all places", **values)


def places_for(
    path: str | None, config: Config | None, command_line: Settings = COMMAND_LINE
) -> tuple[Settings, ...]:
    """Settings of all places that count for a file, the one that decides first."""
    if config is None:
        return (command_line, DEFAULT)
    groups = config.groups_of(path) if path is not None else ()
    of_groups = (group.settings for group in reversed(groups))
    return (command_line, *of_groups, config.settings, DEFAULT)


def place_of(key: str, places: Sequence[Settings]) -> Settings:
    """The first place that states a setting; the last one where none does."""
    return next((place for place in places if getattr(place, key)), places[-1])
