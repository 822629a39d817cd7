"""The project's addresses stand in pyproject.toml and nowhere else."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from dlpulint.basics.project_address import Addresses, addresses_in, project_addresses
from dlpulint.basics.version import __version__
from tests.places import ROOT

STATED = Addresses("https://docs.example", "https://code.example/x")
PYPROJECT = """[project]
name = "dlpulint"
[project.urls]
Documentation = "https://docs.example/"
repository = "https://code.example/x"
"""
METADATA = """Metadata-Version: 2.4
Name: dlpulint
Project-URL: Documentation, https://docs.example/
Project-URL: Repository, https://code.example/x

Project-URL: Documentation, https://in.the/readme
"""


def test_a_checkout_has_the_addresses_of_its_pyproject(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(PYPROJECT, "utf-8")
    assert addresses_in(str(tmp_path)) == STATED


def test_an_installed_package_has_those_of_its_metadata(tmp_path: Path) -> None:
    folder = tmp_path / f"dlpulint-{__version__}.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(METADATA, "utf-8")
    assert addresses_in(str(tmp_path)) == STATED


@pytest.mark.parametrize(
    "text",
    ["", "[project]", "damaged [", '[project]\nname = "dlpulint"', PYPROJECT.replace("dlp", "a")],
)
def test_without_an_address_there_is_none(tmp_path: Path, text: str) -> None:
    assert addresses_in(str(tmp_path)) == Addresses()
    (tmp_path / "pyproject.toml").write_text(text, "utf-8")
    assert addresses_in(str(tmp_path)) == Addresses()


def test_this_checkout_has_the_addresses_of_pyproject() -> None:
    urls = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"].get("urls", {})
    addresses = project_addresses()
    stated = (urls.get("Documentation"), urls.get("Repository"))
    assert (addresses.documentation, addresses.repository) == stated


def test_no_other_file_states_an_address_of_the_project() -> None:
    listed = ["git", "grep", "-lIE", r"(github|gitlab)[a-z.]*/dlpulint/", "--", "."]
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    found = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=False)
    assert re.findall(r".+", found.stdout) == []
