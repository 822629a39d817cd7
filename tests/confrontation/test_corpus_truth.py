"""Confronted with the compiler's logs of the corpus, every report ends with the truth."""

import io
import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

from dlpulint import lint
from dlpulint.basics.terms import Device
from dlpulint.confrontation.confront import confronted
from dlpulint.logs.read import read_log
from dlpulint.logs.records import MAPPED
from tests.corpus import MARKS

pytestmark = MARKS

OTHER = "More than one subgraph is not supported"


def truths() -> list[dict[str, Any]]:
    folder = Path(os.environ["DLPULINT_MODELS"]) / "edgetpu-truth"
    files = [json.loads(file.read_text("utf-8")) for file in sorted(folder.glob("[!_]*.json"))]
    return [truth for truth in files if truth["kind"] != "suspected-compile-failure"]


def log_of(truth: dict[str, Any]) -> str:
    """The compiler's table: that of the log, or the one that the compiled file shows."""
    lines = [f"Edge TPU Compiler version {truth['compiler_version'] or '16.0.384591198'}"]
    lines += ["Operator                       Count      Status", ""]
    rows = [(r["op"], r["count"], r["status"]) for r in truth.get("log_rows") or ()]
    if not rows:
        counts = Counter(
            (one["op"].partition(":")[0], MAPPED if one["mapped"] else one.get("reason") or OTHER)
            for one in truth["ops"]
        )
        rows = [(op, count, status) for (op, status), count in counts.items()]
    return "\n".join([*lines, *(f"{op:<31}{n:<11}{status}" for op, n, status in rows)]) + "\n"


def test_the_confrontation_agrees_with_every_truth() -> None:
    models = Path(os.environ["DLPULINT_MODELS"])
    answers: Counter[str] = Counter()
    for truth in truths():
        (report,) = lint(models / truth["model"], "artpec7").reports
        log = read_log(io.BytesIO(log_of(truth).encode()), "a.log")
        after = confronted(report, [log])
        assert report.placement is not None
        assert after.placement is not None
        assert after.confrontation is not None
        mapped = {one["index"]: one["mapped"] for one in truth["ops"]}
        wrong = [
            o for o in report.placement.operators
            if o.subgraph == 0
            and o.device is not Device.UNKNOWN
            and (o.device is Device.DLPU) != mapped[o.index]
        ]  # fmt: skip
        answers[after.confrontation.answer] += 1
        assert (after.confrontation.answer == "contradicts") == bool(wrong), truth["model"]
        for operator in after.placement.operators:
            if operator.subgraph == 0 and operator.device is not Device.UNKNOWN:
                assert (operator.device is Device.DLPU) == mapped[operator.index], truth["model"]
    assert answers == {"agrees": 41, "contradicts": 2}
