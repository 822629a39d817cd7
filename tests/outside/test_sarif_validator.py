"""SARIF of every fixture on every target, in the eyes of the validator that GitHub points to."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.expected import TARGETS
from tests.places import ROOT
from tests.running import run

TOOLS = ROOT / "tests" / "outside" / "node_modules" / "@microsoft"


@pytest.mark.parametrize("target", TARGETS)
def test_the_validator_finds_nothing(target: str, tmp_path: Path) -> None:
    (tool,) = TOOLS.glob("sarif-multitool-*/Sarif.Multitool")
    log, verdict = tmp_path / "out.sarif", tmp_path / "verdict.sarif"
    done = run("fixtures", "--target", target, "--format", f"sarif={log}", "--quiet")
    assert done.returncode == 2  # The damaged fixtures cannot be read.
    assert json.loads(log.read_text("utf-8"))["runs"][0]["results"]
    subprocess.run(
        [
            tool,
            "validate",
            log,
            "--rule-kind",
            "Sarif;Ghas",
            "--output",
            verdict,
            "--log",
            "ForceOverwrite",
        ],
        check=True,
        capture_output=True,
    )
    (report,) = json.loads(verdict.read_text("utf-8-sig"))["runs"]
    assert [(one["ruleId"], one["message"]) for one in report["results"]] == []
