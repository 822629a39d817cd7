"""What dlpulint needs: declared, with bounds, and locked for the Action."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.lowest import lowest
from tests.places import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
NEEDED = [Requirement(text) for text in PYPROJECT["project"]["dependencies"]]
FIX = [Requirement(text) for text in PYPROJECT["project"]["optional-dependencies"]["fix"]]
REMOTE = [Requirement(text) for text in PYPROJECT["project"]["optional-dependencies"]["remote"]]
BUILD = [Requirement(text) for text in PYPROJECT["build-system"]["requires"]]

ACTION = ROOT / ".github" / "action" / "requirements.txt"
RELEASE = ROOT / ".github" / "release" / "requirements.txt"

PACKAGES = {"google": "protobuf"}
"""Packages whose modules have another name."""

USERS_OWN = {"tensorflow", "torch"}
"""Frameworks of training code: `dlpulint.check` is called where they are installed."""

BY_FSSPEC = {"huggingface-hub", "s3fs"}
"""Packages that fsspec imports, by the scheme of an address."""

BY_NAME = ("importlib.import_module", "find_spec")
"""Calls that import a module, or find the package that holds it."""

PLATFORMS = ("linux", "darwin", "win32")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")

CALENDAR = {"flatbuffers", "fsspec", "protobuf", "s3fs"}
"""Those without an upper bound: their majors are years."""


@cache
def imported() -> frozenset[str]:
    """Packages that modules of dlpulint import, wherever in them."""
    found = set[str]()
    for file in (ROOT / "dlpulint").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
            elif isinstance(node, ast.Call) and ast.unparse(node.func) in BY_NAME:
                (name,) = node.args
                found |= {name.value.partition(".")[0]} if isinstance(name, ast.Constant) else set()
    own = found - sys.stdlib_module_names - {"dlpulint"}
    return frozenset(canonicalize_name(PACKAGES.get(name, name)) for name in own)


def names(requirements: list[Requirement]) -> set[str]:
    return {canonicalize_name(requirement.name) for requirement in requirements}


def test_every_package_that_is_imported_is_declared_and_no_other() -> None:
    declared = names(NEEDED) | names(FIX) | names(REMOTE)
    assert imported() == declared - BY_FSSPEC | USERS_OWN


@pytest.mark.parametrize("framework", sorted(USERS_OWN))
def test_a_framework_for_training_is_imported_in_one_module(framework: str) -> None:
    files = (ROOT / "dlpulint").rglob("*.py")
    found = [
        file.parent.name for file in files if f"import {framework}\n" in file.read_text("utf-8")
    ]
    assert found == ["exported"]


@pytest.mark.parametrize("requirement", [*NEEDED, *FIX, *REMOTE], ids=str)
def test_every_dependency_has_a_lowest_and_a_highest_version(requirement: Requirement) -> None:
    operators = sorted(specifier.operator for specifier in requirement.specifier)
    assert operators == ([">="] if requirement.name in CALENDAR else ["<", ">="])


def test_the_lowest_versions_are_constraints() -> None:
    lines = list(lowest())
    assert "click==8.1" in lines
    assert names([Requirement(line) for line in lines]) == names(NEEDED + FIX + REMOTE)


def locked(text: str) -> Iterator[tuple[Requirement, int]]:
    """Entries of a lock, each with the number of its hashes."""
    for entry in re.split(r"\n(?=\S)", text):
        if not entry.startswith("#"):
            line, *hashes = entry.split(" \\\n")
            assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}\n?", one) for one in hashes)
            yield Requirement(line), len(hashes)


@pytest.mark.parametrize("file", [ACTION, RELEASE], ids=lambda file: file.parent.name)
def test_a_lock_has_one_version_and_hashes_of_each_package_and_no_address(file: Path) -> None:
    text = file.read_text("utf-8")
    assert "//" not in text
    entries = list(locked(text))
    assert entries
    for requirement, hashes in entries:
        assert re.fullmatch(r"==[\w.]+", str(requirement.specifier))
        assert hashes


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_actions_lock_has_what_pyproject_asks_for(platform: str, python: str) -> None:
    versions = versions_on({"sys_platform": platform, "python_version": python})
    for requirement in (*NEEDED, *BUILD):
        assert requirement.specifier.contains(versions[canonicalize_name(requirement.name)])


def versions_on(environment: Mapping[str, str]) -> dict[str, str]:
    """What the Action installs there."""
    whole = {**environment, "python_full_version": f"{environment['python_version']}.1"}
    found = [
        (canonicalize_name(requirement.name), str(requirement.specifier).removeprefix("=="))
        for requirement, _ in locked(ACTION.read_text("utf-8"))
        if requirement.marker is None or requirement.marker.evaluate(whole)
    ]
    assert len(found) == len(dict(found))
    return dict(found)


def test_a_release_is_built_by_what_builds_the_actions() -> None:
    built = {str(requirement) for requirement, _ in locked(RELEASE.read_text("utf-8"))}
    assert built <= {str(requirement) for requirement, _ in locked(ACTION.read_text("utf-8"))}
    assert names(BUILD) <= names([Requirement(text) for text in built])
