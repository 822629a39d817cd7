"""The hook in a real repository with a good and a bad model, run by a real pre-commit."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.places import FIXTURES, ROOT

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="pre-commit's own environments differ there; CI runs Linux"
)


def _git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=test", "-c", "user.email=test@example.com"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def _try_repo(repository: Path) -> subprocess.CompletedProcess[str]:
    (repository / ".pre-commit-config.yaml").write_text("repos: []\n")
    return subprocess.run(
        ["pre-commit", "run", "--all-files", "--config", "hook.yaml"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose hook is this working tree at its last commit."""
    folder = tmp_path / "models"
    folder.mkdir()
    _git(folder, "init", "--quiet")
    revision = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()
    (folder / "hook.yaml").write_text(
        f"repos:\n- repo: {ROOT}\n  rev: {revision}\n  hooks:\n"
        "  - id: dlpulint\n    args: [--target, artpec8]\n"
    )
    return folder


def test_the_hook_passes_a_good_model_and_fails_a_bad_one(repository: Path) -> None:
    shutil.copy(FIXTURES / "resnet_int8_per_tensor.tflite", repository / "good.tflite")
    _git(repository, "add", "good.tflite")
    good = _try_repo(repository)
    assert good.returncode == 0, good.stdout + good.stderr
    shutil.copy(FIXTURES / "nchw_born_int8.tflite", repository / "bad.tflite")
    _git(repository, "add", "bad.tflite")
    bad = _try_repo(repository)
    assert bad.returncode == 1, bad.stdout + bad.stderr
    assert "tflite/planar-input" in bad.stdout
