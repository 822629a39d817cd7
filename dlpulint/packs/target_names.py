"""Targets by any name that people use: in any case, by alias, by larod device."""

from collections.abc import Iterable, Mapping

from dlpulint.basics.errors import UsageError
from dlpulint.basics.spelling import nearest
from dlpulint.packs.library import Folders

ALL = "all"
"""The name for every target."""

_ALIASES: Mapping[str, tuple[str, ...]] = {
    "a7": ("artpec7",),
    "edgetpu": ("artpec7",),
    "coral": ("artpec7",),
    "tpu": ("artpec7",),
    "googleedgetpu": ("artpec7",),
    "googleedgetputflite": ("artpec7",),
    "a8": ("artpec8",),
    "a8dlpu": ("artpec8",),
    "a8dlputflite": ("artpec8",),
    "axisa8dlputflite": ("artpec8",),
    "a9": ("artpec9",),
    "a9dlpu": ("artpec9",),
    "a9dlputflite": ("artpec9",),
    "axisa9dlputflite": ("artpec9",),
    "a9cpu": ("artpec9-cpu",),
    "armnncpu": ("artpec9-cpu",),
    "armnncputflite": ("artpec9-cpu",),
    "cputflite": ("cpu",),
    "ambarellacv25": ("cv25",),
    "ambarellacv75": ("cv75",),
    "cv75dlpunative": ("cv75",),
    "ambarella": ("cv25", "cv75"),
    "ambarellacvflow": ("cv25", "cv75"),
    "cvflow": ("cv25", "cv75"),
}
"""Aliases without case and punctuation, larod devices among them. CVflow is in two chips."""


def targets_named(names: Iterable[str], library: Folders) -> tuple[str, ...]:
    """Targets of names as people write them, each once; `all` is every target.

    Raises UsageError for a name of no target.
    """
    known = library.targets()
    return tuple(dict.fromkeys(target for name in names for target in target_named(name, known)))


def asks_for_all(names: Iterable[str]) -> bool:
    """Whether every target is asked for, rather than some by name."""
    return any(_plain(name) == ALL for name in names)


def unknown_target(name: str, library: Folders) -> str | None:
    """Mistake in a name of a target; `None` for a valid one."""
    try:
        target_named(name, library.targets())
    except UsageError as error:
        return f"{error}"
    return None


def target_named(name: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the known targets that a name stands for; two for a name of two chips.

    Raises UsageError for a name of no target.
    """
    if name in known:
        return (name,)
    plain = _plain(name)
    if plain == ALL:
        return known
    by_plain = {_plain(target): target for target in known}
    if plain in by_plain:
        return (by_plain[plain],)
    aliased = tuple(target for target in _ALIASES.get(plain, ()) if target in known)
    if aliased:
        return aliased
    raise UsageError(f"no target {name!r}{nearest(name, known) or '; known: ' + ', '.join(known)}")


def _plain(name: str) -> str:
    """A name without case and punctuation: the same for `ARTPEC-8` and `artpec 8`."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())
