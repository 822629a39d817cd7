"""How long the HTML report of large models takes to write, to open and to answer a click.

    python -m benchmarks.html_report [--operators 65 2500 10000] [--browser /usr/bin/chromium]

Needs Playwright and a Chromium for the browser's part. Prints a table; the least of several rounds.
"""

import argparse
import tempfile
import time
from pathlib import Path

from msgspec import Struct

from benchmarks.large_graph import large_report
from dlpulint.reporters.html import page as html

ROUNDS = 3

CLICK = """async () => {
  const boxes = document.querySelectorAll('.canvas a');
  const box = boxes[boxes.length - 1];
  const begun = performance.now();
  box.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}));
  document.querySelector('.panel').getBoundingClientRect();
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - begun;
}"""
"""Clicks the last operator; milliseconds until the frame with its panel is painted."""

PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
READY = "performance.timing.loadEventEnd - performance.timing.navigationStart"


class Opened(Struct, frozen=True):
    """What a browser took, in milliseconds."""

    paint: float
    """From the call to the first contents on the screen."""
    ready: float
    """Until the script has run."""
    click: float
    """From a click on the last operator to the panel."""


def opened(page: Path, browser: str | None) -> Opened:
    """Open a page in a fresh headless Chromium and click its last operator."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        tab = chromium.new_page(viewport={"width": 1280, "height": 900})
        tab.goto(page.as_uri(), wait_until="load")
        tab.wait_for_timeout(200)
        found = Opened(tab.evaluate(PAINT), tab.evaluate(READY), tab.evaluate(CLICK))
        chromium.close()
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--operators", type=int, nargs="+", default=[65, 2_500, 9_000])
    parser.add_argument("--browser", help="a Chromium; without it only writing is measured")
    arguments = parser.parse_args()
    print("| operators | write, s | size, MB | first paint, s | ready, s | click, ms |")
    print("|--:|--:|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as folder:
        for operators in arguments.operators:
            report = large_report(operators)
            taken, text = [], ""
            for _ in range(ROUNDS):
                begun = time.perf_counter()
                text = html.write(report)
                taken.append(time.perf_counter() - begun)
            row = f"| {operators:,} | {min(taken):.2f} | {len(text.encode()) / 1e6:.2f} "
            if arguments.browser is not None:
                page = Path(folder, "page.html")
                page.write_text(text, "utf-8")
                seen = [opened(page, arguments.browser) for _ in range(ROUNDS)]
                row += f"| {min(one.paint for one in seen) / 1000:.2f} "
                row += f"| {min(one.ready for one in seen) / 1000:.2f} "
                row += f"| {min(one.click for one in seen):.0f} |"
            else:
                row += "| | | |"
            print(row, flush=True)


if __name__ == "__main__":
    main()
