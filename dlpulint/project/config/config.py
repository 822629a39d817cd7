"""A project's config as typed data, every word of it checked."""

import datetime
import os
from pathlib import Path
from typing import Literal, TypeAlias

from msgspec import Struct

from dlpulint.basics.globs import path_matches
from dlpulint.basics.terms import Severity
from dlpulint.basics.version import Version
from dlpulint.packs.shelf import Shelf
from dlpulint.project.config.settings import Settings

Comparison: TypeAlias = Literal["==", ">=", "<="]


class Group(Struct, frozen=True, kw_only=True):
    """Files and their settings: a [[models]] table."""

    files: tuple[str, ...]
    settings: Settings


class Ignore(Struct, frozen=True, kw_only=True):
    """A finding that the project accepts."""

    where: str
    rule: str
    reason: str
    files: tuple[str, ...] = ()
    """Empty for all."""
    operator: str | int | None = None
    tensor: str = ""
    until: datetime.date | None = None

    @property
    def is_partial(self) -> bool:
        """Whether it covers some locations of a finding: those of an operator or a tensor."""
        return self.operator is not None or bool(self.tensor)


class Confirmed(Struct, frozen=True, kw_only=True):
    """A test of a file on a camera."""

    where: str
    sha256: str
    target: str
    camera: str
    axis_os: Version
    date: datetime.date
    by: str


class Override(Struct, frozen=True, kw_only=True):
    """The level of the findings of some rules."""

    rule: str
    level: Severity


class Requirement(Struct, frozen=True, kw_only=True):
    """The version that a pack has to have."""

    target: str
    comparison: Comparison
    version: str

    def __str__(self) -> str:
        return f"{self.target} {self.comparison} {self.version}"

    def met_by(self, version: str | None) -> bool:
        """Whether a pack of this version is as required."""
        if version is None:
            return False
        try:
            found, wanted = Version.parse(version), Version.parse(self.version)
        except ValueError:
            # A version in words has no order.
            return self.comparison == "==" and version == self.version
        match self.comparison:
            case "==":
                return found == wanted
            case ">=":
                return found >= wanted
            case "<=":
                return found <= wanted


class Config(Struct, frozen=True, kw_only=True):
    """A project's whole config."""

    name: str
    """The file, as reports name it."""
    folder: Path
    """The folder that its paths and globs are relative to."""
    settings: Settings
    groups: tuple[Group, ...] = ()
    overrides: tuple[Override, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    confirmed: tuple[Confirmed, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    baseline: Path | None = None
    on_lfs_pointer: Literal["error", "skip"] = "error"
    strict: bool = False

    def groups_of(self, path: str) -> tuple[Group, ...]:
        """The groups that a file belongs to, in the config's order."""
        return tuple(group for group in self.groups if self.names(path, group.files))

    def names(self, path: str, globs: tuple[str, ...]) -> bool:
        """Whether one of these globs of the config names a file, given as the run reaches it."""
        if not globs or path == "-":
            return False
        relative = self._relative(path)
        return any(path_matches(relative, glob) for glob in globs)

    def _relative(self, path: str) -> str:
        plain = os.path.relpath(os.path.abspath(path), self.folder)
        if plain.startswith(os.pardir):
            # A folder may be reached through a link, as /tmp is on some systems.
            plain = os.path.relpath(os.path.realpath(path), os.path.realpath(self.folder))
        return plain.replace(os.sep, "/")


class Project(Struct, frozen=True):
    """A config, if there is one, and the packs that it is about."""

    config: Config | None
    shelf: Shelf
