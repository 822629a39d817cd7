"""`python -m dlpulint`, which Python starts in the user's own folder."""

import subprocess
import sys
from pathlib import Path

import pytest

from dlpulint.basics.build import code_build
from dlpulint.basics.version import __version__


@pytest.mark.parametrize("name", ["msgspec", "click", "networkx", "gc"])
def test_modules_of_the_working_folder_are_not_run(tmp_path: Path, name: str) -> None:
    (tmp_path / f"{name}.py").write_text("raise SystemExit('planted')")
    command = [sys.executable, "-m", "dlpulint", "--version"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    version = f"dlpulint {__version__}, build {code_build()}\n"
    assert done.stdout.decode().replace("\r", "") == version
