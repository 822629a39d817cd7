"""The page to try dlpulint: built, served as static hosts do, and opened in a headless Chromium."""

import gzip
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from tests.places import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PATIENCE = 180_000
"""Milliseconds that a busy machine may take."""

_PACKED = (".zip", ".tflite", ".onnx")
"""Files that hosts do not compress."""

_compressed: dict[str, bytes] = {}


def built(folder: Path) -> Path:
    """The folder, with the page that this checkout makes."""
    command = [sys.executable, "docs/try/build.py", "--to", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


class Server(ThreadingHTTPServer):
    """A static host that compresses, lets browsers keep files, and counts what it sends."""

    daemon_threads = True
    sent: dict[str, int]

    @property
    def address(self) -> str:
        """The page's address."""
        return f"http://127.0.0.1:{self.server_port}/"


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def send_head(self) -> Any:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            return super().send_head()
        data = path.read_bytes()
        self.send_response(200)
        if not path.name.endswith(_PACKED):
            key = f"{path}"
            if key not in _compressed:
                _compressed[key] = gzip.compress(data, 9)
            data = _compressed[key]
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Cache-Control", "max-age=600")
        self.send_header("Content-Length", f"{len(data)}")
        self.end_headers()
        self.server.sent[self.path] = self.server.sent.get(self.path, 0) + len(data)
        return BytesIO(data)

    def log_message(self, *_: Any) -> None:
        pass


_Handler.extensions_map = {
    **SimpleHTTPRequestHandler.extensions_map,
    ".mjs": "text/javascript",
    ".js": "text/javascript",
    ".wasm": "application/wasm",
}


@contextmanager
def served(folder: Path) -> Iterator[Server]:
    """A server of a folder's files on a port of this machine."""
    server = Server(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
    server.sent = {}
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def opened(
    browser: "Browser", address: str, heard: list[str] | None = None, **options: Any
) -> Iterator["Page"]:
    """A tab with the page, ready, in a browser profile of its own; `heard` gets what it says."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, **options)
    tab = context.new_page()
    lines = [] if heard is None else heard
    tab.on("console", lambda message: lines.append(f"console: {message.text}"))
    tab.on("pageerror", lambda error: lines.append(f"error: {error}"))
    tab.goto(address)
    tab.locator("body[data-ready=yes]").wait_for(timeout=PATIENCE)
    yield tab
    context.close()


def check(tab: "Page", *files: Path) -> float:
    """Seconds until the report on files that are chosen is there."""
    before = tab.evaluate("window.dlpulint.runs")
    begun = time.perf_counter()
    tab.set_input_files("#files", [str(file) for file in files])
    until_run(tab, before)
    return time.perf_counter() - begun


def until_run(tab: "Page", before: int) -> None:
    """Waits for the run after so many."""
    end = time.monotonic() + PATIENCE / 1000
    # The policy forbids what `wait_for_function` does.
    while tab.evaluate("window.dlpulint.runs") <= before:
        assert time.monotonic() < end, tab.inner_text("#status")
        tab.wait_for_timeout(20)


def saved(tab: "Page", button: str) -> bytes:
    """The file that a button saves."""
    with tab.expect_download(timeout=PATIENCE) as download:
        tab.click(button)
    return Path(download.value.path()).read_bytes()
