"""Every operation log of the corpus is read as it was written down."""

import json
import os
from pathlib import Path
from typing import Any

from dlpulint.logs.records import TableRow
from tests.corpus import MARKS
from tests.logs.test_read import log_of

pytestmark = MARKS


def logs() -> list[dict[str, Any]]:
    file = Path(os.environ["DLPULINT_MODELS"]) / "edgetpu-truth" / "_compiler_logs.json"
    found: list[dict[str, Any]] = json.loads(file.read_text("utf-8"))["logs"]
    return found


def written(log: dict[str, Any]) -> str:
    """A log as the compiler writes it."""
    lines = [f"Edge TPU Compiler version {log['compiler_version']}", "Input: model.tflite", ""]
    lines += ["Operator                       Count      Status", ""]
    lines += [f"{r['op']:<31}{r['count']:<11}{r['status']}" for r in log["rows"]]
    return "\n".join(lines) + "\n"


def test_every_log_of_the_corpus_is_read() -> None:
    every = logs()
    assert len(every) == 62
    read = [log_of(written(log)).runs for log in every]
    for log, (run,) in zip(every, read, strict=True):
        assert run.version == log["compiler_version"]
        rows = tuple(TableRow(r["op"], r["count"], r["status"]) for r in log["rows"])
        assert run.rows == rows
