"""SARIF in the hands of a third party: sarif-tools counts, lists and compares what we found."""

import csv
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.places import ROOT
from tests.running import run, run_json

TARGETS = "artpec8,cv25"


def sarif(*arguments: str | Path, cwd: Path) -> str:
    command = [sys.executable, "-m", "sarif", *map(str, arguments)]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True)
    return done.stdout


def level(finding: dict[str, object]) -> str:
    return "note" if finding["preview"] else str(finding["level"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of all fixtures, and one of those that are left when a file is gone."""
    folder = tmp_path_factory.mktemp("logs")
    run("fixtures", "-t", TARGETS, "-f", f"sarif={folder / 'all.sarif'}", "-q")
    return folder


@pytest.fixture(scope="module")
def ours() -> Counter[tuple[str, str, str]]:
    """Level, rule and file of each finding, by the JSON report."""
    document = run_json("fixtures", "--target", TARGETS)
    return Counter(
        (level(finding), finding["rule"], one["path"])
        for one in document["reports"]
        for finding in one["findings"]
    )


def test_its_summary_counts_as_many_of_each_level(
    folder: Path, ours: Counter[tuple[str, str, str]]
) -> None:
    summary = sarif("summary", "all.sarif", cwd=folder)
    counted = dict(re.findall(r"^(error|warning|note): (\d+)$", summary, re.MULTILINE))
    levels = Counter(level for level, _, _ in ours.elements())
    assert {name: int(many) for name, many in counted.items()} == levels


def test_its_list_names_every_rule_and_file(
    folder: Path, ours: Counter[tuple[str, str, str]]
) -> None:
    sarif("csv", "--output", "all.csv", "all.sarif", cwd=folder)
    with (folder / "all.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert Counter((row["Severity"], row["Code"], row["Location"]) for row in rows) == ours
    assert {(row["Tool"], row["Line"]) for row in rows} == {("dlpulint", "1")}


def test_its_pages_are_written(folder: Path) -> None:
    sarif("html", "--output", "all.html", "all.sarif", cwd=folder)
    page = (folder / "all.html").read_text("utf-8")
    assert "artpec8/per-channel-weights" in page
    sarif("codeclimate", "--output", "all.json", "all.sarif", cwd=folder)
    assert json.loads((folder / "all.json").read_text("utf-8"))


def test_it_sees_no_difference_between_two_runs_and_one_where_there_is_one(folder: Path) -> None:
    run("fixtures", "-t", TARGETS, "-f", f"sarif={folder / 'again.sarif'}", "-q")
    same = sarif("diff", "all.sarif", "again.sarif", cwd=folder)
    assert "all levels: +0 +0" in same
    run("fixtures/nms.onnx", "-t", TARGETS, "-f", f"sarif={folder / 'one.sarif'}", "-q")
    fewer = sarif("diff", "one.sarif", "all.sarif", cwd=folder)
    assert "all levels: +0 +0" not in fewer
    assert "artpec8/per-channel-weights" in fewer


def test_gitlab_is_told_every_finding_by_the_command_of_the_page(folder: Path) -> None:
    (command,) = re.findall(
        r"- sarif (codeclimate .*)", (ROOT / "docs" / "ci.md").read_text("utf-8")
    )
    shutil.copy(folder / "all.sarif", folder / "dlpulint.sarif")
    sarif(*command.split(), cwd=folder)
    told = json.loads((folder / "code-quality.json").read_text("utf-8"))
    log = json.loads((folder / "all.sarif").read_text("utf-8"))
    assert len(told) == sum(len(run["results"]) for run in log["runs"])
    for one in told:
        assert one["description"]
        assert one["check_name"]
        assert one["fingerprint"]
        assert one["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert (ROOT / unquote(one["location"]["path"])).is_file()
        assert one["location"]["lines"]["begin"] == 1
