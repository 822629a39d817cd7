"""`--diff`: OLD and NEW, linted now or read back, and compared."""

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
from dlpulint.packs.target_names import asks_for_all, targets_named
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
    targets = command_line.targets
    if not asks_for_all(targets):
        targets = targets_named(targets, project.shelf.library)
    return compared(*sides, lint, targets=targets, gates=gates)


def compared(
    old: str,
    new: str,
    lint: Callable[[str, tuple[str, ...]], Report],
    *,
    targets: Sequence[str],
    gates: Sequence[str],
) -> Difference:
    """Difference of OLD and NEW, each a model, a folder of them, or an earlier JSON report.

    Args:
        lint: lints a path for targets: those of the other side's report if `targets` is empty.
        targets: targets to compare; all of two reports if empty.
        gates: conditions for which the run fails.

    Raises:
        UsageError: a path that is not there, or JSON that is no report.
    """
    read = [_read(path) for path in (old, new)]
    earlier_reports = [report for run in read if run is not None for report in run.reports]
    wanted = targets or [report.target for report in earlier_reports]
    asked_for = tuple(dict.fromkeys(wanted))
    runs, sides = [], []
    for path, earlier in zip((old, new), read, strict=True):
        found = written(lint(path, asked_for)) if earlier is None else _only(earlier, targets, path)
        runs.append(found)
        tool = found.tool
        sides.append(Side(path, earlier is not None, tool.version, found.stated_texts, tool.build))
    return difference(runs[0], runs[1], (sides[0], sides[1]), gates)


def _read(path: str) -> WrittenRun | None:
    """The run of a JSON report; `None` for any other file."""
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
    """The run with reports of these targets only; with all where none, or `all`, is named."""
    if not targets or asks_for_all(targets):
        return run
    kept = tuple(report for report in run.reports if report.target in targets)
    if not kept:
        raise UsageError(f"{path}: the report has no results for {', '.join(targets)}")
    return replace(run, reports=kept)


def complaints(difference: Difference) -> tuple[str, ...]:
    """A line per file that could not be read, except in an OLD that was read back."""
    lines = []
    for change in difference.changes:
        if change.error.before is not None and not difference.old.earlier:
            lines.append(f"{change.path.before}: {change.error.before}")
        if change.error.after is not None:
            lines.append(f"{change.path.after}: {change.error.after}")
    return tuple(dict.fromkeys(lines))
