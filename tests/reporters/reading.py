"""Reads each format as its readers do, and holds what a hostile name may not become in it."""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit
from xml.etree import ElementTree

from markdown_it import MarkdownIt
from msgspec import Struct

from dlpulint.reporters.placement_csv import HEADER

_SEPARATOR = "\N{ZERO WIDTH SPACE}"
_REFERENCE = re.compile(r"@\w|#\d|\bGH-\d|://|\bwww\.", re.IGNORECASE)


class Command(Struct, frozen=True):
    """A workflow command as GitHub's runner understands a line."""

    name: str
    properties: dict[str, str]
    data: str


class Page(HTMLParser):
    """Elements and visible text of HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: set[str] = set()
        self.open: list[str] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []
        """Each with the elements that it stands in."""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses |= {value or "" for name, value in attrs if name in ("href", "src")}
        if tag not in ("meta", "link", "br", "hr", "input", "img", "wbr", "col"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        # SVG elements end in themselves, and some paragraphs and cells are never ended.
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.texts.append((tuple(self.open), data))

    def visible(self, *, outside: tuple[str, ...] = ()) -> Iterator[str]:
        for elements, text in self.texts:
            if not set(elements) & {"script", "style", *outside}:
                yield text


def hidden_letters(text: str) -> set[str]:
    """Control and format characters, lone surrogates, and what no one has assigned."""
    distinct = set(text) - {"\n"}
    return {
        letter
        for letter in distinct
        if unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}
    }


def log_commands(text: str) -> list[str]:
    """Lines that a CI service would obey if they were printed in a step."""
    return [line for line in text.splitlines() if re.search(r"^\s*::|##\w*\[", line)]


def commands(text: str) -> Iterator[Command]:
    """Lines as the runner reads them: `::name property=value,…::data`."""
    for line in text.splitlines():
        found = re.fullmatch(r"::([a-z-]+) ?((?:(?!::).)*)::(.*)", line)
        assert found, line
        stated = dict(pair.split("=", 1) for pair in found[2].split(",") if pair)
        for letter in ("\r", "\n", ":", ","):
            stated = {
                name: value.replace(f"%{ord(letter):02X}", letter) for name, value in stated.items()
            }
        data = found[3].replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
        properties = {name: value.replace("%25", "%") for name, value in stated.items()}
        yield Command(found[1], properties, data)


def rendered_markdown(text: str) -> Page:
    """Markdown as GitHub renders it before it looks for mentions."""
    return Page(_markdown().render(text))


def markdown_rows(text: str) -> list[list[str]]:
    """The cells of all tables of a Markdown text, as they are shown."""
    rows: list[list[str]] = []
    in_cell = False
    for token in _markdown().parse(text):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            in_cell = True
        elif token.type == "inline" and in_cell:
            rows[-1].append("".join(child.content for child in token.children or ()))
            in_cell = False
    return rows


def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def read_text(text: str) -> None:
    assert hidden_letters(text) == set()


def read_json(text: str) -> None:
    json.loads(text)
    assert hidden_letters(text) == set()


def read_sarif(text: str) -> None:
    read_json(text)
    for run in json.loads(text)["runs"]:
        for artifact in run["artifacts"]:
            address = urlsplit(artifact["location"]["uri"])
            assert (address.scheme, address.netloc) == ("", "")
        assert not any("](" in result["message"]["text"] for result in run["results"])


def read_html(text: str) -> None:
    assert hidden_letters(text) == set()
    page = Page(text)
    assert not {name for name in page.attributes if name.startswith("on")}
    assert {urlsplit(address).scheme for address in page.addresses} <= {"", "https"}
    assert page.tags.isdisjoint({"img", "iframe", "object", "embed", "base", "form"})
    scripts = [text for elements, text in page.texts if "script" in elements]
    assert not any("<script" in script or "<!--" in script for script in scripts)
    assert "49$" not in "".join(page.visible())  # {{7*7}} worked out


def read_markdown(text: str, further: Collection[str] = ()) -> None:
    assert hidden_letters(text) <= {_SEPARATOR}
    page = rendered_markdown(text)
    assert page.tags <= {
        *("a", "b", "code", "details", "h2", "p", "pre", "strong", "summary"),
        *("table", "thead", "tbody", "tr", "th", "td"),
        *further,
    }
    assert page.attributes <= {"href", "class", "open"}
    assert {urlsplit(address).scheme for address in page.addresses} <= {"https"}
    assert page.open == []
    for shown in page.visible(outside=("a", "code")):
        assert not _REFERENCE.search(shown), shown
    widths = {line.count("|") - line.count(r"\|") for line in text.splitlines() if line[:2] == "| "}
    assert len(widths) == 1


def read_github(text: str) -> None:
    assert hidden_letters(text) == set()
    for command in commands(text):
        assert command.name in ("error", "warning", "notice")
        assert set(command.properties) <= {"file", "line", "title"}


def read_junit(text: str) -> None:
    assert hidden_letters(text) == set()
    # Written by ourselves a moment ago: no entities that would blow up.
    root = ElementTree.fromstring(text)
    suite = {"testsuites", "testsuite", "properties", "property", "testcase"}
    assert {element.tag for element in root.iter()} <= suite | {
        *("failure", "error", "skipped", "system-out")
    }


def read_csv(text: str) -> None:
    read_rows(text)
    assert text.splitlines()[0] == HEADER


def read_rows(text: str) -> None:
    assert hidden_letters(text) <= {"\r"}
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not [cell for row in rows for cell in row if cell.lstrip().startswith(tuple("=+-@"))]


def read_dot(text: str) -> None:
    assert hidden_letters(text) == set()
    unquoted = re.sub(r'"(?:\\.|[^"\\])*"', "", text, flags=re.DOTALL)
    lines = [line for line in unquoted.splitlines() if not line.lstrip().startswith("//")]
    assert re.fullmatch(r"[\w\s{}\[\];=,>.:#-]*", "\n".join(lines))
    assert unquoted.count("{") == unquoted.count("}")


READERS: dict[str, Callable[[str], None]] = {
    "text": read_text,
    "json": read_json,
    "sarif": read_sarif,
    "html": read_html,
    "markdown": read_markdown,
    "github": read_github,
    "junit": read_junit,
    "csv": read_csv,
    "ledger": read_rows,
    "summary": read_text,
    "dot": read_dot,
    "model-explorer": read_json,
}
"""A format a reader."""
