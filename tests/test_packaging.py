"""What an installed dlpulint has; tests run in an editable install, which misses no file."""

import tomllib
from collections.abc import Iterator
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


def files_of(package: str) -> Iterator[str]:
    """Files of a package that are no modules, and those of its folders that are no packages."""
    root = folder(package)
    others = {folder(other) for other in SETUPTOOLS["packages"]} - {root}
    for file in root.rglob("*"):
        inner = [parent for parent in file.parents if parent.is_relative_to(root)]
        if file.is_file() and file.suffix not in (".py", ".pyc") and not others & set(inner):
            yield file.relative_to(root).as_posix()


def is_kept(package: str, file: str) -> bool:
    """Whether a file is in the wheel; `*` stands for no slash there."""
    kept = SETUPTOOLS["package-data"].get(package, ())
    return any(fnmatch(file, pattern) and file.count("/") == pattern.count("/") for pattern in kept)


def test_every_file_that_is_no_module_goes_with_its_package() -> None:
    left_out = [
        f"{package}: {file}"
        for package in SETUPTOOLS["packages"]
        for file in files_of(package)
        if not is_kept(package, file)
    ]
    assert left_out == []


def test_every_pattern_of_files_has_some() -> None:
    unused = [
        f"{package}: {pattern}"
        for package, patterns in SETUPTOOLS["package-data"].items()
        for pattern in patterns
        if not any(folder(package).glob(pattern))
    ]
    assert unused == []


def test_the_parts_of_the_html_page_are_in_the_wheel() -> None:
    html = "dlpulint.reporters.html"
    found = {file for file in files_of(html) if is_kept(html, file)}
    for part in (
        "template/page.html.j2", "style/tokens.css", "script/bench.js", "vendor/panzoom.min.js",
        "vendor/panzoom.LICENSE.txt",
    ):  # fmt: skip
        assert part in found


def test_licences_of_what_others_wrote_are_shipped_and_named() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    readme = (ROOT / "README.md").read_text("utf-8")
    vendor = Path("dlpulint/reporters/html/vendor")
    licences = [vendor / file.name for file in (ROOT / vendor).glob("*.LICENSE.txt")]
    assert licences
    assert {path.as_posix() for path in licences} < set(project["license-files"])
    assert project["license"] == "Apache-2.0 AND MIT"
    for path in licences:
        assert path.as_posix() in readme
    scripts = {file.name.partition(".")[0] for file in (ROOT / vendor).glob("*.js")}
    assert scripts == {path.name.partition(".")[0] for path in licences}
