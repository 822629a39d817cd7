"""The HTML report without a script, on paper, on a phone, for all, and with hostile names."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from dlpulint.reporters.html import page as html
from tests.outside.browser import AXE, VIEW, centre, chosen, settle, watched
from tests.reporters.html.test_page import hostile


def test_without_a_script_it_is_a_document(browser: Browser, golden: str) -> None:
    for tab in watched(browser, golden, java_script_enabled=False):
        expect(tab.locator(".stage")).to_be_hidden()
        assert tab.locator(".finding").count() == tab.locator(".finding:visible").count() > 20
        for text in (".message", ".why p", ".do p", ".where td"):
            assert (
                tab.locator(f".finding {text}").count()
                == tab.locator(f".finding {text}:visible").count()
            )
        entries = tab.locator("#m2g1 .entries > li")
        assert entries.count() == entries.locator(":scope:visible").count() > 20
        tab.locator("#m1 .contents a").last.click()
        expect(tab.locator("#m1g1 h3")).to_be_in_viewport()
        block = tab.locator("#m1g1 details.f, #m2g1 details.f, #m3g1 details.f").first
        block.locator("summary span").click()
        expect(block.locator("summary svg")).to_be_visible()
        expect(block.locator("> svg")).to_be_hidden()
        tab.locator('#m2g1 .pics a[href="#m2g1o0"]').click()
        assert tab.url.endswith("#m2g1o0")
        expect(tab.locator("#m2g1o0")).to_be_in_viewport()


def test_without_a_script_targets_colour_the_boxes(browser: Browser, detector: str) -> None:
    def fill(tab: Page, operator: str) -> str:
        box = tab.locator(f'#m1g1 .pics a[href="#{operator}"] rect').first
        return str(box.evaluate("box => getComputedStyle(box).stroke"))

    for tab in watched(browser, detector, java_script_enabled=False):
        radio = tab.locator("#m1g1 > .graph:not(.parted) input[type=radio]")
        expect(radio.first).to_be_checked()
        differing = tab.locator(
            "#m1g1 > .graph:not(.parted) .pics a:is(.u1, .c1):not(.u2, .c2)"
        ).first
        operator = (differing.get_attribute("href") or "").removeprefix("#")
        off = fill(tab, operator)
        tab.locator("#m1g1 > .graph:not(.parted) label").nth(1).click()
        assert fill(tab, operator) != off


@pytest.mark.parametrize("script", [True, False])
def test_on_paper_it_is_a_document_with_the_graph_on_its_own_page(
    browser: Browser, classifier: str, script: bool
) -> None:
    for tab in watched(browser, classifier, java_script_enabled=script):
        if script:
            tab.wait_for_timeout(300)
        tab.emulate_media(media="print")
        for part in (".stage", "aside.details", ".top .tabs", ".filter"):
            for one in tab.locator(part).all():
                expect(one).to_be_hidden()
        findings = tab.locator(".finding")
        assert findings.count() == tab.locator(".finding:visible").count()
        expect(tab.locator("#m1g1o20")).to_be_visible()
        graph = tab.locator("#m1g1 > .graph").first
        expect(graph).to_be_visible()
        assert graph.evaluate("graph => getComputedStyle(graph).breakBefore") == "page"
        assert graph.evaluate("graph => getComputedStyle(graph).breakAfter") == "page"
        for part in (".pics", ".entries"):
            shown, whole = tab.locator(f"#m1g1 {part}").first.evaluate(
                "part => [part.clientHeight, part.scrollHeight]"
            )
            assert whole <= shown + 1


@pytest.mark.parametrize("width", [390, 768, 1099, 1100, 1280, 1440, 1920])
def test_nothing_is_wider_than_the_window(browser: Browser, golden: str, width: int) -> None:
    for tab in watched(browser, golden, viewport={"width": width, "height": 844}):
        settle(tab)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        cut = tab.evaluate(
            """() => [...document.querySelectorAll(".top > *, .tools > *, .tools button, .card")]
              .filter((part) => part.checkVisibility())
              .filter((part) => part.getBoundingClientRect().right > innerWidth + 1)
              .map((part) => part.className)"""
        )
        assert cut == []


def test_on_a_phone_it_is_one_column_with_a_bar_that_stays(
    browser: Browser, classifier: str
) -> None:
    for tab in watched(browser, classifier, viewport={"width": 390, "height": 844}, has_touch=True):
        tops = [
            tab.locator(part).first.bounding_box()["y"]  # type: ignore[index]  # They are shown.
            for part in (".top", ".card:visible", ".findings:visible", ".stage")
        ]
        assert tops == sorted(tops)
        tab.locator(".stage").scroll_into_view_if_needed()
        bar = tab.locator(".top").bounding_box()
        assert bar is not None
        assert bar["y"] == 0
        tab.evaluate("location.hash = 'm1g1o5'")
        settle(tab)
        details = tab.locator("aside.details").bounding_box()
        assert details is not None
        assert details["y"] + details["height"] == pytest.approx(844, abs=1)
        tab.get_by_role("button", name="Close details").click()
        assert chosen(tab) is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("state", ["", "#m1g1o2", "#m1f1"])
def test_axe_finds_nothing(
    browser: Browser, golden: str, classifier: str, scheme: str, width: int, state: str
) -> None:
    for address in (golden, classifier):
        for tab in watched(
            browser,
            f"{address}{state}",
            color_scheme=scheme,
            viewport={"width": width, "height": 900},
        ):
            settle(tab)
            # Through the debugger: the page's own policy lets no other script in.
            tab.evaluate(AXE.read_text("utf-8"))
            found = tab.evaluate("async () => (await axe.run()).violations")
            assert [
                (one["id"], [node["html"][:160] for node in one["nodes"]][:3]) for one in found
            ] == []


def test_hostile_names_stay_names(browser: Browser, tmp_path: Path) -> None:
    page = tmp_path / "hostile.html"
    page.write_text(html.write(hostile()), "utf-8")
    for tab in watched(browser, page.as_uri()):
        assert tab.locator("img, iframe, object").count() == 0
        assert tab.locator("script").count() == 2
        for row in tab.locator(".matrix tbody th a").all():
            row.click()
            settle(tab)
            links = tab.locator(f"{VIEW} .links a")
            if links.count():
                tab.mouse.click(*centre(links.first))
                tab.locator(".find").fill("<script>")
                tab.keyboard.press("Escape")
        tab.mouse.move(700, 500)
