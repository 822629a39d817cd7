"""Pages that are made from packs and checks, and never edited.

`python -m tests.generated` writes them. Read the difference before you commit it.
"""

from collections.abc import Iterator

from dlpulint.manual.generated.camera_log_page import camera_log_page
from dlpulint.manual.generated.checks_page import checks_page
from dlpulint.manual.generated.config_schema import config_schema
from dlpulint.manual.generated.glossary_page import glossary_page
from dlpulint.manual.generated.pack_schema import pack_schema
from dlpulint.manual.generated.struct_schema import (
    answers_schema,
    difference_schema,
    fix_schema,
    report_schema,
)
from dlpulint.manual.generated.target_page import target_page
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from tests.places import ROOT

RULES = ROOT / "docs" / "rules"


def pages() -> Iterator[tuple[str, str]]:
    """Path below docs/ and text of every generated page."""
    yield "glossary.md", glossary_page()
    yield "camera-log.md", camera_log_page()
    yield "checks.md", checks_page()
    yield "config.schema.json", config_schema()
    yield "pack.schema.json", pack_schema()
    yield "report.schema.json", report_schema()
    yield "difference.schema.json", difference_schema()
    yield "fix.schema.json", fix_schema()
    yield "answers.schema.json", answers_schema()
    library = Folders()
    packs = [load_pack(target, library, examples=True) for target in library.targets()]
    for pack in packs:
        yield f"rules/{pack.target}.md", target_page(pack)


def main() -> None:
    """Write every page; pages of targets that are no more go."""
    RULES.mkdir(exist_ok=True)
    written = {ROOT / "docs" / name: text for name, text in pages()}
    for path, text in written.items():
        path.write_text(text, "utf-8", newline="\n")
    for path in RULES.glob("*.md"):
        if path not in written:
            path.unlink()


if __name__ == "__main__":
    main()
