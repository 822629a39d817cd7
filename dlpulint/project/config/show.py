"""What holds for a model, key by key, and where it was said: `--show-config`."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from dlpulint.project.config.choice import Choice
from dlpulint.project.config.config import Config, Ignore, Project
from dlpulint.project.config.settings import Setting, settings_of

_KEY, _VALUE = 17, 40

T = TypeVar("T")


def config_text(path: str, project: Project, said: Choice) -> str:
    """A line a key for one file: its value, and the place that gave it."""
    return "\n".join(_lines(path, project.config, said))


def _lines(path: str, config: Config | None, said: Choice) -> Iterator[str]:
    yield path
    yield f"  config: {config.name if config else 'none'}"
    if config is not None and config.groups and not config.groups_of(path):
        yield "  no [[models]] names this file"
    yield ""
    own = settings_of(path, config, said)
    yield _line("targets", _list(own.targets))
    yield _line("axis-os", Setting(" to ".join(map(str, own.axis_os.value)), own.axis_os.where))
    yield _line("runtime", own.runtime)
    yield _line("edgetpu-runtime", own.edgetpu_runtime)
    yield _line("compiler", own.compiler)
    yield _line("as-if", own.as_if)
    yield _line("input-shape", _list(own.shapes))
    yield _line("rules", _list(own.rules))
    yield _line("fail-on", _list(own.fail_on))
    yield _line("select", _list(own.select))
    yield _line("ignore", _list(own.ignore))
    if config is None:
        return
    yield _line("requires", _listed(config.requirements, config))
    yield _line("severity", _listed((f"{o.rule}={o.level}" for o in config.overrides), config))
    yield _line("baseline", Setting(config.baseline, config.name))
    skips = config.on_lfs_pointer != "error"
    yield _line("on-lfs-pointer", _unless_default(config.on_lfs_pointer, config, skips))
    yield _line("strict", _unless_default(str(config.strict).lower(), config, config.strict))
    for ignore in config.ignores:
        if not ignore.files or config.names(path, ignore.files):
            yield _line("[[ignore]]", Setting(_ignore(ignore), ignore.where))
    for test in config.confirmed:
        value = f"{test.target}, file {test.sha256[:12]}, {test.camera}"
        yield _line("[[confirmed]]", Setting(value, config.name))


def _line(key: str, setting: Setting[T]) -> str:
    empty = setting.value is None or setting.value == ""
    value = "-" if empty else f"{setting.value}"
    where = "default" if empty else setting.where
    return f"  {key:{_KEY}} {value:{_VALUE}} {where}"


def _unless_default(value: str, config: Config, differs: bool) -> Setting[str]:
    return Setting(value, config.name if differs else "default")


def _list(setting: Setting[tuple[T, ...]]) -> Setting[str]:
    return Setting(", ".join(map(str, setting.value)), setting.where)


def _listed(values: Iterable[object], config: Config) -> Setting[str]:
    return Setting(", ".join(map(str, values)), config.name)


def _ignore(ignore: Ignore) -> str:
    place = "".join(
        f", {word} {value}"
        for word, value in (("operator", ignore.operator), ("tensor", ignore.tensor))
        if value not in (None, "")
    )
    until = f", until {ignore.until}" if ignore.until else ""
    return f"{ignore.rule}{place}{until}: {ignore.reason}"
