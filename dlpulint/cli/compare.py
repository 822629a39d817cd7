"""OLD and NEW of `--diff`, linted now or read back, and compared."""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec.structs import replace

from dlpulint.basics.errors import UsageError
from dlpulint.compare.data import Difference, Side
from dlpulint.compare.difference import difference
from dlpulint.engine.many_files import OnProgress
from dlpulint.engine.model_files import STDIN
from dlpulint.packs.shelf import ALL
from dlpulint.project.config.config import Project
from dlpulint.project.config.effective import settings_of
from dlpulint.project.config.settings import Settings
from dlpulint.project.run import files_of, run
from dlpulint.report.contract import WrittenRun, is_report, read_run, written
from dlpulint.report.report import Report


def linted_and_compared(
    sides: tuple[str, str],
    project: Project,
    command_line: Settings,
    *,
    on_progress: OnProgress | None = None,
) -> Difference:
    """Difference of OLD and NEW, where models are linted as project and command line state."""

    def lint(path: str, targets: tuple[str, ...]) -> Report:
        stdin = sys.stdin.buffer.read() if path == STDIN else None
        settings = replace(command_line, targets=targets)
        files = files_of((path,), project)
        return run(files, project, settings, stdin=stdin, on_progress=on_progress).report

    gates = settings_of(None, project.config, command_line).fail_on
    return compared(*sides, lint, targets=command_line.targets, gates=gates)


def compared(
    old: str,
    new: str,
    lint: Callable[[str, tuple[str, ...]], Report],
    *,
    targets: Sequence[str],
    gates: Sequence[str],
) -> Difference:
    """What has changed from OLD to NEW, each a model, a folder of them, or an earlier JSON report.

    `lint` lints what a path stands for, for some targets: those of the other side's report where
    `targets` names none; of two reports only those of `targets` are compared, or all. Raises
    UsageError for a path that is not there and for JSON that is no report.
    """
    read = [_read(path) for path in (old, new)]
    known = [earlier for earlier in read if earlier is not None]
    wanted = list(targets) or [one.target for earlier in known for one in earlier.reports]
    asked = tuple(dict.fromkeys(wanted))
    runs, sides = [], []
    for path, earlier in zip((old, new), read, strict=True):
        told = written(lint(path, asked)) if earlier is None else _only(earlier, targets, path)
        runs.append(told)
        sides.append(Side(path, earlier is not None, told.tool.version, told.stated_texts))
    return difference(runs[0], runs[1], (sides[0], sides[1]), gates)


def _read(path: str) -> WrittenRun | None:
    """The run that a JSON report tells of; `None` for anything else."""
    if not os.path.isfile(path):
        return None
    try:
        with open(path, "rb") as file:
            if not is_report(file.read(64)):
                return None
        return read_run(Path(path).read_bytes(), path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from None


def _only(run: WrittenRun, targets: Sequence[str], path: str) -> WrittenRun:
    """The part of a run that is about some targets; all of it where none, or `all`, is named."""
    if not targets or ALL in targets:
        return run
    kept = tuple(one for one in run.reports if one.target in targets)
    if not kept:
        raise UsageError(f"{path}: the report tells nothing of {', '.join(targets)}")
    return replace(run, reports=kept)


def complaints(found: Difference) -> tuple[str, ...]:
    """A line for each file that could not be read, once for all targets; OLD's report told its."""
    lines = []
    for change in found.changes:
        if change.error.before is not None and not found.old.earlier:
            lines.append(f"{change.path.before}: {change.error.before}")
        if change.error.after is not None:
            lines.append(f"{change.path.after}: {change.error.after}")
    return tuple(dict.fromkeys(lines))
