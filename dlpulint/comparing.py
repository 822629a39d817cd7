"""OLD and NEW of `--diff`, linted now or read back, and compared."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from dlpulint.difference import difference
from dlpulint.difference.data import Difference, Side
from dlpulint.errors import UsageError
from dlpulint.reading import WrittenRun, is_report, read_run
from dlpulint.report import Report


def compared(
    old: str,
    new: str,
    lint: Callable[[str, Sequence[str]], Report],
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
    known = [run for run in read if run is not None]
    wanted = list(targets) or [one.target for run in known for one in run.reports]
    asked = list(dict.fromkeys(wanted))
    runs, sides = [], []
    for path, run in zip((old, new), read, strict=True):
        told = _linted(lint(path, asked)) if run is None else _only(run, targets, path)
        runs.append(told)
        sides.append(Side(path, run is not None, told.tool.version, told.stated))
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
    from msgspec.structs import replace

    from dlpulint.api import ALL

    if not targets or ALL in targets:
        return run
    kept = tuple(one for one in run.reports if one.target in targets)
    if not kept:
        raise UsageError(f"{path}: the report tells nothing of {', '.join(targets)}")
    return replace(run, reports=kept)


def _linted(report: Report) -> WrittenRun:
    """A run of this moment in the form in which an earlier one is read."""
    from dlpulint.reporters import json

    return read_run(json.write(report).encode("utf-8", "replace"), "this run")
