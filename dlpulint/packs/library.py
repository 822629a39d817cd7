"""Sources of packs: those that dlpulint ships, and folders of the user."""

import re
from pathlib import Path

from msgspec import Struct

from dlpulint.basics.errors import PackError, Unreadable
from dlpulint.basics.reading import MIB, regular_bytes
from dlpulint.basics.rules_folder import rules_folder
from dlpulint.basics.toml import toml_text

_EXAMPLES = ".examples.toml"

LARGEST = MIB
"""Bytes of a pack file; the largest that dlpulint ships has a ninth of it."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
"""Names of packs. No name leads out of the folders of the packs."""

_VERSION = re.compile(r"^version\s*=\s*[\"']([^\"'\n]*)[\"']", re.MULTILINE)
"""Found without parsing the file: a run needs nothing else of such a pack."""

_ABSTRACT = re.compile(r"^abstract\s*=\s*true\b", re.MULTILINE)
"""Found without parsing the file: messages about mistakes list the targets too."""


class Folders(Struct, frozen=True):
    """The shipped packs and those of further folders, which come first."""

    further: tuple[Path, ...] = ()

    def text(self, name: str) -> tuple[str, str] | None:
        """The file name and text of a pack, or `None` when there is none of that name.

        Raises PackError for a file that cannot be read.
        """
        if _NAME.fullmatch(name) is None:
            return None
        for folder in self.further:
            path = folder / f"{name}.toml"
            if path.is_file():
                return str(path), read_text(path)
        shipped = rules_folder() / f"{name}.toml"
        return (shipped.name, shipped.read_text("utf-8")) if shipped.is_file() else None

    def names(self) -> tuple[str, ...]:
        """All packs, in the order of their names."""
        shipped = [item.name for item in rules_folder().iterdir()]
        users = [path.name for folder in self.further for path in folder.glob("*.toml")]
        files = {name for name in (*shipped, *users) if name.endswith(".toml")}
        return tuple(sorted(n[:-5] for n in files if not n.endswith(_EXAMPLES)))

    def targets(self) -> tuple[str, ...]:
        """The names of packs that are targets: all but the abstract ones."""
        return tuple(name for name in self.names() if not self._abstract(name))

    def version(self, name: str) -> str | None:
        """The version that a pack states; `None` where there is no such pack, or none in it."""
        found = self.text(name)
        stated = None if found is None else _VERSION.search(found[1])
        return None if stated is None else stated[1]

    def _abstract(self, name: str) -> bool:
        found = self.text(name)
        # Few packs have the word at all, and looking for a word takes no time.
        return (
            found is not None and "abstract" in found[1] and _ABSTRACT.search(found[1]) is not None
        )


def read_text(path: Path) -> str:
    """The text of a pack file. Raises PackError when it cannot be read."""
    try:
        return toml_text(regular_bytes(path, LARGEST))
    except Unreadable as error:
        raise PackError([f"{path}: {error}"]) from None


def examples_file(pack_file: str) -> str:
    """The file beside a pack in which its examples stand."""
    return pack_file.removesuffix(".toml") + _EXAMPLES
