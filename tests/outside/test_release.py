"""What a release is made of: built twice, listed, and what is in it."""

import json
import os
import re
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from dlpulint.basics.version import __version__
from tests.places import FIXTURES, ROOT
from tests.repositories import git
from tests.test_dependencies import ACTION, locked

RELEASE = ROOT / ".github" / "release"


def python(*arguments: str | Path, umask: int = -1, **environment: str) -> str:
    """Run a Python in the root folder; what it prints."""
    done = subprocess.run(
        [*arguments],
        cwd="/",
        env={**os.environ, **environment},
        umask=umask,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python with what builds a release, and nothing else."""
    folder = tmp_path_factory.mktemp("builder")
    python(sys.executable, "-m", "venv", folder)
    pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--require-hashes"]
    python(*pip, "--only-binary=:all:", "--requirement", RELEASE / "requirements.txt")
    return folder / "bin" / "python"


@pytest.fixture(scope="module")
def built(builder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both packages of the last commit."""
    folder = tmp_path_factory.mktemp("built")
    python(builder, RELEASE / "build.py", folder)
    return folder


@pytest.fixture(scope="module")
def sdist(built: Path) -> tarfile.TarFile:
    (file,) = built.glob("*.tar.gz")
    return tarfile.open(file)


def committed() -> set[str]:
    return set(git(ROOT, "ls-tree", "-r", "--name-only", "HEAD").splitlines())


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_commit_gives_the_same_bytes_in_any_folder_zone_and_umask(
    builder: Path, built: Path, tmp_path: Path
) -> None:
    clone = tmp_path / "a clone"
    git(tmp_path, "clone", "--quiet", "--no-local", str(ROOT), str(clone))
    (clone / "rules" / "stray.toml").write_text("", "utf-8")
    os.utime(clone / "README.md", (0, 0))
    script = clone / ".github" / "release" / "build.py"
    python(builder, script, tmp_path / "again", umask=0o077, TZ="Asia/Tokyo", PYTHONHASHSEED="7")
    assert len(contents(built)) == 2
    assert contents(tmp_path / "again") == contents(built)


def test_the_sdist_is_the_repository(sdist: tarfile.TarFile) -> None:
    made = {"PKG-INFO", "setup.cfg"}
    names = {name.partition("/")[2] for name in sdist.getnames()}
    names = {name for name in names - made if not name.startswith("dlpulint.egg-info/")}
    assert names == committed()


def test_packages_have_no_traces_of_who_built_them(sdist: tarfile.TarFile, built: Path) -> None:
    members = sdist.getmembers()
    time = int(git(ROOT, "show", "--no-patch", "--format=%ct", "HEAD"))
    assert {(member.uid, member.gid, member.uname, member.gname) for member in members} == {
        (0, 0, "", "")
    }
    assert {member.mode for member in members} == {0o644, 0o755}
    assert {member.mtime for member in members} == {time}
    (file,) = built.glob("*.whl")
    with zipfile.ZipFile(file) as wheel:
        modes = {info.external_attr >> 16 & 0o777 for info in wheel.infolist()}
        # setuptools gives the second to the list of the files.
        assert modes == {0o644, 0o664}
        assert len({info.date_time for info in wheel.infolist()}) == 1


def test_the_wheel_has_modules_packs_and_declared_files_only(built: Path) -> None:
    (file,) = built.glob("*.whl")
    with zipfile.ZipFile(file) as wheel:
        names = wheel.namelist()
    assert {name.split("/")[0] for name in names} == {"dlpulint", "dlpulint-0.1.0.dist-info"}
    modules = {name for name in committed() if re.fullmatch(r"(dlpulint|rules)/.*\.py", name)}
    assert {name.removeprefix("dlpulint/") for name in names if name.endswith(".py")} == {
        name.removeprefix("dlpulint/") for name in modules
    }
    assert "dlpulint/rules/artpec8.toml" in names


def test_the_parts_are_valid_cyclonedx_and_always_the_same() -> None:
    text = python(sys.executable, RELEASE / "sbom.py", "1700000000")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    assert text == python(sys.executable, RELEASE / "sbom.py", "1700000000", PYTHONHASHSEED="7")
    assert json.loads(text)["metadata"]["timestamp"] == "2023-11-14T22:13:20Z"


def test_every_locked_package_is_a_part_and_the_vendored_script_too() -> None:
    bill = json.loads(python(sys.executable, RELEASE / "sbom.py", "1700000000"))
    parts = {
        (part["name"], part["version"]): len(part.get("hashes", ())) for part in bill["components"]
    }
    wanted = {
        (requirement.name, str(requirement.specifier)[2:]): hashes
        for requirement, hashes in locked(ACTION.read_text("utf-8"))
    }
    assert parts == {**wanted, ("@panzoom/panzoom", "4.6.2"): 0}


def test_the_wheel_alone_does_the_main_job_within_a_minute(built: Path, tmp_path: Path) -> None:
    model = tmp_path / "model.tflite"
    model.write_bytes((FIXTURES / "mobilenet_int8_per_channel.tflite").read_bytes())
    (wheel,) = built.glob("*.whl")
    begun = time.monotonic()
    python(sys.executable, "-m", "venv", tmp_path / "venv")
    installed = tmp_path / "venv" / "bin"
    python(installed / "python", "-m", "pip", "install", "--quiet", wheel)
    said = python(installed / "dlpulint", model, "--target", "artpec8")
    # Other tests share the machine.
    assert time.monotonic() - begun < 2 * 60
    assert "converter._experimental_disable_per_channel = True" in said
    version = python(installed / "dlpulint", "--version")
    assert re.fullmatch(rf"dlpulint {re.escape(__version__)}, build [0-9a-f]{{16}}\n", version)
