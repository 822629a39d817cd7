"""How large the HTML report of small and of large models is, and how fast it moves."""

import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from benchmarks.large_graph import large_report
from dlpulint.reporters.html import page as html
from tests.outside.browser import VIEW, watched


def test_a_page_of_a_small_model_is_small(classifier: str) -> None:
    assert Path(classifier.removeprefix("file://")).stat().st_size <= 320_000


FRAMES = """() => {
  window.seen = [];
  window.seeing = true;
  let last = performance.now();
  const see = (now) => {
    seen.push(now - last);
    last = now;
    if (seeing) requestAnimationFrame(see);
  };
  requestAnimationFrame(see);
}"""
RATE = """() => {
  window.seeing = false;
  return 1000 * (seen.length - 1) / seen.slice(1).reduce((sum, one) => sum + one, 0);
}"""
CLICK = """async (operator) => {
  const link = document.querySelector(`.view .links a[href="#m1g1o${operator}"]`)
    ?? document.querySelector(".view .links a");
  const begun = performance.now();
  link.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  document.querySelector("aside.details").getBoundingClientRect();
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - begun; }"""
PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


@pytest.mark.parametrize(
    ("operators", "seconds", "megabytes", "rate", "click"),
    [(2_500, 2.0, 4.0, 30, 100), (10_000, None, 14.0, 5, 250)],
)
def test_a_large_model_opens_moves_and_answers_at_once(
    browser: Browser,
    tmp_path: Path,
    operators: int,
    seconds: float | None,
    megabytes: float,
    rate: float,
    click: float,
) -> None:
    # The machines of CI are slower than a desk's and have no GPU: half the speed is a failure.
    slack = 2
    report = large_report(operators)
    begun = time.process_time()
    text = html.write(report)
    if seconds is not None:
        assert time.process_time() - begun < slack * seconds
    assert len(text.encode()) <= megabytes * 1_000_000
    page = tmp_path / "large.html"
    page.write_text(text, "utf-8")
    for tab in watched(
        browser, page.as_uri(), viewport={"width": 1440, "height": 900}, motion="no-preference"
    ):
        tab.wait_for_selector(f"{VIEW} .links a", timeout=60_000)
        assert tab.evaluate(PAINT) < slack * 500
        view = tab.locator(VIEW).bounding_box()
        assert view is not None
        x, y = view["x"] + view["width"] / 2, view["y"] + view["height"] / 2
        tab.mouse.move(x, y)
        tab.evaluate(FRAMES)
        tab.mouse.down()
        for step in range(30):
            tab.mouse.move(x + 4 * step, y + 3 * step)
            tab.wait_for_timeout(12)
        tab.mouse.up()
        for turn in (*(-60,) * 30, *(60,) * 30):
            tab.mouse.wheel(0, turn)
            tab.wait_for_timeout(12)
        assert tab.evaluate(RATE) > rate / slack
        assert (
            min(tab.evaluate(CLICK, at) for at in (0, operators // 2, operators - 1))
            < slack * click
        )
