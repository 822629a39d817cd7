"""The container image: dlpulint alone, without root, network or anything to write.

Needs Docker and a registry to take the base from. An image that was built otherwise is tested with
DLPULINT_IMAGE, its name, and DLPULINT_RUN, the command that runs it (`podman run`).
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.places import FIXTURES, ROOT

RELEASE = ROOT / ".github" / "release"
RUN = shlex.split(os.environ.get("DLPULINT_RUN", "docker run"))


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of an image of this commit."""
    stated = os.environ.get("DLPULINT_IMAGE")
    if stated:
        return stated
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "info"], capture_output=True).returncode:
        pytest.skip("Docker does not run here")
    folder = tmp_path_factory.mktemp("image")
    subprocess.run([sys.executable, "-m", "venv", folder / "builder"], check=True)
    python = folder / "builder" / "bin" / "python"
    locked = ["--require-hashes", "--only-binary=:all:", "-r", RELEASE / "requirements.txt"]
    subprocess.run([python, "-m", "pip", "install", "--quiet", *locked], check=True)
    subprocess.run([python, RELEASE / "build.py", folder / "packages"], check=True)
    name = "dlpulint:test"
    subprocess.run(["bash", RELEASE / "image", folder / "packages", name], check=True)
    return name


def contained(image: str, *arguments: str, options: tuple[str, ...] = ()) -> tuple[int, str]:
    """Exit code and output of a container that may write nothing and reach nobody."""
    closed = ["--rm", "--read-only", "--network", "none", "--cap-drop", "all", *options]
    models = ["--volume", f"{FIXTURES}:/models:ro"]
    done = subprocess.run(
        [*RUN, *closed, *models, image, *arguments], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def run_here(*arguments: str) -> tuple[int, str]:
    """The same without a container."""
    done = subprocess.run(
        [sys.executable, "-m", "dlpulint", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=FIXTURES,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("model", ["rank5_int8.tflite", "resnet_opset17.onnx"])
def test_a_container_says_what_dlpulint_says(image: str, model: str) -> None:
    arguments = (model, "--target", "artpec8", "--target", "cv25", "--format", "json")
    (code, text), (expected, here) = contained(image, *arguments), run_here(*arguments)
    assert code == expected
    assert reports(text) == reports(here)


def reports(text: str) -> Any:
    return json.loads(text)["reports"]


def test_it_lints_the_folder_that_is_given_to_it(image: str) -> None:
    code, text = contained(image, "/models/cures", "--target", "artpec8", "--format", "summary")
    assert code in (0, 1)
    assert ".tflite" in text


def test_it_is_nobody_and_has_no_more_than_it_needs(image: str) -> None:
    python = ("--entrypoint", "/opt/dlpulint/bin/python")
    asked = "import importlib.util as u, os; print(os.getuid(), os.getgid(), u.find_spec('pip'))"
    assert contained(image, "-c", asked, options=python) == (0, "65532 65532 None\n")


def test_a_report_is_written_where_the_user_may_write(image: str, tmp_path: Path) -> None:
    mine = ("--user", f"{os.getuid()}:{os.getgid()}", "--volume", f"{tmp_path}:/out")
    arguments = ("rank5_int8.tflite", "--target", "artpec8", "--format", "html=/out/report.html")
    assert contained(image, *arguments, options=mine)[0] == 0
    assert "rank5_int8.tflite" in (tmp_path / "report.html").read_text("utf-8")
