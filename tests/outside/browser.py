"""A headless Chromium, and what stands where in the workbench of a page."""

import shutil
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.places import ROOT

AXE = ROOT / "tests" / "outside" / "node_modules" / "axe-core" / "axe.min.js"

VIEW = ".view"
"""The graph; with two side by side, use `.view >> nth=0`."""

_SCALE = """window.bench_scale = () => {
  const links = document.querySelector(".view .links");
  return links ? new DOMMatrix(getComputedStyle(links).transform).a : null;
}"""


def launched() -> Iterator[Browser]:
    """A browser: the system's Chromium, else Playwright's."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
            args=["--no-sandbox"],
        )
        yield chromium
        chromium.close()


def watched(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """A tab that may say nothing, ask nothing, and load nothing but the page.

    `options` are those of a browser context; `motion` is `reduce` unless stated.
    """
    options.setdefault("viewport", {"width": 1440, "height": 900})
    context = browser.new_context(reduced_motion=options.pop("motion", "reduce"), **options)
    tab = context.new_page()
    tab.add_init_script(_SCALE)
    heard: list[str] = []
    tab.on("console", lambda message: heard.append(f"console: {message.text}"))
    tab.on("pageerror", lambda error: heard.append(f"error: {error}"))
    tab.on("dialog", lambda dialog: (heard.append("a dialog"), dialog.dismiss()))
    tab.on("request", lambda request: heard.append(request.url))
    tab.goto(address)
    yield tab
    context.close()
    page = address.partition("#")[0]
    assert [line for line in heard if line.partition("#")[0] != page] == []


def box_of(tab: Page, operator: int) -> Locator:
    """The link over an operator's box, of the first model's first graph."""
    return tab.locator(f'{VIEW} .links a[href="#m1g1o{operator}"]').first


def inside(tab: Page, operator: int) -> bool:
    """Whether an operator's box lies within the graph's part of the window."""
    box, view = box_of(tab, operator).bounding_box(), tab.locator(VIEW).first.bounding_box()
    assert view is not None
    if box is None:
        return False
    return (
        view["x"] - 1 <= box["x"]
        and box["x"] + box["width"] <= view["x"] + view["width"] + 1
        and view["y"] - 1 <= box["y"]
        and box["y"] + box["height"] <= view["y"] + view["height"] + 1
    )


def chosen(tab: Page) -> int | None:
    """The operator that is selected, by the page's address."""
    tab.wait_for_timeout(90)
    parts = tab.url.partition("#")[2].split("/")
    return int(parts[3]) if len(parts) == 4 and parts[2] == "op" else None


def scale(tab: Page) -> float:
    """Pixels on the screen per pixel of the drawing."""
    return float(tab.evaluate("bench_scale()"))


def settle(tab: Page) -> None:
    """Waits until the graph stands still and its links are there."""
    tab.wait_for_timeout(220)


def centre(of: Locator) -> tuple[float, float]:
    """The middle of an element, in the window."""
    box = of.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def classes(of: Locator) -> list[str]:
    """The classes of an element."""
    return (of.get_attribute("class") or "").split()
