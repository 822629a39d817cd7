"""The sections of docs/mend.md on edits, with the commands of their examples."""

import re
from collections.abc import Mapping
from pathlib import Path

from tests.documented import Command, steps_of
from tests.places import ROOT

PAGE = ROOT / "docs" / "mend.md"


def sections() -> Mapping[str, str]:
    """Text of each section on an edit, by the edit's name, in the page's order."""
    _, *parts = re.split(r"(?m)^### `([\w-]+)`$", PAGE.read_text("utf-8"))
    return dict(zip(parts[::2], parts[1::2], strict=True))


def example(section: str, folder: Path) -> list[str]:
    """Arguments of `dlpulint` in the example of a section; `folder` is for a temporary file."""
    page = folder / "section.md"
    page.write_text(section, "utf-8")
    (command,) = (step for step in steps_of(page) if isinstance(step, Command))
    words = command.words()
    assert words is not None, "an example needs no shell"
    return words[1]
