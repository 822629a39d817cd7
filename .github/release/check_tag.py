"""Refuses a tag that is not its commit's version: `python .github/release/check_tag.py TAG`."""

import re
import sys
from pathlib import Path

_ROOT = Path(__file__).parent.parent.parent


def mistakes(tag: str, version: str, changelog: str) -> list[str]:
    """What is missing before this version can be released under this tag."""
    found = []
    if tag != f"v{version}":
        found.append(
            f"the tag is {tag!r}, and dlpulint is version {version}: expected 'v{version}'"
        )
    section = rf"^## {re.escape(version)} \(\d{{4}}-\d\d-\d\d\)$"
    if not re.search(section, changelog, re.MULTILINE):
        found.append(f"CHANGELOG.md has no section '## {version} (<date>)'")
    return found


def main() -> None:
    """Print them, and fail if there are any."""
    source = (_ROOT / "dlpulint" / "basics" / "version.py").read_text("utf-8")
    (version,) = re.findall(r'^__version__ = "(.+)"$', source, re.MULTILINE)
    found = mistakes(sys.argv[1], version, (_ROOT / "CHANGELOG.md").read_text("utf-8"))
    for mistake in found:
        print(mistake, file=sys.stderr)
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
