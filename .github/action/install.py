"""Installs the dlpulint that this Action comes with, in an environment of its own.

The packages that it needs are those of `requirements.txt` beside this file, with their hashes.
"""

import hashlib
import os
import subprocess
import venv
from pathlib import Path


def main() -> None:
    """Install it, once a job however often the Action is used, and tell the next step where."""
    source = Path(os.environ["GITHUB_ACTION_PATH"]).resolve()
    # A job may use two versions of the Action.
    name = hashlib.sha256(os.fsencode(source)).hexdigest()[:12]
    folder = Path(os.environ["RUNNER_TEMP"]) / f"dlpulint-{name}"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    finished = folder / "installed"
    if not finished.exists():
        venv.create(folder, clear=True, symlinks=os.name != "nt", with_pip=True)
        # -I: a file of the linted repository must not be taken for a module of pip's.
        pip = [python, "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        lock = Path(__file__).with_name("requirements.txt")
        # Wheels only: what builds a package would run unchecked packages.
        locked = ["--require-hashes", "--only-binary=:all:", "--requirement", lock]
        subprocess.run([*pip, *locked], check=True)
        subprocess.run([*pip, "--no-deps", "--no-build-isolation", source], check=True)
        finished.touch()
    with open(os.environ["GITHUB_OUTPUT"], "a", encoding="utf-8") as output:
        print(f"python={python}", file=output)


if __name__ == "__main__":
    main()
