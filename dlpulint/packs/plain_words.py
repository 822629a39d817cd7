"""Names and short texts of packs: what may stand in an id, in one line of a report, in a link."""

import re
from collections.abc import Iterator

from dlpulint.findings.source import Source
from dlpulint.packs.tables import PackTable

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}(/[A-Za-z0-9][A-Za-z0-9._-]{0,99})+")
_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\]+|file:[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
"""A web address, or the name of a file that comes with the pack, such as the log of a camera."""

_LONGEST = 500
"""Characters of a short text."""

MOST_CURES = 50
"""Cures for some models that one rule, limit or row may state."""


def header_mistakes(table: PackTable) -> Iterator[str]:
    """Mistakes in a pack's own names and short texts, each with its key."""
    if _NAME.fullmatch(table.target) is None:
        yield f"target: expected letters, digits, `.`, `_` and `-`, found {table.target[:60]!r}"
    for key in ("title", "version", "device", "camera_file", "backend", "compiled"):
        yield from line_mistakes(getattr(table, key), key)
    # Messages have it between their slots.
    if "{" in table.backend or "}" in table.backend:
        yield "backend: a name without braces is needed"
    for number, sentence in enumerate(table.about):
        yield from line_mistakes(sentence, f"about[{number}]")


def line_mistakes(text: str, path: str) -> Iterator[str]:
    """Mistake in a text that stands in one line: of several lines, or too long."""
    if "\n" in text or "\t" in text:
        yield f"{path}: expected one line"
    elif len(text) > _LONGEST:
        yield f"{path}: longer than {_LONGEST} characters"


def id_mistakes(id: str, path: str) -> Iterator[str]:
    """Mistake in the id of a rule: letters that no ignore or address could name."""
    if _ID.fullmatch(id.replace("{target}/", "target/", 1)) is None:
        yield f"{path}: expected an id such as mine/odd-width, found {id[:60]!r}"


def name_mistakes(name: str, path: str) -> Iterator[str]:
    """Mistake in a part of an id."""
    if name and _NAME.fullmatch(name) is None:
        yield f"{path}: expected letters, digits, `.`, `_` and `-`, found {name[:60]!r}"


def source_mistakes(source: Source, path: str) -> Iterator[str]:
    """Mistakes in a source: a title of several lines, an address that is none of the web."""
    yield from line_mistakes(source.title, f"{path}.title")
    if _ADDRESS.fullmatch(source.url) is None:
        yield f"{path}.url: expected a web address or file:NAME, found {source.url[:60]!r}"
