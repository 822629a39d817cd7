"""Writes the locks of the Action, releases and the site anew: `python .github/lock.py`. Needs uv.

They hold every package with its version and the hashes of its files, for each Python and operating
system that dlpulint runs on; pip installs nothing else from them. Versions younger than a week are
left out: a bad release is usually found by then.
"""

import subprocess
import tomllib
from pathlib import Path

_ROOT = Path(__file__).parent.parent
_HEADER = "# {what}\n# Written by `python .github/lock.py`.\n"


def lock(file: str, what: str, requirements: list[str]) -> None:
    """Write a lock of these requirements and of all that they need."""
    command = ["uv", "pip", "compile", "-", "--universal", "--generate-hashes", "--upgrade"]
    command += ["--python-version=3.11", "--only-binary=:all:", "--exclude-newer=7 days"]
    command += ["--no-header", "--no-annotate", "--no-emit-index-url", "--quiet"]
    text = "\n".join(requirements)
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    header = _HEADER.format(what=what)
    (_ROOT / ".github" / file).write_text(header + done.stdout, "utf-8", newline="\n")


def main() -> None:
    """Write all of them."""
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text("utf-8"))
    build = project["build-system"]["requires"]
    runtime = project["project"]["dependencies"]
    lock("action/requirements.txt", "What the Action installs.", [*runtime, *build])
    lock("release/requirements.txt", "What builds a release.", build)
    site = ["mkdocs>=1.6,<2", "mkdocs-material>=9.7,<10"]
    lock("../docs/site/requirements.txt", "What builds the documentation site.", site)


if __name__ == "__main__":
    main()
