"""Typed values of a config's tables; every mistake with its key."""

import re
from pathlib import Path
from typing import cast

from dlpulint.basics.errors import MOST_MISTAKES, ConfigError, UsageError
from dlpulint.basics.spelling import nearest
from dlpulint.basics.version import Version, VersionName, stated_version
from dlpulint.model.input_shapes import InputShape, parsed
from dlpulint.packs.cameras import targets_of
from dlpulint.packs.shelf import Shelf
from dlpulint.packs.target_names import asks_for_all, target_named
from dlpulint.project.config.axis_os import axis_os_of
from dlpulint.project.config.config import (
    Comparison,
    Confirmed,
    Group,
    Ignore,
    Override,
    Requirement,
)
from dlpulint.project.config.rule_ids import unknown_rule
from dlpulint.project.config.settings import Settings
from dlpulint.project.config.tables import (
    ConfigTable,
    ConfirmedTable,
    IgnoreTable,
    ModelsTable,
    Words,
    keyed,
    listed,
)
from dlpulint.report.gates import gates_of

_REQUIREMENT = re.compile(r"\s*([\w-]+)\s*(==|>=|<=)\s*([\w.-]+)\s*")


class Reader:
    """Turns tables into typed values, gathering mistakes on the way."""

    def __init__(self, name: str, folder: Path, shelf: Shelf, mistakes: list[str]) -> None:
        self.name = name
        self.folder = folder
        self.shelf = shelf
        self.mistakes = mistakes

    def settings(self, table: ConfigTable) -> Settings:
        """Settings for all files."""
        return Settings(
            place=self.name,
            targets=self._targets("", table),
            axis_os=self._axis_os("axis-os", table.axis_os),
            runtime=self._version("runtime", "runtime", table.runtime),
            edgetpu_runtime=self._version(
                "edgetpu-runtime", "edgetpu_runtime", table.edgetpu_runtime
            ),
            compiler=self._version("compiler", "compiler", table.compiler),
            rules=self.shelf.library.further,
            fail_on=self._gates(table.fail_on),
            select=self._rules("select", table.select),
            ignore=tuple(
                rule
                for where, rule in keyed("ignore", table.ignore)
                if isinstance(rule, str) and self._rule(where, rule)
            ),
        )

    def group(self, index: int, table: ModelsTable) -> Group:
        """Files and settings of a [[models]] table."""
        where = f"models[{index}]"
        return Group(
            files=self._globs(where, table.files),
            settings=Settings(
                place=f"{self.name}: {where}",
                targets=self._targets(f"{where}.", table),
                axis_os=self._axis_os(f"{where}.axis-os", table.axis_os),
                as_if=table.as_if,
                input_shape=self._shapes(f"{where}.input-shape", table.input_shape),
            ),
        )

    def ignore(self, index: int, table: IgnoreTable) -> Ignore:
        """Ignore of an [[ignore]] table."""
        where = f"ignore[{index}]"
        self._rule(f"{where}.rule", table.rule)
        if not table.reason.strip():
            self._mistake(f"{where}.reason", "empty; state the reason, which every report shows")
        return Ignore(
            where=f"{self.name}: {where}",
            rule=table.rule,
            reason=" ".join(table.reason.split()),
            files=self._globs(where, table.files) if table.files else (),
            operator=table.operator,
            tensor=table.tensor,
            until=table.until,
        )

    def confirmed(self, index: int, table: ConfirmedTable) -> Confirmed:
        """Test on a camera of a [[confirmed]] table."""
        where = f"confirmed[{index}]"
        if re.fullmatch(r"[0-9a-f]{64}", table.sha256.lower()) is None:
            self._mistake(
                f"{where}.sha256",
                f"expected the 64 hexadecimal digits of the file's SHA-256, found {table.sha256!r}",
            )
        target = self._only_target(f"{where}.target", table.target)
        self._camera_of(f"{where}.camera", table.camera, target)
        version = self._version(f"{where}.axis-os", "axis_os", table.axis_os)
        for key in ("camera", "by"):
            if not getattr(table, key).strip():
                self._mistake(f"{where}.{key}", "is empty")
        return Confirmed(
            where=f"{self.name}: {where}",
            sha256=table.sha256.lower(),
            target=target,
            camera=table.camera.strip(),
            axis_os=version or Version(()),
            date=table.date,
            by=table.by.strip(),
        )

    def overrides(self, table: ConfigTable) -> tuple[Override, ...]:
        """The levels of the severity table."""
        return tuple(
            Override(rule=rule, level=level)
            for rule, level in table.severity.rules.items()
            if self._rule(f"severity.{rule}", rule)
        )

    def requirements(self, words: Words) -> tuple[Requirement, ...]:
        """Versions that packs have to have."""
        found = []
        for where, text in keyed("requires", words):
            parts = _REQUIREMENT.fullmatch(text)
            if parts is None:
                self._mistake(where, f'expected "artpec8 == 2026.2" or the like, found {text!r}')
            elif parts[1] not in self.shelf.names:
                near = nearest(parts[1], self.shelf.names)
                self._mistake(where, f"no pack {parts[1]!r}{near}")
            else:
                comparison = cast(Comparison, parts[2])  # What the expression admits.
                found.append(Requirement(target=parts[1], comparison=comparison, version=parts[3]))
        return tuple(found)

    def _mistake(self, where: str, what: str) -> None:
        self.mistakes.append(f"{where}: {what}")
        if len(self.mistakes) > MOST_MISTAKES:
            raise ConfigError(self.mistakes)

    def _targets(self, where: str, table: ConfigTable | ModelsTable) -> tuple[str, ...]:
        targets: list[str] = []
        for key, name in keyed(f"{where}targets", table.targets):
            targets += (name.lower(),) if asks_for_all((name,)) else self._target(key, name)
        cameras = listed(table.cameras)
        try:
            of_cameras = targets_of(cameras) if cameras else ()
        except UsageError as error:
            self._mistake(f"{where}cameras", f"{error}")
            of_cameras = ()
        return tuple(dict.fromkeys((*targets, *of_cameras)))

    def _target(self, where: str, name: str) -> tuple[str, ...]:
        """Targets of a name: none of a mistaken one, two of a name for two chips."""
        try:
            return target_named(name, self.shelf.targets)
        except UsageError as error:
            self._mistake(where, f"{error}")
            return ()

    def _only_target(self, where: str, name: str) -> str:
        """The target of a name; a mistake if the name covers several."""
        found = self._target(where, name)
        if len(found) > 1:
            self._mistake(where, f"{name!r} covers {' and '.join(found)}; name one of them")
        return found[0] if len(found) == 1 else name

    def _camera_of(self, where: str, camera: str, confirmed: str) -> None:
        """A camera outside the list may be confirmed on; one with another chip may not."""
        try:
            (target,) = targets_of((camera,))
        except UsageError:
            return
        if confirmed not in (target, "cpu", f"{target}-cpu"):
            self._mistake(where, f"{camera!r} is a camera of {target}, not of {confirmed}")

    def _axis_os(self, where: str, words: Words) -> tuple[Version, ...]:
        try:
            return axis_os_of(listed(words))
        except UsageError as error:
            found = repr(words) if isinstance(words, str) else repr(list(words))
            self._mistake(where, f"{error}, found {found}")
            return ()

    def _version(self, where: str, name: VersionName, text: str) -> Version | None:
        try:
            return stated_version(name, text) if text else None
        except UsageError as error:
            self._mistake(where, f"{error}, found {text!r}")
            return None

    def _shapes(self, where: str, words: Words) -> tuple[InputShape, ...]:
        try:
            return parsed(listed(words))
        except UsageError as error:
            self._mistake(where, f"{error}")
            return ()

    def _gates(self, words: Words) -> tuple[str, ...]:
        try:
            return gates_of(listed(words))
        except UsageError as error:
            self._mistake("fail-on", f"{error}")
            return ()

    def _rules(self, where: str, globs: Words) -> tuple[str, ...]:
        return tuple(glob for key, glob in keyed(where, globs) if self._rule(key, glob))

    def _rule(self, where: str, glob: str) -> bool:
        wrong = unknown_rule(glob, self.shelf)
        if wrong is not None:
            self._mistake(where, wrong)
        return wrong is None

    def _globs(self, where: str, words: Words) -> tuple[str, ...]:
        globs = listed(words)
        if not globs:
            self._mistake(f"{where}.files", "names no file")
        for glob in globs:
            if not glob or glob.startswith("/") or "\\" in glob or ".." in glob.split("/"):
                self._mistake(
                    f"{where}.files",
                    f"expected a glob below this folder, with forward slashes, found {glob!r}",
                )
        return globs
