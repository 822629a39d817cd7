"""Tests on cameras that logs show, added to a project's config as [[confirmed]] tables."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from dlpulint.basics.errors import UsageError
from dlpulint.basics.files import write_file
from dlpulint.basics.lock import locked
from dlpulint.project.config.config import Project
from dlpulint.report.report import ModelReport

_FILE = "dlpulint.toml"


def write_confirmations(
    reports: Sequence[ModelReport], project: Project, by: str
) -> tuple[str, tuple[str, ...]]:
    """The config's name, and the targets that were added; a config is made where there is none.

    A test that the config has already is not added again. Raises UsageError where no log shows a
    test on a camera, or where the config is pyproject.toml, which has other tables.
    """
    if not by.strip():
        raise UsageError("--write-confirmation: give the name of the person who tested")
    config = project.config
    file = Path(_FILE) if config is None else config.folder / Path(config.name).name
    if file.name != _FILE:
        raise UsageError(f"--write-confirmation writes to {_FILE}; the config is {file.name}")
    tested = list(_tested(reports))
    known = {(test.sha256, test.target) for test in (config.confirmed if config else ())}
    added = [r for r in tested if r.model is not None and (r.model.sha256, r.target) not in known]
    if added:
        with locked(file):
            before = file.read_text("utf-8") if file.exists() else ""
            tables = "".join(_table(report, by.strip()) for report in added)
            write_file(file, f"{before.rstrip()}\n{tables}" if before.strip() else tables.lstrip())
    return file.name, tuple(report.target for report in added)


def _tested(reports: Sequence[ModelReport]) -> Iterator[ModelReport]:
    """Reports whose log shows that a camera loads the model as predicted."""
    reasons = []
    for report in reports:
        found = report.confrontation
        if found is None or report.model is None:
            continue
        if found.preview:
            reasons.append("the log is of the converted file: confirm that one")
        elif found.answer == "contradicts":
            reasons.append(f"the log contradicts the prediction for {report.target}")
        elif found.loads is not True:
            reasons.append(f"no log shows that a camera loads the model on {report.target}")
        elif not found.camera:
            reasons.append("the log does not name the camera: add --camera NAME")
        elif not found.axis_os:
            reasons.append("the log does not state the AXIS OS: add --axis-os VERSION")
        else:
            yield report
            reasons = []
            continue
    if reasons:
        raise UsageError(f"--write-confirmation: {reasons[0]}")


def _table(report: ModelReport, by: str) -> str:
    """A [[confirmed]] table, after a blank line."""
    found, model = report.confrontation, report.model
    if found is None or model is None:  # Neither is left out of what `_tested` gives.
        return ""
    day = found.date or date.today().isoformat()
    values = {
        "sha256": json.dumps(model.sha256),
        "target": json.dumps(report.target),
        "camera": json.dumps(found.camera),
        "axis-os": json.dumps(found.axis_os),
        "date": day,
        "by": json.dumps(by),
    }
    return "\n[[confirmed]]\n" + "".join(f"{key} = {value}\n" for key, value in values.items())
