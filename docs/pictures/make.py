"""Makes the pictures of the documents: what users get to see, from the project's own fixtures.

    python -m pip install -e . playwright pypdfium2 pyte pillow
    python docs/pictures/make.py

Needs Chromium (on the path, or from `playwright install chromium`), Graphviz' `dot`, and a Unix for
its terminal.
"""

import fcntl
import html
import io
import os
import pty
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pypdfium2
import pyte
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from pyte.screens import Char

HERE = Path(__file__).parent
ROOT = HERE.parent.parent

DETECTOR = "fixtures/silu_detector_int8.tflite"
CLASSIFIER = "fixtures/mobilenet_int8_per_channel.tflite"
RUN = (DETECTOR, CLASSIFIER, "--target", "artpec8,artpec9")
CHANGE = (
    "--diff",
    CLASSIFIER,
    "fixtures/mobilenet_int8_per_tensor.tflite",
    "--target",
    "artpec8,artpec9",
)
TERMINAL = (DETECTOR, "--target", "artpec8")
GRAPH = ("fixtures/ssd_postprocess_int8.tflite", "--target", "artpec8", "--format", "dot")

COLUMNS, LINES = 80, 400
WIDTH, HEIGHT = 1440, 900
MOST_BYTES = 250_000
SETTLING = 600
"""Milliseconds until the graph stands still."""
SELECTED = "#m1/artpec9/op/18"

BACKGROUND, FOREGROUND = "#14191e", "#d8dee4"
PALETTE = {
    "default": FOREGROUND,
    "black": "#5c6670",
    "red": "#ff7b72",
    "green": "#56d364",
    "brown": "#e3b341",
    "blue": "#79c0ff",
    "magenta": "#d2a8ff",
    "cyan": "#56d4dd",
    "white": "#ffffff",
}
"""pyte calls yellow brown, as the first terminals did."""


def main() -> None:
    """Write every picture; fail if one is too large to be loaded with a document."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        report = Path(folder) / "report.html"
        _finish(_start(*RUN, "--format", f"html={report}", stdout=subprocess.DEVNULL))
        # Chromium refuses its sandbox to root, which is who runs containers.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        _save("html-light", _screenshot(browser, report, "light"))
        _save("html-dark", _screenshot(browser, report, "dark"))
        changed = Path(folder) / "changed.html"
        _finish(_start(*CHANGE, "--format", f"html={changed}", stdout=subprocess.DEVNULL))
        _save("html-diff", _screenshot(browser, changed, "light"))
        _save("html-print", _printed(browser, report))
        _save("text", _drawn(browser, _terminal(*TERMINAL)))
        browser.close()
    _save("dot", _graph())


def _start(*arguments: str, stdout: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "dlpulint", *arguments],
        cwd=ROOT,
        stdout=stdout,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": str(COLUMNS)},
    )


def _finish(run: subprocess.Popen[bytes]) -> None:
    if run.wait() not in (0, 1):
        raise SystemExit(f"{run.args}: exit code {run.returncode}")


def _page(browser: Browser, report: Path, scheme: str, part: str = "") -> Page:
    page = browser.new_page(
        viewport={"width": WIDTH, "height": HEIGHT},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page.goto(f"{report.as_uri()}{part}")
    page.wait_for_timeout(SETTLING)
    return page


def _screenshot(browser: Browser, report: Path, scheme: str) -> bytes:
    """In light the page as it opens; in dark with an operator selected, so that both are seen."""
    page = _page(browser, report, scheme, SELECTED if scheme == "dark" else "")
    picture = page.screenshot()
    page.close()
    return picture


def _printed(browser: Browser, report: Path) -> bytes:
    """The first sheet of paper, by way of a PDF."""
    page = _page(browser, report, "light")
    document = pypdfium2.PdfDocument(
        page.pdf(format="A4", margin=dict.fromkeys(("top", "right", "bottom", "left"), "10mm"))
    )
    page.close()
    sheet = io.BytesIO()
    document[0].render(scale=1.4).to_pil().save(sheet, "PNG")
    document.close()
    return sheet.getvalue()


def _graph() -> bytes:
    """What Graphviz draws."""
    run = _start(*GRAPH, stdout=subprocess.PIPE)
    drawn = subprocess.run(
        ["dot", "-Tpng", "-Gdpi=72"], stdin=run.stdout, capture_output=True, check=True
    )
    _finish(run)
    return drawn.stdout


def _terminal(*arguments: str) -> pyte.Screen:
    """What a terminal of 80 columns shows after a run, read from a real one."""
    reader, writer = pty.openpty()
    fcntl.ioctl(writer, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    screen = pyte.Screen(COLUMNS, LINES)
    stream = pyte.ByteStream(screen)
    stream.feed(f"\x1b[1m$\x1b[0m dlpulint {' '.join(arguments)}\r\n".encode())
    run = _start(*arguments, stdout=writer)
    os.close(writer)
    for chunk in _read(reader):
        stream.feed(chunk)
    os.close(reader)
    _finish(run)
    return screen


def _read(reader: int) -> Iterator[bytes]:
    while True:
        try:
            chunk = os.read(reader, 65_536)
        except OSError:  # Linux' way to say that the other side is closed.
            return
        if not chunk:
            return
        yield chunk


def _drawn(browser: Browser, screen: pyte.Screen) -> bytes:
    """The screen's letters and colours, as far down as there are any."""
    last = max(line for line, text in enumerate(screen.display) if text.strip())
    lines = ("".join(_spans(screen, line)) for line in range(last + 1))
    style = (
        f"margin:0;padding:16px;background:{BACKGROUND};color:{FOREGROUND};width:max-content;"
        "font:14px/1.35 'DejaVu Sans Mono',monospace"
    )
    page = browser.new_page()
    page.set_content(f'<body style="margin:0"><pre style="{style}">' + "\n".join(lines) + "</pre>")
    picture = page.locator("pre").screenshot()
    page.close()
    return picture


def _spans(screen: pyte.Screen, line: int) -> Iterator[str]:
    """A line's pieces of one look each."""
    row = [screen.buffer[line][column] for column in range(COLUMNS)]
    for look, letters in groupby(row, key=_look):
        text = html.escape("".join(letter.data for letter in letters))
        yield f'<span style="{look}">{text}</span>'


def _look(letter: Char) -> str:
    # Faint is no attribute of pyte's: such text comes out plain.
    bright = letter.fg.removeprefix("bright")
    colour = PALETTE.get(bright, bright if bright.startswith("#") else f"#{bright}")
    look = f"color:{colour}"
    look += ";font-weight:bold" if letter.bold else ""
    look += ";font-style:italic" if letter.italics else ""
    return look + (";text-decoration:underline" if letter.underscore else "")


def _save(name: str, picture: bytes) -> None:
    """A PNG of 256 colours, which is what text and boxes need."""
    file = HERE / f"{name}.png"
    colours = Image.open(io.BytesIO(picture)).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    colours.save(file, optimize=True)
    size = file.stat().st_size
    print(f"{file.relative_to(ROOT)}: {colours.width}x{colours.height}, {size:,} bytes")
    if size > MOST_BYTES:
        raise SystemExit(f"{file.name} has more than {MOST_BYTES:,} bytes")


if __name__ == "__main__":
    main()
