"""What an installed dlpulint has; tests run in an editable install, which misses no file."""

import tomllib
from fnmatch import fnmatch
from pathlib import Path

from tests.places import ROOT

SETUPTOOLS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]


def folder(package: str) -> Path:
    return ROOT / SETUPTOOLS["package-dir"].get(package, package.replace(".", "/"))


def test_every_folder_with_modules_is_a_package_of_the_wheel() -> None:
    found = {
        ".".join(file.parent.relative_to(ROOT).parts)
        for file in (ROOT / "dlpulint").rglob("__init__.py")
    }
    assert found | {"dlpulint.rules"} == set(SETUPTOOLS["packages"])


def test_every_file_that_is_no_module_goes_with_its_package() -> None:
    left_out = [
        str(file.relative_to(ROOT))
        for package in SETUPTOOLS["packages"]
        for file in folder(package).iterdir()
        if file.is_file()
        and file.suffix not in (".py", ".pyc")
        and not any(
            fnmatch(file.name, kept) for kept in SETUPTOOLS["package-data"].get(package, ())
        )
    ]
    assert left_out == []
