"""The documentation site from docs/ and the packs: `python docs/site/build.py --to FOLDER`.

`--try FOLDER` has the page to try dlpulint on the site, as `docs/try/build.py` has built it.
Needs dlpulint and what docs/site/requirements.txt names. A warning, as about a dead link, fails.
"""

import argparse
import logging
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from linking import Links
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from dlpulint.basics.project_address import project_addresses
from dlpulint.findings.help_page import page_path
from dlpulint.manual.answering import entry_of
from dlpulint.manual.answers import EntryAnswer
from dlpulint.manual.generated.cameras_page import cameras_page
from dlpulint.manual.generated.finding_page import finding_page
from dlpulint.manual.generated.rules_list import pack_pages, rules_list
from dlpulint.manual.generated.symptoms_page import symptoms_page
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.packs.pack import Pack

SITE = Path(__file__).parent
ROOT = SITE.parents[1]
GENERATED = "."
"""Origin of pages that no file holds: their links begin at the project's root."""

_ROOT_PAGES = {
    "README.md": "index.md",
    "AGENTS.md": "agents.md",
    "CHANGELOG.md": "changelog.md",
    "CODE_OF_CONDUCT.md": "code-of-conduct.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
}
_ABOUT_TRY_PAGE = "try-in-a-browser.md"
_FILES = ("*.schema.json", "pictures/*.png", "pictures/*.svg", "samples/*", "speed.json")
"""Files of docs/ that pages lead to."""


def every_pack() -> list[Pack]:
    """The packs of all targets, with their examples."""
    library = Folders()
    return [load_pack(target, library, examples=True) for target in library.targets()]


def every_entry(packs: list[Pack]) -> dict[str, EntryAnswer]:
    """Every rule, limit and row by its id."""
    ids = dict.fromkeys(id for pack in packs for id in (*sorted(pack.ids), pack.unlisted_id))
    found = {id: entry_of(id, packs) for id in ids}
    return {id: entry for id, entry in found.items() if entry is not None}


def written_pages() -> Iterator[tuple[str, str]]:
    """Path of each page that a file holds, and its path on the site."""
    yield from _ROOT_PAGES.items()
    yield "docs/site/schemas.md", "schemas.md"
    yield "docs/try/README.md", _ABOUT_TRY_PAGE
    for path in sorted((ROOT / "docs").glob("*.md")):
        yield f"docs/{path.name}", path.name
    for path in sorted((ROOT / "docs" / "rules").glob("*.md")):
        yield f"docs/rules/{path.name}", f"rules/{path.name}"


def generated_pages(
    packs: list[Pack], entries: dict[str, EntryAnswer]
) -> Iterator[tuple[str, str]]:
    """Path on the site and text of each page that is made from the packs."""
    chips = [pack.target for pack in packs]
    yield "symptoms.md", symptoms_page(packs)
    yield "cameras.md", cameras_page()
    yield "rules/index.md", rules_list(entries.values())
    for name, text in pack_pages(entries.values(), chips):
        yield f"rules/{name}.md", text
    for id, entry in entries.items():
        having = [pack.target for pack in packs if id in pack.ids or id == pack.unlisted_id]
        yield f"{page_path(id)}.md", finding_page(entry, having)


def add_try_page(folder: Path, built: Path) -> None:
    """Put the page to try dlpulint on the site, and a link to it on the page about it."""
    shutil.copytree(built, folder / "try")
    about = folder / _ABOUT_TRY_PAGE
    title, break_, text = about.read_text("utf-8").partition("\n\n")
    about.write_text(f"{title}{break_}**[Open the page](try/index.html)**\n\n{text}", "utf-8")


def write_pages(folder: Path) -> int:
    """Write all pages and files of the site as Markdown; their number."""
    packs = every_pack()
    entries = every_entry(packs)
    written = dict(written_pages())
    files = [path for pattern in _FILES for path in sorted((ROOT / "docs").glob(pattern))]
    links = Links(
        written
        | {
            f"docs/{path.relative_to(ROOT / 'docs')}": f"{path.relative_to(ROOT / 'docs')}"
            for path in files
        }
        | {"docs/rules": "rules/index.md"},
        {id: f"{page_path(id)}.md" for id in entries},
        ROOT,
        project_addresses().repository,
    )
    pages = {page: (origin, (ROOT / origin).read_text("utf-8")) for origin, page in written.items()}
    pages |= {page: (GENERATED, text) for page, text in generated_pages(packs, entries)}
    for page, (origin, text) in pages.items():
        path = folder / page
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(links.written(text, origin, page), "utf-8")
    for path in (*files, SITE / "site.css"):
        copy = folder / (path.relative_to(ROOT / "docs") if path.parent != SITE else path.name)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    return len(pages)


def main() -> int:
    """Build the site; 1 after a warning."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument(
        "--to", type=Path, required=True, metavar="FOLDER", help="the site, which is replaced"
    )
    parser.add_argument(
        "--try", type=Path, metavar="FOLDER", dest="try_page", help="what docs/try/build.py built"
    )
    arguments = parser.parse_args()
    to: Path = arguments.to
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    addresses = project_addresses()
    with tempfile.TemporaryDirectory() as temporary:
        pages = write_pages(Path(temporary))
        if arguments.try_page is not None:
            add_try_page(Path(temporary), arguments.try_page)
        config = load_config(
            str(SITE / "mkdocs.yml"),
            docs_dir=temporary,
            site_dir=str(to.resolve()),
            site_url=None if addresses.documentation is None else f"{addresses.documentation}/",
        )
        if addresses.repository is not None:
            # With `repo_url`, pages would fetch the number of stars from its host.
            config.nav[-1]["Project"].append({"Source code": addresses.repository})
        try:
            build(config)
        except Abort as stop:
            print(stop, file=sys.stderr)
            return 1
    print(f"{pages} pages in {to}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
