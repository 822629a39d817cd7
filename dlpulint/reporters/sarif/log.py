"""Writes a report as SARIF 2.1.0, for GitHub code scanning."""

import json
from pathlib import Path

import msgspec

from dlpulint.report.report import Report
from dlpulint.reporters.repository import top_of_repository, uri_within
from dlpulint.reporters.sarif.github_limits import BOUNDS, RUNS, Bounds, fits
from dlpulint.reporters.sarif.linted_files import Linted
from dlpulint.reporters.sarif.objects import Object
from dlpulint.reporters.sarif.target_run import run_of


def write(report: Report, root: Path | None = None, *, category: str = "") -> str:
    """The whole log, one run per target.

    Paths are relative to `root`, the top of the repository: the nearest folder above the working
    directory that holds `.git`, or else the working directory itself. In a log above GitHub's
    size limit each result names fewer operators; if that is not enough, only the worst results
    are kept. `category` keeps alerts apart from those of other runs for a target.
    """
    top = root or top_of_repository()
    uris = {file: uri_within(top, file) for file in {linted.file for linted in report.reports}}
    files = [Linted(linted, uris[linted.file], linted.counts) for linted in report.reports]
    text = ""
    for bounds in BOUNDS:
        text = _text(report, files, bounds, category)
        if fits(text):
            break
    return text


def _text(report: Report, files: list[Linted], bounds: Bounds, category: str) -> str:
    targets, left_out = report.targets[:RUNS], report.targets[RUNS:]
    # A target without a result keeps its run: the empty list closes the alerts of its last run.
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            _encoded(
                run_of(
                    report,
                    target,
                    [file for file in files if file.report.target == target.target],
                    bounds,
                    left_out=left_out if target is targets[-1] else (),
                    category=category,
                )
            )
            for target in targets
        ],
    }
    return msgspec.json.format(msgspec.json.encode(log), indent=2).decode() + "\n"


def _encoded(run: Object) -> msgspec.Raw:
    """A run's text: its objects take several times as much room."""
    try:
        return msgspec.Raw(msgspec.json.encode(run))
    except UnicodeEncodeError:
        # Names of files may have bytes that are no text.
        return msgspec.Raw(json.dumps(run, ensure_ascii=False).encode("utf-8", "replace"))
