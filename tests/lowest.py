"""Prints the lowest versions that dlpulint promises to run with: `python -m tests.lowest`.

As constraints for pip; it needs no package itself.
"""

import re
import tomllib
from collections.abc import Iterator

from tests.places import ROOT


def lowest() -> Iterator[str]:
    """Each dependency at its lower bound."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    for requirement in (*project["dependencies"], *extras["fix"], *extras["remote"]):
        found = re.match(r"([\w-]+)(?:\[\w+\])?>=([\d.]+)", requirement)
        assert found, f"{requirement} has no lower bound"
        yield f"{found[1]}=={found[2]}"


if __name__ == "__main__":
    for line in lowest():
        print(line)
