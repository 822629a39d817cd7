"""The workflows and the Action: what they use is fixed, and each job may do only what it needs."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.places import ROOT

ACTION = ROOT / "action.yml"
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PAGE = ROOT / "docs" / "ci.md"

_USES = re.compile(r"^ *(?:- )?uses: *(\S+)(.*)$", re.MULTILINE)
_ELSEWHERE = re.compile(r"\./|<this")


def uses(file: Path) -> Iterator[tuple[str, str]]:
    """The actions of other repositories that a file uses, each with what its line says after it."""
    for action, remark in _USES.findall(file.read_text("utf-8")):
        if not _ELSEWHERE.match(action):
            yield action, remark


def jobs(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from yaml.safe_load(file.read_text("utf-8"))["jobs"].items()


@pytest.mark.parametrize("file", [ACTION, PAGE, *WORKFLOWS], ids=lambda file: file.name)
def test_every_action_is_named_by_its_commit_and_its_version(file: Path) -> None:
    found = list(uses(file))
    assert found
    for action, remark in found:
        assert re.fullmatch(r"[\w-]+/[\w./-]+@[0-9a-f]{40}", action)
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", remark)


def test_an_action_has_one_version_everywhere() -> None:
    found = {use for file in (ACTION, PAGE, *WORKFLOWS) for use in uses(file)}
    names = [action.partition("@")[0] for action, _ in found]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_a_workflow_has_no_permissions_but_those_of_its_jobs(file: Path) -> None:
    assert yaml.safe_load(file.read_text("utf-8"))["permissions"] == {}
    for name, job in jobs(file):
        assert "permissions" in job, name


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_no_checkout_leaves_a_token_behind(file: Path) -> None:
    checkouts = [
        step
        for _, job in jobs(file)
        for step in job["steps"]
        if step.get("uses", "").startswith("actions/checkout@")
    ]
    assert checkouts
    for step in checkouts:
        assert step["with"]["persist-credentials"] is False


def test_the_pythons_of_the_classifiers_are_tested() -> None:
    classified = re.findall(
        r"Programming Language :: Python :: (3\.\d+)", (ROOT / "pyproject.toml").read_text("utf-8")
    )
    tested = dict(jobs(ROOT / ".github" / "workflows" / "ci.yml"))["tests"]
    assert tested["strategy"]["matrix"]["python"] == classified
