"""Prints the notes of a release: `python .github/release/notes.py VERSION`, from CHANGELOG.md."""

import re
import sys
from pathlib import Path

_ROOT = Path(__file__).parent.parent.parent


def notes(version: str, changelog: str) -> str | None:
    """The text of a version's section without its heading; `None` where there is none."""
    heading = rf"^## {re.escape(version)} \([^\n]*\)\n"
    found = re.search(rf"{heading}(?P<text>.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    text = "" if found is None else found["text"].strip()
    return f"{text}\n" if text else None


def main() -> None:
    """Print them, and fail if there are none."""
    found = notes(sys.argv[1].removeprefix("v"), (_ROOT / "CHANGELOG.md").read_text("utf-8"))
    if found is None:
        sys.exit(f"CHANGELOG.md has no text on version {sys.argv[1]}")
    print(found, end="")


if __name__ == "__main__":
    main()
