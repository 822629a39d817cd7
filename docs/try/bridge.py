"""What the page asks of dlpulint: its answers are JSON, and nothing is kept but the last report."""

import json
import os

from dlpulint.api import lint, load_packs
from dlpulint.basics.version import __version__
from dlpulint.loader import content
from dlpulint.packs.library import Folders
from dlpulint.report import report as reports
from dlpulint.reporters.first_step import first_step
from dlpulint.reporters.formats import Output, rendered
from dlpulint.reporters.headline import summary_line
from dlpulint.reporters.text.style import Style

MODELS = "/models"

# Not all of its Python files are here, so that their id was worked out when the page was built.
reports.code_build = lambda: "@BUILD@"

# Nobody can change a file here while it is read, and a copy would be in memory too.
content.IN_MEMORY = content.LARGEST

_last: reports.Report | None = None


class _Undecoded(str):
    """Text of a model that is not UTF-8: read with replacements, compared and written as it was."""

    raw: bytes

    def __eq__(self, other):
        return isinstance(other, _Undecoded) and self.raw == other.raw

    def __hash__(self):
        return hash(self.raw)

    def encode(self, *_):
        """Its bytes in the file."""
        return self.raw


def _text(raw, _encoding):
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        text = _Undecoded(raw.decode("utf-8", "replace"))
        text.raw = raw
        return text


def start():
    """Version and targets."""
    packs = load_packs(["all"], Folders(()))
    return json.dumps({"version": __version__, "targets": [(p.target, p.title) for p in packs]})


def read_onnx():
    """Makes protobuf's Python version accept the names that its compiled one does."""
    from google.protobuf.internal import decoder

    from dlpulint.loader.onnx import decoded_text

    printable = decoded_text.printable
    decoded_text.printable = lambda text: printable(str(text))
    decoder.str = lambda raw, *encoding: _text(raw, *encoding) if encoding else str(raw)


def check(asked):
    """Reports on the files of the models' folder: a cell per file and target, and the HTML page."""
    global _last
    asked = json.loads(asked)
    os.chdir(MODELS)
    _last = lint(asked["paths"], asked["targets"], as_if=asked["asIf"], outlined=True)
    rows = {}
    for report in _last.reports:
        rows.setdefault(report.path, []).append(_cell(report))
    return json.dumps(
        {
            "targets": [target.target for target in _last.targets],
            "rows": [{"path": path, "cells": cells} for path, cells in rows.items()],
            "html": write("html"),
        }
    )


def _cell(report):
    if report.error is not None:
        return {"verdict": "unreadable", "line": report.error, "step": ""}
    step = first_step(report)
    return {
        "verdict": str(report.verdict),
        "line": summary_line(report),
        "step": "" if step is None else step.how or step.optional,
    }


def write(format):
    """The last report in a format."""
    return rendered(_last, Output(format, None), Style())
