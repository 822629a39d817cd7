"""SARIF of every fixture on every target, and more, in the eyes of the validator of GitHub."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dlpulint.basics.project_address import project_addresses
from dlpulint.report.report import Report
from dlpulint.reporters.sarif import log as sarif
from tests.expected import TARGETS
from tests.places import FIXTURES, ROOT
from tests.reporters.samples import HOSTILE, report
from tests.reporters.sarif.logs import hostile, many
from tests.running import run

TOOLS = ROOT / "tests" / "outside" / "node_modules" / "@microsoft"


_NO_ADDRESS = "Warning_ProvideToolnformationUri"
"""The validator's own spelling."""


def objections(log: Path) -> list[tuple[str, Any]]:
    """What the validator says of a log. Its exit code says nothing: it is 0 whatever it finds."""
    (tool,) = TOOLS.glob("sarif-multitool-*/Sarif.Multitool")
    verdict = log.with_suffix(".verdict.sarif")
    command = [tool, "validate", log, "--rule-kind", "Sarif;Ghas", "--output", verdict]
    command += ["--log", "ForceOverwrite", "--max-file-size-in-kb", "100000"]
    subprocess.run(command, check=True, capture_output=True)
    (answer,) = json.loads(verdict.read_text("utf-8-sig"))["runs"]
    found = [(one["ruleId"], one["message"]) for one in answer["results"]]
    addresses = project_addresses()
    if addresses.repository or addresses.documentation:
        return found
    # As long as the project states no address, no log can name one.
    return [(rule, message) for rule, message in found if message.get("id") != _NO_ADDRESS]


def test_the_validator_finds_what_there_is_to_find(tmp_path: Path) -> None:
    log = tmp_path / "bad.sarif"
    document = json.loads(sarif.write(many()))
    document["runs"][0]["results"][0]["locations"] = []
    document["runs"][0]["tool"]["driver"]["rules"][0].pop("help")
    log.write_text(json.dumps(document), "utf-8")
    assert len({rule for rule, _ in objections(log)}) > 1


@pytest.mark.parametrize("target", TARGETS)
def test_the_validator_finds_nothing(target: str, tmp_path: Path) -> None:
    log = tmp_path / "out.sarif"
    done = run("fixtures", "--target", target, "--format", f"sarif={log}", "--quiet")
    assert done.returncode == 2  # The damaged fixtures cannot be read.
    assert json.loads(log.read_text("utf-8"))["runs"][0]["results"]
    assert objections(log) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("fixtures", "--target", "all"),
        ("fixtures/mobilenet_float32.tflite", "-t", "all", "--as-if", "int8-per-tensor"),
        ("fixtures/attention_int8.tflite", "-t", "all", "--axis-os", "12.11", "--runtime", "2.3.1"),
        ("fixtures/resnet_dynamic_axes.onnx", "-t", "all", "--input-shape", "1,3,64,64"),
        ("fixtures/damaged", "--target", "artpec9"),
    ],
    ids=["all", "as-if", "versions", "input-shape", "unreadable"],
)
def test_the_validator_finds_nothing_whatever_was_asked(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    log = tmp_path / "out.sarif"
    run(*arguments, "--format", f"sarif={log}", "--quiet")
    assert objections(log) == []


@pytest.mark.parametrize("sample", [many, hostile, report], ids=lambda sample: sample.__name__)
def test_the_validator_finds_nothing_in_reports_made_by_hand(
    sample: Callable[[], Report], tmp_path: Path
) -> None:
    log = tmp_path / "out.sarif"
    log.write_text(sarif.write(sample(), tmp_path), "utf-8")
    assert objections(log) == []


def test_the_validator_finds_nothing_in_logs_of_files_with_hostile_names(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    names = [os.fsencode(name.replace("/", "|")[:60]) for name in HOSTILE]
    for name in (*names, b"a b#%.x", "Türe".encode()):
        shutil.copy(FIXTURES / "vit_opset17.onnx", tmp_path / os.fsdecode(name + b".onnx"))
    log = tmp_path / "out.sarif"
    run(".", "-t", "cv25,artpec9", "-f", f"sarif={log}", "--quiet", cwd=tmp_path)
    assert len(json.loads(log.read_text("utf-8"))["runs"][0]["artifacts"]) == len(names) + 2
    assert objections(log) == []
