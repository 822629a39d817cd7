"""The workbench of the HTML report in a real browser: one screen, its lists and its panels."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from dlpulint.reporters.html import page as html
from tests.outside.browser import VIEW, centre, classes, inside, settle, watched
from tests.outside.conftest import written
from tests.reporters.html.test_time_blocks import linted as with_ledger
from tests.reporters.samples import report


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900), (1920, 1080)])
def test_the_page_is_one_screen(browser: Browser, detector: str, size: tuple[int, int]) -> None:
    width, height = size
    for tab in watched(browser, detector, viewport={"width": width, "height": height}):
        assert tab.evaluate("document.documentElement.scrollHeight") <= height
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        for part in (".tabs a", ".top .key div", ".card .first", ".finding.open .do", VIEW):
            for one in tab.locator(f"{part}:visible").all():
                expect(one).to_be_in_viewport()
        assert tab.locator(".tabs a .chip").count() == 2
        for operator in range(tab.locator("#m1g1 .entries > li").count()):
            assert inside(tab, operator)


def test_the_list_shows_findings_of_the_chosen_target_the_worst_open(page: Page) -> None:
    shown = page.locator(".model.current .finding:visible")
    assert 0 < shown.count() < page.locator(".model.current .finding").count()
    assert [n for n, one in enumerate(shown.all()) if "open" in classes(one)] == [0]
    expect(shown.first.locator(".do")).to_be_visible()
    levels = [one.locator(".chip").first.inner_text() for one in shown.all()]
    order = ["error", "warning", "note", "unknown", "ignored"]
    assert levels == sorted(levels, key=order.index)
    page.locator(".tabs a").first.click()
    assert page.locator(".tabs a[aria-current]").inner_text().startswith("artpec8")
    for one in page.locator(".model.current .finding:visible").all():
        assert "artpec8" in one.locator(".on").inner_text()


def test_a_finding_of_two_targets_stands_once_with_both(parted: Page) -> None:
    page = parted
    both = page.locator(".finding", has=page.locator(".on", has_text="artpec8 artpec9")).first
    expect(both.locator(".on i")).to_have_text(["artpec8", "artpec9"])
    title = both.locator(".what").inner_text()
    message = both.locator(".message").first.text_content() or ""
    assert (page.locator("main").text_content() or "").count(message) == 1
    page.locator(".tabs a").nth(1).click()
    expect(page.locator(".finding:visible .what", has_text=title).first).to_be_visible()


def test_levels_are_filtered(parted: Page) -> None:
    page = parted
    notes = page.locator(".model.current .finding.note:visible")
    count = notes.count()
    assert count
    button = page.locator(".model.current .filter .note")
    assert button.inner_text() == f"{count} notes" if count > 1 else "1 note"
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert page.locator(".model.current .finding.note:visible").count() == 0
    button.click()
    assert page.locator(".model.current .finding.note:visible").count() == count


def test_panels_are_dragged_and_closed(page: Page) -> None:
    wide = page.locator(VIEW).bounding_box()
    x, y = centre(page.locator(".split.left"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y, steps=3)
    page.mouse.up()
    wider = page.locator(VIEW).bounding_box()
    assert wide is not None
    assert wider is not None
    assert wider["width"] == pytest.approx(wide["width"] + 60, abs=2)
    page.locator(".split.left").focus()
    page.keyboard.press("Shift+ArrowRight")
    page.locator(".panels").get_by_role("button", name="Findings").click()
    expect(page.locator(".model.current .findings")).to_be_hidden()
    page.locator("aside.details").get_by_role("button", name="Close").click()
    page.locator(".panels").get_by_role("button", name="Details").click()
    expect(page.locator("aside.details")).to_be_hidden()
    page.locator(".panels").get_by_role("button", name="Findings").click()
    expect(page.locator(".model.current .findings")).to_be_visible()


def test_several_models_are_a_list_the_worst_first(browser: Browser, golden: str) -> None:
    for tab in watched(browser, golden):
        rows = tab.locator(".matrix tbody tr")
        assert rows.count() == 3
        expect(tab.locator(".matrix-side")).to_be_visible()
        assert "shown" in classes(rows.first)
        rows.nth(2).locator("th a").click()
        assert "shown" in classes(rows.nth(2))
        expect(tab.locator("#m3 .finding:visible").first).to_be_visible()
        expect(tab.locator("#m1 .findings")).to_be_hidden()
        rows.nth(1).locator("td a").nth(1).click()
        assert tab.locator(".tabs a[aria-current]").inner_text().startswith("cv25")


MODELS = os.environ.get("DLPULINT_MODELS")


@pytest.mark.skipif(not MODELS, reason="DLPULINT_MODELS is not set")
def test_a_real_detector_on_three_targets_is_one_screen(browser: Browser, tmp_path: Path) -> None:
    model = Path(MODELS or "") / "edgetpu-pairs" / "edgetpu_lite__yolov8n_full_integer_quant.tflite"
    address = written(tmp_path, model, "artpec7", "artpec8", "artpec9")
    for tab in watched(browser, address, viewport={"width": 1440, "height": 900}):
        settle(tab)
        assert tab.evaluate("document.documentElement.scrollHeight") <= 900
        chips = tab.locator(".tabs a .chip")
        assert chips.all_inner_texts() == ["fallback", "rejected", "fallback"]
        expect(tab.locator(".finding.open .what")).to_have_text("Too many partitions")
        for part in (
            ".tabs a",
            ".card:visible .first",
            ".finding.open .message",
            ".finding.open .do",
        ):
            for one in tab.locator(part).all():
                box = one.bounding_box()
                assert box is not None
                assert box["y"] >= 0
                assert box["y"] + box["height"] <= 900
        assert all(inside(tab, operator) for operator in range(254))


def test_a_ledger_is_sorted_by_the_column_that_is_pressed(browser: Browser, tmp_path: Path) -> None:
    page = tmp_path / "ledger.html"
    page.write_text(html.write(report(with_ledger())), "utf-8")
    for tab in watched(browser, page.as_uri(), viewport={"width": 1440, "height": 900}):
        ledger = tab.locator("aside.details .ledger")
        ledger.locator("summary").click()
        operators = ledger.locator("td.operator")
        begun = operators.all_inner_texts()
        assert len(begun) == 3
        time = ledger.get_by_role("button", name="Time")
        time.click()
        expect(ledger.locator("[aria-sort]")).to_have_attribute("aria-sort", "descending")
        assert operators.all_inner_texts() == begun
        time.click()
        expect(ledger.locator("[aria-sort]")).to_have_attribute("aria-sort", "ascending")
        # Equals keep their order.
        assert operators.all_inner_texts() == [begun[1], begun[2], begun[0]]
        ledger.get_by_role("button", name="Operator").click()
        assert operators.all_inner_texts() == sorted(begun)
