"""The packs of one run, each read once."""

from collections.abc import Iterable
from functools import cached_property

from dlpulint.basics.errors import UsageError
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.packs.pack import Pack
from dlpulint.packs.target_names import targets_named


class Shelf:
    """Packs by name, from the folders of a library."""

    def __init__(self, library: Folders) -> None:
        self.library = library
        self._read: dict[str, Pack] = {}
        self._ids: dict[str, frozenset[str]] = {}

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """The packs that are targets, by name."""
        return self.library.targets()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All packs, by name."""
        return self.library.names()

    def pack(self, name: str) -> Pack:
        """A pack. Raises UsageError when there is none of that name, PackError when it is bad."""
        if name not in self._read:
            self._read[name] = load_pack(name, self.library)
        return self._read[name]

    def ids(self, name: str) -> frozenset[str]:
        """All ids that findings of a pack may have. Raises what `pack` raises."""
        if name not in self._ids:
            self._ids[name] = self.pack(name).ids
        return self._ids[name]


def load_packs(targets: Iterable[str], library: Folders) -> list[Pack]:
    """The packs of targets by any of their names, each once; `all` is every target."""
    names = targets_named(targets, library)
    if not names:
        raise UsageError(f"no target: name one or more of {', '.join(library.targets())}, or all")
    return [load_pack(name, library) for name in names]
