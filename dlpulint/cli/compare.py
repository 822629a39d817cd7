"""`--diff`: OLD and NEW, linted now or read back, and compared."""

import os
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from dlpulint.basics.errors import DlpulintError, Unreadable, UsageError
from dlpulint.basics.reading import MIB, bytes_up_to
from dlpulint.basics.remote_path import is_remote
from dlpulint.compare.comparison import Comparison
from dlpulint.compare.data import Difference, Side
from dlpulint.compare.difference import difference
from dlpulint.engine.every_job import OnProgress
from dlpulint.engine.model_files import STDIN, shown
from dlpulint.engine.resources import FRUGAL, Resources
from dlpulint.loader.stream import read_stdin
from dlpulint.packs.pack import Pack
from dlpulint.packs.target_names import asks_for_all, targets_named
from dlpulint.project.config.config import Project
from dlpulint.project.config.effective import settings_of
from dlpulint.project.config.settings import Settings
from dlpulint.project.run import files_of, run
from dlpulint.report.contract import WrittenRun, is_report, read_run, written
from dlpulint.report.read_back import report_of
from dlpulint.report.report import Report

_HEAD = 64
"""Bytes that show whether a file is a report."""

_LARGEST = 512 * MIB
"""Bytes of a report: room for hundreds of large models on seven targets."""


def linted_and_compared(
    sides: tuple[str, str],
    project: Project,
    command_line: Settings,
    *,
    outlined: int = False,
    on_progress: OnProgress | None = None,
    resources: Resources = FRUGAL,
) -> Comparison:
    """OLD and NEW compared, where models are linted as project and command line state.

    With `outlined`, the comparison has the reports, and those on models carry their graphs.
    """

    def lint(path: str, targets: tuple[str, ...]) -> Report:
        stdin = read_stdin() if path == STDIN else None
        settings = replace(command_line, targets=targets)
        files = files_of((path,), project)
        return run(
            files,
            project,
            settings,
            stdin=stdin,
            outlined=outlined,
            on_progress=on_progress,
            resources=resources,
        ).report

    gates = settings_of(None, project.config, command_line).fail_on
    targets = command_line.targets
    if not asks_for_all(targets):
        targets = targets_named(targets, project.shelf.library)

    def pack_of(target: str) -> Pack | None:
        """The pack of a target that a file names: it may be gone by now, or no name at all."""
        try:
            return project.shelf.pack(target) if target in project.shelf.targets else None
        except DlpulintError:
            return None

    return compared(*sides, lint, pack_of if outlined else None, targets=targets, gates=gates)


def compared(
    old: str,
    new: str,
    lint: Callable[[str, tuple[str, ...]], Report],
    pack_of: Callable[[str], Pack | None] | None,
    *,
    targets: Sequence[str],
    gates: Sequence[str],
) -> Comparison:
    """OLD and NEW compared, each a model, a folder of them, or an earlier JSON report.

    Args:
        lint: lints a path for targets: those of the other side's report if `targets` is empty.
        pack_of: the pack of a target that an earlier report names, if there is one; without this,
            the comparison has no reports.
        targets: targets to compare; all of two reports if empty.
        gates: conditions for which the run fails.

    Raises:
        UsageError: a path that is not there, or JSON that is no report.
    """
    read = [_read(path) for path in (old, new)]
    earlier_reports = [report for run in read if run is not None for report in run.reports]
    wanted = targets or [report.target for report in earlier_reports]
    asked_for = tuple(dict.fromkeys(wanted))
    runs: list[WrittenRun] = []
    reports: list[Report] = []
    sides: list[Side] = []
    for path, earlier in zip((old, new), read, strict=True):
        if earlier is None:
            report = lint(path, asked_for)
            reports.append(report)
            found = written(report)
        else:
            found = _only(earlier, targets, path)
            if pack_of is not None:
                reports.append(report_of(found, pack_of))
        runs.append(found)
        tool = found.tool
        name = shown(path) if is_remote(path) else path
        sides.append(Side(name, earlier is not None, tool.version, found.stated_texts, tool.build))
    return Comparison(
        difference(runs[0], runs[1], (sides[0], sides[1]), gates),
        None if pack_of is None else (reports[0], reports[1]),
    )


def _read(path: str) -> WrittenRun | None:
    """The run of a JSON report in a file or pipe; `None` for a path of models."""
    if path == STDIN or os.path.isdir(path) or not os.path.exists(path):
        return None
    try:
        with open(path, "rb") as file:
            head = file.read(_HEAD)
            if not is_report(head):
                if os.path.isfile(path):
                    return None
                raise UsageError(f"{path}: no JSON report; a model has to be a file, or `-`")
            return read_run(head + bytes_up_to(_LARGEST, file), path)
    except Unreadable as error:
        raise UsageError(f"{path}: {error}") from None
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
