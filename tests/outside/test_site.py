"""The documentation site: built without a warning, no dead link, and a search that finds."""

import functools
import html
import http.server
import json
import posixpath
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Page

from dlpulint.findings.help_page import page_path
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from tests.places import ROOT

SEARCHED = {
    "Could not allocate tensors": "symptoms/",
    "SiLU": "rules/artpec8/silu-activation/",
    "per-tensor": "rules/artpec7/per-tensor-weights/",
    "M3085": "cameras/",
}
"""What a person types, and a page that has to be among the first five."""

TRY_PAGE = "<!doctype html><title>Try dlpulint</title><p id=drop>Drop a model here"

_NAMED = re.compile(r"<[^>]*?\s(?:id|name)=\"?([^\s\">]+)")
_LEADS = re.compile(r"<(a|link|script|img)\b[^>]*?\s(?:href|src)=(?:\"([^\"]*)\"|([^\s>]+))")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, trying = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("try")
    (trying / "index.html").write_text(TRY_PAGE, "utf-8")
    command = [sys.executable, "docs/site/build.py", "--to", str(folder), "--try", str(trying)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, str]:
    """Address below the site and text of every page; the 404 page stands at any address."""
    return {
        path.relative_to(site).as_posix().removesuffix("index.html"): path.read_text("utf-8")
        for path in site.rglob("*.html")
        if path.name != "404.html"
    }


def test_the_page_to_try_it_is_on_the_site_as_it_was_built(
    site: Path, pages: dict[str, str]
) -> None:
    assert (site / "try" / "index.html").read_text("utf-8") == TRY_PAGE
    links = {link for tag, link in leads(pages["try-in-a-browser/"]) if tag == "a"}
    assert links & {"../try/", "../try/index.html"}


def leads(text: str) -> Iterator[tuple[str, str]]:
    for tag, quoted, plain in _LEADS.findall(text):
        yield tag, html.unescape(quoted or plain)


def test_every_link_within_the_site_has_its_end(site: Path, pages: dict[str, str]) -> None:
    anchors = {
        address: set(map(html.unescape, _NAMED.findall(text))) for address, text in pages.items()
    }
    dead, followed = [], 0
    for address, text in pages.items():
        for _, link in set(leads(text)):
            if re.match(r"[a-z]+:|//", link):
                continue
            followed += 1
            path, _, anchor = link.partition("#")
            end = posixpath.normpath(posixpath.join("/", address, unquote(path)))[1:]
            end += "/" if end and path.endswith(("/", ".")) else ""
            found = end in pages or (site / end).is_file() if path else True
            there = anchors.get(end if path else address, set())
            if not found or (anchor and unquote(anchor) not in there and anchor != "__"):
                dead.append((address, link))
    assert followed > 50_000
    assert dead == []


def test_a_page_loads_nothing_from_elsewhere(pages: dict[str, str]) -> None:
    loaded = {
        link for text in pages.values() for tag, link in leads(text) if tag != "a" and "//" in link
    }
    assert loaded == set()


def test_every_rule_limit_and_row_has_a_page(pages: dict[str, str]) -> None:
    for target in Folders().targets():
        pack = load_pack(target, Folders())
        for id in (*pack.ids, pack.unlisted_id):
            assert f"<code>{id}</code>" in pages[f"{page_path(id)}/"], id


def test_a_page_of_a_rule_has_its_reason_examples_cures_and_source(pages: dict[str, str]) -> None:
    text = pages["rules/artpec8/per-channel-weights/"]
    for part in (
        "a user measured a factor of about ten",
        "int8[16,3,3,3] per-channel(0)",
        "int8[16,3,3,3] scale=0.01",
        "Made by Keras or TensorFlow",
        "onnx2tf with <code>-qt per-tensor</code>",
        "read 2026-11-20",
        "https://developer.axis.com/computer-vision/on-device/system-on-chip/artpec-8/",
    ):
        assert part in text, part


def test_the_index_has_what_people_search(site: Path) -> None:
    docs = json.loads((site / "search" / "search_index.json").read_text("utf-8"))["docs"]
    for words in SEARCHED:
        assert any(words in doc["title"] or words in doc["text"] for doc in docs), words


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *parts: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def opened(browser: Browser, address: str, **options: object) -> tuple[Page, list[str]]:
    """A tab on the page, and what it logs or loads from elsewhere."""
    tab = browser.new_page(**options)  # type: ignore[arg-type]
    heard: list[str] = []
    tab.on("console", lambda message: heard.append(message.text))
    tab.on("pageerror", lambda error: heard.append(str(error)))
    tab.on("request", lambda sent: None if sent.url.startswith(address) else heard.append(sent.url))
    tab.goto(address)
    return tab, heard


@pytest.mark.parametrize("words", SEARCHED)
def test_the_search_finds_it(browser: Browser, address: str, words: str) -> None:
    tab, heard = opened(browser, address)
    tab.fill("input.md-search__input", words)
    results = tab.locator(".md-search-result__item > a")
    results.first.wait_for()
    found = results.evaluate_all("links => links.slice(0, 5).map(link => link.href)")
    tab.close()
    assert any(f"{address}{SEARCHED[words]}" in link for link in found), found
    assert heard == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_follows_the_colours_of_the_system(
    browser: Browser, address: str, scheme: str
) -> None:
    tab, heard = opened(browser, address, color_scheme=scheme)
    shown = tab.evaluate("document.body.getAttribute('data-md-color-scheme')")
    tab.close()
    assert shown == {"light": "default", "dark": "slate"}[scheme]
    assert heard == []


@pytest.mark.parametrize(
    "page", ["", "symptoms/", "rules/artpec8/", "rules/artpec8/silu-activation/"]
)
def test_no_page_is_wider_than_a_phone(browser: Browser, address: str, page: str) -> None:
    tab, _ = opened(browser, address, viewport={"width": 390, "height": 844})
    tab.goto(address + page)
    assert tab.evaluate("document.documentElement.scrollWidth") == 390
    tab.close()
