"""zizmor, as its most suspicious auditor, on the workflows, the Action and Dependabot's file."""

import subprocess
from pathlib import Path

from tests.places import ROOT

_CARELESS = """
on: pull_request_target
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: echo "${{ github.event.pull_request.title }}"
"""


def audited(folder: Path) -> subprocess.CompletedProcess[str]:
    command = ["zizmor", "--offline", "--strict-collection", "--no-config", "--persona=auditor"]
    command += ["--no-progress", folder]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_zizmor_finds_nothing() -> None:
    done = audited(ROOT)
    assert done.returncode == 0, done.stdout
    assert "No findings to report" in done.stdout
    assert "completed " in done.stderr


def test_zizmor_does_look(tmp_path: Path) -> None:
    workflow = tmp_path / ".github" / "workflows" / "a.yml"
    workflow.parent.mkdir(parents=True)
    workflow.write_text(_CARELESS, "utf-8")
    done = audited(tmp_path)
    assert "template-injection" in done.stdout
    assert done.returncode == 14
