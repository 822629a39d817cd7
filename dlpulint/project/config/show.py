"""The settings that hold for a model, key by key, each with its place: `--show-config`."""

from collections.abc import Iterator

from dlpulint.project.config.config import Config, Ignore, Project
from dlpulint.project.config.effective import place_of, places_for
from dlpulint.project.config.settings import KEYS, Settings

_KEY, _VALUE = 17, 40
"""Columns."""

_SEPARATORS = {"axis_os": " to "}
"""Words between the values of a setting, where they are not listed with commas."""


def config_text(path: str, project: Project, command_line: Settings) -> str:
    """A line per key for one file: its value, and the place that stated it."""
    return "\n".join(_lines(path, project.config, command_line))


def _lines(path: str, config: Config | None, command_line: Settings) -> Iterator[str]:
    yield path
    yield f"  config: {config.name if config else 'none'}"
    if config is not None and config.groups and not config.groups_of(path):
        yield "  no [[models]] names this file"
    yield ""
    places = places_for(path, config, command_line)
    for key in KEYS:
        if key == "cameras":
            continue  # A config has no such key; their targets are among the targets.
        place = place_of(key, places)
        yield _line(key.replace("_", "-"), _text(getattr(place, key), key), place.place)
    if config is None:
        return
    yield _line("requires", _text(config.requirements), config.name)
    levels = tuple(f"{override.rule}={override.level}" for override in config.overrides)
    yield _line("severity", _text(levels), config.name)
    yield _line("baseline", _text(config.baseline), config.name)
    skips = config.on_lfs_pointer != "error"
    yield _line("on-lfs-pointer", config.on_lfs_pointer, config.name if skips else "default")
    strict = config.name if config.strict else "default"
    yield _line("strict", str(config.strict).lower(), strict)
    for ignore in config.ignores:
        if not ignore.files or config.names(path, ignore.files):
            yield _line("[[ignore]]", _ignore(ignore), ignore.where)
    for test in config.confirmed:
        value = f"{test.target}, file {test.sha256[:12]}, {test.camera}"
        yield _line("[[confirmed]]", value, config.name)


def _line(key: str, value: str, place: str) -> str:
    return f"  {key:{_KEY}} {value or '-':{_VALUE}} {place if value else 'default'}"


def _text(value: object, key: str = "") -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return _SEPARATORS.get(key, ", ").join(map(str, value))
    return str(value)


def _ignore(ignore: Ignore) -> str:
    location = "".join(
        f", {word} {value}"
        for word, value in (("operator", ignore.operator), ("tensor", ignore.tensor))
        if value not in (None, "")
    )
    until = f", until {ignore.until}" if ignore.until else ""
    return f"{ignore.rule}{location}{until}: {ignore.reason}"
