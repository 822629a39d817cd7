"""How long the HTML report of large models takes to write, open, click, and how smoothly it moves.

    python -m benchmarks.html_report [--operators 65 2500 10000] [--browser /usr/bin/chromium]

Needs Playwright and a Chromium for the browser's part. Prints a table; the best of several rounds.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from benchmarks.large_graph import large_report
from dlpulint.reporters.html import page as html

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROUNDS = 3

EVENTS = 40
"""Events of the mouse per movement, one per frame of a screen with 60 of them per second."""

CLICK = """async () => {
  const boxes = document.querySelectorAll('.view .links a');
  const box = boxes[boxes.length - 1];
  const begun = performance.now();
  box.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}));
  const details = document.querySelector('aside.details.chosen');
  details.getBoundingClientRect();
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - begun;
}"""
"""Clicks the last operator that has a link; milliseconds until the frame with its details."""

PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
READY = "performance.timing.loadEventEnd - performance.timing.navigationStart"

WATCH = """() => {
  const frames = window.frames60 = {times: [], on: true};
  const next = (now) => {
    frames.times.push(now);
    if (frames.on) requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}"""
"""Notes the time of each frame."""

WATCHED = """() => {
  window.frames60.on = false;
  const {times} = window.frames60;
  return 1000 * (times.length - 1) / (times[times.length - 1] - times[0]);
}"""
"""Frames per second since `WATCH`."""


class Opened(Struct, frozen=True):
    """What a browser took, in milliseconds, and its frames per second."""

    paint: float
    """From the call to the first contents on the screen."""
    ready: float
    """Until the script has run."""
    pan: float
    """Frames per second while the whole graph is dragged, as it is at first."""
    zoom: float
    """Frames per second while the wheel brings the middle near and takes it away."""
    near: float
    """Frames per second while the graph is dragged from near."""
    click: float
    """From a click on an operator to its details."""


def opened(page: Path, browser: str | None) -> Opened:
    """Open a page in a fresh headless Chromium, move its graph, and click an operator."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        tab = chromium.new_page(viewport={"width": 1440, "height": 900})
        tab.goto(page.as_uri(), wait_until="load")
        tab.wait_for_timeout(500)
        paint, ready = tab.evaluate(PAINT), tab.evaluate(READY)
        frame = tab.locator(".view").bounding_box()
        assert frame is not None
        x, y = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
        pan = _frames(tab, lambda: _drag(tab, x, y))
        tab.keyboard.press("0")
        tab.mouse.move(x, y)
        nearer = _frames(tab, lambda: _wheel(tab, -60))
        near = _frames(tab, lambda: _drag(tab, x, y))
        tab.mouse.move(x, y)
        farther = _frames(tab, lambda: _wheel(tab, 60))
        tab.wait_for_timeout(300)
        found = Opened(paint, ready, pan, min(nearer, farther), near, tab.evaluate(CLICK))
        chromium.close()
    return found


def _frames(tab: "Page", move: Callable[[], None]) -> float:
    tab.evaluate(WATCH)
    move()
    frames: float = tab.evaluate(WATCHED)
    return frames


def _drag(tab: "Page", x: float, y: float) -> None:
    tab.mouse.move(x, y)
    tab.mouse.down()
    for step in range(EVENTS):
        tab.mouse.move(x + 5 * step, y + 4 * step)
        tab.wait_for_timeout(1000 / 60)
    tab.mouse.up()


def _wheel(tab: "Page", by: float) -> None:
    for _ in range(EVENTS):
        tab.mouse.wheel(0, by)
        tab.wait_for_timeout(1000 / 60)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--operators", type=int, nargs="+", default=[65, 2_500, 10_000])
    parser.add_argument("--browser", help="a Chromium; without it only writing is measured")
    arguments = parser.parse_args()
    print(
        "| operators | write, s | size, MB | first paint, s | ready, s "
        "| pan all, fps | zoom, fps | pan near, fps | click, ms |"
    )
    print("|--:" * 9 + "|")
    with tempfile.TemporaryDirectory() as folder:
        for operators in arguments.operators:
            report = large_report(operators)
            taken, text = [], ""
            for _ in range(ROUNDS):
                begun = time.perf_counter()
                text = html.write(report)
                taken.append(time.perf_counter() - begun)
            cells = [f"{operators:,}", f"{min(taken):.2f}", f"{len(text.encode()) / 1e6:.2f}"]
            if arguments.browser is not None:
                page = Path(folder, "page.html")
                page.write_text(text, "utf-8")
                cells += _best([opened(page, arguments.browser) for _ in range(ROUNDS)])
            print(f"| {' | '.join(cells)} |", flush=True)


def _best(seen: list[Opened]) -> list[str]:
    return [
        f"{min(one.paint for one in seen) / 1000:.2f}",
        f"{min(one.ready for one in seen) / 1000:.2f}",
        f"{max(one.pan for one in seen):.0f}",
        f"{max(one.zoom for one in seen):.0f}",
        f"{max(one.near for one in seen):.0f}",
        f"{min(one.click for one in seen):.0f}",
    ]


if __name__ == "__main__":
    main()
