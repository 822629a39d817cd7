"""The baseline: findings that a project has accepted as they are, kept in a JSON file."""

import os
from collections.abc import Iterable
from pathlib import Path
from shlex import quote
from typing import Literal, TypeAlias

import msgspec
from msgspec import Struct

from dlpulint.basics.errors import Unreadable, UsageError
from dlpulint.basics.printable import unescaped
from dlpulint.basics.reading import MIB, regular_bytes
from dlpulint.basics.remote_path import is_remote

SCHEMA_VERSION = 1
"""Moves when an entry comes to mean something else."""

LARGEST = 64 * MIB
"""Bytes of a baseline: room for 400,000 entries."""

How: TypeAlias = Literal["hold", "write", "prune"]
"""What a run does with a baseline: accept what it lists, list what is found, or drop the rest."""


class Entry(Struct, frozen=True, order=True):
    """A finding of a model on a target that is accepted."""

    path: str
    """POSIX, relative to the baseline's folder: the same from wherever a run is started."""
    target: str
    rule: str
    """For the reader; the fingerprint decides."""
    fingerprint: str
    locations: int
    """How many times it holds; one more, and it is news."""


class Baseline(Struct, frozen=True):
    """All entries of a baseline, and the file that they are kept in."""

    file: Path
    entries: tuple[Entry, ...]

    @property
    def name(self) -> str:
        """The file, as reports name it."""
        return self.file.as_posix()

    def path_of(self, file: str) -> str:
        """A file of the run, as entries name it; a link to a file is not followed."""
        if is_remote(file):
            return file
        folder = os.path.realpath(self.file.parent)
        parent, name = os.path.split(os.path.abspath(file))
        place = os.path.join(os.path.realpath(parent), name)
        try:
            return os.path.relpath(place, folder).replace(os.sep, "/")
        except ValueError:  # Another drive: nothing leads there from here.
            return place.replace(os.sep, "/")

    def holds_file(self, path: str) -> bool:
        """Whether the file of an entry is still there; of a remote one that is not known."""
        return is_remote(path) or os.path.lexists(os.path.join(self.file.parent, unescaped(path)))


class BaselineUse(Struct, frozen=True):
    """A baseline's file, and what a run does with it."""

    file: Path
    how: How = "hold"


class _Head(Struct, frozen=True):
    schema_version: int


class _Document(Struct, frozen=True):
    entries: tuple[Entry, ...]


def read_baseline(file: Path, *, missing_is_empty: bool = False) -> Baseline:
    """The baseline in a file. Raises UsageError for one that is not there or that is damaged."""
    if missing_is_empty and not os.path.exists(file):
        return Baseline(file, ())
    try:
        data = regular_bytes(file, LARGEST)
    except Unreadable as error:
        if os.path.lexists(file):
            raise UsageError(f"{file}: {error}") from None
        command = f"--write-baseline {quote(str(file))}"
        raise UsageError(f"{file}: there is no such baseline; write it with `{command}`") from None
    try:
        version = msgspec.json.decode(data, type=_Head).schema_version
        if version != SCHEMA_VERSION:
            raise UsageError(
                f"{file}: a baseline of schema version {version}; this dlpulint reads version "
                f"{SCHEMA_VERSION}"
            )
        return Baseline(file, msgspec.json.decode(data, type=_Document).entries)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise UsageError(
            f"{file}: a damaged baseline: {error}; write it anew with `--write-baseline`"
        ) from None


def baseline_text(entries: Iterable[Entry]) -> str:
    """The file of a baseline: an entry a line, sorted, so that merges and reviews are easy."""
    import json

    lines = ",\n".join(
        f"  {json.dumps(msgspec.to_builtins(entry), ensure_ascii=False)}"
        for entry in sorted(set(entries))
    )
    listed = f"[\n{lines}\n ]" if lines else "[]"
    return f'{{\n "schema_version": {SCHEMA_VERSION},\n "entries": {listed}\n}}\n'
