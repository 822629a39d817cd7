"""Writes a report as SARIF 2.1.0, in the form that GitHub code scanning takes and shows."""

import json
from pathlib import Path

from dlpulint.report.report import Report
from dlpulint.reporters.repository import top_of_repository, uri_within
from dlpulint.reporters.sarif.github_limits import BOUNDS, RUNS, Bounds, fits
from dlpulint.reporters.sarif.linted_files import Linted
from dlpulint.reporters.sarif.objects import Object
from dlpulint.reporters.sarif.target_run import run_of


def write(report: Report, root: Path | None = None, *, category: str = "") -> str:
    """The whole log, one run a target.

    Paths are told relative to `root`, the top of the repository: the nearest folder above the
    working directory that holds `.git`, or else the working directory itself. Of a report that
    gives a larger log than GitHub takes, each result names fewer operators, and then the worst
    results are told only. `category` keeps alerts apart from those of other runs for a target.
    """
    top = root or top_of_repository()
    uris = {one.file: uri_within(top, one.file) for one in report.reports}
    linted = [Linted(one, uris[one.file], one.counts) for one in report.reports]
    *wide, narrowest = BOUNDS
    for bounds in wide:
        text = _text(report, linted, bounds, category)
        if fits(text):
            return text
    return _text(report, linted, narrowest, category)


def _text(report: Report, linted: list[Linted], bounds: Bounds, category: str) -> str:
    told, left_out = report.targets[:RUNS], report.targets[RUNS:]
    # A target without a result keeps its run: the empty list closes the alerts of the last one.
    log: Object = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            run_of(
                report,
                target,
                [file for file in linted if file.one.target == target.target],
                bounds,
                left_out=left_out if target is told[-1] else (),
                category=category,
            )
            for target in told
        ],
    }
    text = json.dumps(log, indent=2, ensure_ascii=False)
    return text.encode("utf-8", "replace").decode("utf-8") + "\n"
