"""The HTML report in a real browser: the workbench, without a script, on paper, with hostile names."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from benchmarks.large_graph import large_report
from dlpulint.api import lint
from dlpulint.reporters.html import page as html
from tests.outside.browser import AXE, VIEW, box_of, chosen, inside, launched, scale, watched
from tests.places import FIXTURES, GOLDEN
from tests.reporters.html.test_page import hostile

DETECTOR = FIXTURES / "silu_detector_int8.tflite"
CLASSIFIER = FIXTURES / "mobilenet_int8_per_channel.tflite"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    yield from launched()


@pytest.fixture(scope="module")
def golden() -> str:
    """Three models on two targets."""
    return (GOLDEN / "report.html").as_uri()


@pytest.fixture(scope="module")
def classifier(tmp_path_factory: pytest.TempPathFactory) -> str:
    """MobileNetV2's blocks on two targets."""
    return written(tmp_path_factory, CLASSIFIER, "artpec8", "artpec9")


@pytest.fixture(scope="module")
def detector(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A detector whose SiLUs split it into partitions."""
    return written(tmp_path_factory, DETECTOR, "artpec8", "artpec9")


def written(factory: pytest.TempPathFactory, model: Path, *targets: str) -> str:
    """Address of a model's page."""
    page = factory.mktemp("pages") / f"{model.stem}.html"
    page.write_text(html.write(lint([str(model)], targets, outlined=True)), "utf-8")
    return page.as_uri()


@pytest.fixture
def page(browser: Browser, classifier: str) -> Iterator[Page]:
    yield from watched(browser, classifier)


@pytest.fixture
def parted(browser: Browser, detector: str) -> Iterator[Page]:
    yield from watched(browser, detector)


def centre(of: Locator) -> tuple[float, float]:
    box = of.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


# One screen.


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
    levels = [one.locator(".chip").inner_text() for one in shown.all()]
    order = ["error", "warning", "note", "unknown", "ignored"]
    assert levels == sorted(levels, key=order.index)
    page.locator(".tabs a").first.click()
    assert page.locator(".tabs a[aria-current]").inner_text().startswith("artpec8")
    for one in page.locator(".model.current .finding:visible").all():
        assert "artpec8" in one.locator(".on").inner_text()


def classes(of: Locator) -> list[str]:
    return (of.get_attribute("class") or "").split()


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


# The graph.


def test_zoom_keeps_the_point_under_the_pointer(page: Page) -> None:
    for operator in (3, 12, 19):
        page.keyboard.press("0")
        settle(page)
        x, y = centre(box_of(page, operator))
        page.mouse.move(x, y)
        for turn in (-120, -240, 90, -300, 500):
            before = scale(page)
            page.mouse.wheel(0, turn)
            page.wait_for_function("old => bench_scale() !== old", arg=before)
            settle(page)
            now = centre(box_of(page, operator))
            assert now == (pytest.approx(x, abs=2), pytest.approx(y, abs=2))


def settle(tab: Page) -> None:
    """Waits until the graph stands still and its links are there."""
    tab.wait_for_timeout(220)


def test_fingers_pinch_where_they_are(browser: Browser, classifier: str) -> None:
    for tab in watched(browser, classifier, has_touch=True):
        settle(tab)
        x, y = centre(box_of(tab, 9))
        before = scale(tab)
        tab.evaluate(PINCH, [x, y])
        settle(tab)
        assert scale(tab) > 1.5 * before
        assert centre(box_of(tab, 9)) == (pytest.approx(x, abs=3), pytest.approx(y, abs=3))


PINCH = """async ([x, y]) => {
  const at = (type, id, off) => document.elementFromPoint(x, y).dispatchEvent(new PointerEvent(type, {
    pointerId: id, clientX: x + off, clientY: y, bubbles: true, cancelable: true, pointerType: "touch",
  }));
  at("pointerdown", 11, -20); at("pointerdown", 12, 20);
  for (let off = 20; off <= 50; off += 5) {
    at("pointermove", 11, -off); at("pointermove", 12, off);
    await new Promise(requestAnimationFrame);
  }
  at("pointerup", 11, -50); at("pointerup", 12, 50);
}"""
"""Two fingers beside a point that part to two and a half times their distance."""


def test_the_graph_is_dragged_and_nothing_is_selected(page: Page) -> None:
    settle(page)
    x, y = centre(box_of(page, 5))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y - 90, steps=4)
    page.mouse.up()
    settle(page)
    assert centre(box_of(page, 5)) == (pytest.approx(x + 60, abs=2), pytest.approx(y - 90, abs=2))
    expect(page.locator("aside.details h2")).to_have_text("About the model")


def test_what_is_selected_stays_in_sight(parted: Page) -> None:
    page = parted
    page.keyboard.press("/")
    page.keyboard.type("conv_2d")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    settle(page)
    operator = chosen(page)
    assert operator is not None
    assert inside(page, operator)
    for name in ("Zoom out", "Zoom out", "Zoom in", "Zoom in", "Zoom in", "Zoom in", "Zoom out"):
        page.get_by_role("button", name=name).click()
        settle(page)
        assert inside(page, operator), name
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.locator(VIEW).hover()
    page.evaluate("id => { location.hash = id }", f"m1g1o{operator}")
    settle(page)
    for key in ("-", "-", "+", "+", "+"):
        page.keyboard.press(key)
        settle(page)
        assert inside(page, operator), key
    for mode in ("Blocks", "Operators"):
        button = page.locator(".modes").get_by_role("button", name=mode)
        if button.is_visible():
            button.click()
            settle(page)
            assert chosen(page) == operator
            assert inside(page, operator), mode
    page.locator(".tabs a").nth(1).click()
    settle(page)
    assert chosen(page) == operator
    assert inside(page, operator)


def test_what_is_selected_and_out_of_sight_is_pointed_at(page: Page) -> None:
    page.evaluate("location.hash = 'm1g1o4'")
    settle(page)
    beacon = page.locator(".beacon")
    expect(beacon).to_be_hidden()
    view = page.locator(VIEW).bounding_box()
    assert view is not None
    page.mouse.move(view["x"] + view["width"] - 30, view["y"] + view["height"] - 30)
    for _ in range(8):
        page.mouse.wheel(0, -300)
        settle(page)
    expect(beacon).to_be_visible()
    beacon.click()
    settle(page)
    assert inside(page, 4)
    expect(beacon).to_be_hidden()


def test_a_minimap_shows_where_one_is(page: Page) -> None:
    settle(page)
    expect(page.locator(".map")).to_be_hidden()
    for _ in range(5):
        page.keyboard.press("+")
    settle(page)
    expect(page.locator(".map")).to_be_visible()
    frame = page.locator(".map .frame").bounding_box()
    box = page.locator(".map canvas").bounding_box()
    assert frame is not None
    assert box is not None
    page.mouse.click(box["x"] + 4, box["y"] + 4)
    settle(page)
    moved = page.locator(".map .frame").bounding_box()
    assert moved is not None
    assert moved["x"] <= frame["x"]
    assert moved["y"] <= frame["y"]


FOCI: dict[str, Callable[[Page], None]] = {
    "the body": lambda tab: tab.evaluate("document.activeElement.blur()"),
    "an operator": lambda tab: tab.locator(f"{VIEW} .links a[tabindex='0']").focus(),
    "a target": lambda tab: tab.locator(".tabs a").first.focus(),
    "a finding": lambda tab: tab.locator(".finding:visible .what").first.focus(),
    "a level": lambda tab: tab.locator(".filter:visible button").first.focus(),
    "a button": lambda tab: tab.locator("[data-do=in]").focus(),
    "a mode": lambda tab: tab.locator(".modes button:visible").first.focus(),
    "the details": lambda tab: tab.locator("aside.details > .about").focus(),
    "a border": lambda tab: tab.locator(".split.left").focus(),
    "a panel's button": lambda tab: tab.locator(".panels button:visible").first.focus(),
}


@pytest.mark.parametrize("focus", FOCI)
def test_every_key_works_from_every_focus(page: Page, focus: str) -> None:
    def press(key: str) -> None:
        FOCI[focus](page)
        page.keyboard.press(key)
        settle(page)

    settle(page)
    whole = scale(page)
    press("+")
    assert scale(page) > whole
    press("-")
    press("-")
    assert scale(page) < whole
    press("0")
    assert scale(page) == pytest.approx(whole, rel=0.001)
    page.evaluate("location.hash = 'm1g1o2'")
    settle(page)
    press("ArrowDown")
    assert chosen(page) == 3
    press("ArrowUp")
    assert chosen(page) == 2
    press("ArrowRight")
    assert chosen(page) == 3
    press("ArrowLeft")
    assert chosen(page) == 2
    page.evaluate("location.hash = 'm1g1o9'")
    settle(page)
    boxes = page.locator(f"{VIEW} .links a").count()
    press("f")
    press("0")
    assert page.locator(f"{VIEW} .links a").count() < boxes
    press("f")
    press("0")
    assert page.locator(f"{VIEW} .links a").count() == boxes
    press("Escape")
    assert chosen(page) is None
    press("n")
    expect(page.locator(".finding.chosen")).to_have_count(1)
    first = page.locator(".finding.chosen").get_attribute("id")
    press("n")
    assert page.locator(".finding.chosen").get_attribute("id") != first
    press("p")
    assert page.locator(".finding.chosen").get_attribute("id") == first
    press("/")
    expect(page.locator(".find")).to_be_focused()


def test_all_advertised_keys_are_tested(page: Page) -> None:
    assert page.locator(".hint kbd").all_inner_texts() == [
        "/", "+", "−", "0", "↑", "↓", "←", "→", "f", "n", "p", "Esc",
    ]  # fmt: skip


def test_operators_are_walked_and_told_of_by_keys_alone(page: Page) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("Boolean(document.activeElement.closest('.links'))"):
            break
    page.keyboard.press("Enter")
    settle(page)
    assert chosen(page) == 0
    expect(page.locator("aside.details h2")).to_have_text("Operator")
    page.keyboard.press("ArrowDown")
    settle(page)
    assert chosen(page) == 1
    assert page.evaluate("document.activeElement.hash") == "#m1g1o1"


def test_blocks_fold_and_one_unfolds(page: Page) -> None:
    settle(page)
    boxes = page.locator(f"{VIEW} .links a")
    whole = boxes.count()
    page.locator(".modes").get_by_role("button", name="Blocks").click()
    settle(page)
    folded = boxes.count()
    assert folded < 0.7 * whole
    block = page.locator(f"{VIEW} .links a[aria-label*='of ']").first
    assert re.match(r"Inverted residual 1 of \d+, \d+ operators", block.get_attribute("aria-label") or "")
    page.mouse.click(*centre(block))
    settle(page)
    page.keyboard.press("0")
    settle(page)
    assert boxes.count() > folded
    page.locator(".modes").get_by_role("button", name="Operators").click()
    settle(page)
    assert boxes.count() == whole


def test_partitions_are_boxes_with_their_causes(parted: Page) -> None:
    page = parted
    page.locator(".modes").get_by_role("button", name="Partitions").click()
    settle(page)
    boxes = page.locator(f"{VIEW} .links a")
    said = page.locator(".top .key .over dd, .top .key div:last-child dd").last.inner_text()
    assert boxes.count() == int(said.split(",")[0])
    page.mouse.click(*centre(boxes.nth(1)))
    details = page.locator("aside.details")
    expect(details.locator("h2")).to_have_text("Partition")
    expect(details).to_contain_text("Cause: LOGISTIC operator")
    details.get_by_role("button", name="Show its operators").click()
    settle(page)
    expect(page.locator(".modes [aria-pressed=true]")).to_have_text("Operators")
    expect(details.locator("h2")).to_have_text("Partition")


def test_the_strip_moves_the_graph(parted: Page) -> None:
    page = parted
    strip = page.locator(".scrub canvas").bounding_box()
    assert strip is not None
    count = page.locator("#m1g1 .entries > li").count()
    page.mouse.move(strip["x"] + 2, strip["y"] + 10)
    page.mouse.down()
    page.mouse.move(strip["x"] + strip["width"] * (count - 0.5) / count, strip["y"] + 10, steps=5)
    settle(page)
    assert inside(page, count - 1)
    page.mouse.up()
    settle(page)
    assert chosen(page) == count - 1


def test_a_line_tells_the_shape_of_its_tensor_and_opens_it(page: Page) -> None:
    page.evaluate("location.hash = 'm1g1o2'")
    page.keyboard.press("Escape")
    settle(page)
    upper, lower = box_of(page, 1).bounding_box(), box_of(page, 2).bounding_box()
    assert upper is not None
    assert lower is not None
    x = lower["x"] + lower["width"] / 2
    y = (upper["y"] + upper["height"] + lower["y"]) / 2
    page.mouse.move(x, y)
    tip = page.locator(f"{VIEW} .tip")
    expect(tip).to_be_visible()
    expect(tip).to_contain_text("int8 1×32×32×16")
    page.mouse.click(x, y)
    details = page.locator("aside.details")
    expect(details.locator("h2")).to_have_text("Tensor")
    expect(details.locator(".ends")).to_have_text(re.compile(r"written by 1 .*read by 2 ", re.DOTALL))


# From finding to operators and back.


def test_a_finding_lights_its_operators_and_they_list_it(page: Page) -> None:
    page.locator(".tabs a").first.click()
    finding = page.locator(".finding:visible", has_text="Per-channel weights").first
    finding.locator(".what").click()
    settle(page)
    details = page.locator("aside.details")
    expect(details.locator("h2")).to_have_text("Finding")
    expect(details).to_contain_text("Fix")
    operators = [
        int((link.get_attribute("href") or "").rpartition("o")[2])
        for link in details.locator(".where a").all()
    ]
    assert len(operators) > 5
    assert all(inside(page, operator) for operator in operators)
    details.locator(".where a").nth(2).click()
    settle(page)
    assert chosen(page) == operators[2]
    assert inside(page, operators[2])
    details.get_by_role("link", name="Per-channel weights").first.click()
    settle(page)
    assert finding.get_attribute("id") == page.locator(".finding.chosen").get_attribute("id")


def test_search_finds_operators_tensors_kinds_and_rules(page: Page) -> None:
    found = page.locator(".found")
    page.locator(".tabs a").first.click()

    def look(text: str) -> str:
        page.locator(".find").fill(text)
        return found.inner_text()

    page.keyboard.press("/")
    expect(page.locator(".find")).to_be_focused()
    assert look("depthwise_conv") == "5 found"
    page.keyboard.press("Enter")
    assert found.inner_text() == "1 of 5"
    page.get_by_role("button", name="Next match").click()
    assert found.inner_text() == "2 of 5"
    page.get_by_role("button", name="Previous match").click()
    page.get_by_role("button", name="Previous match").click()
    assert found.inner_text() == "5 of 5"
    assert look("artpec8/per-channel-weights").endswith(" found")
    assert look("pool").endswith(" found")
    tensor = page.locator("#m1g1o9 li[data-t] code").text_content() or ""
    assert look(tensor) == "1 found"
    page.keyboard.press("Enter")
    settle(page)
    assert chosen(page) == 9
    assert look("no such thing") == "none"
    page.keyboard.press("Escape")
    assert found.inner_text() == ""
    assert chosen(page) == 9


@pytest.mark.parametrize(
    ("address", "title", "text"),
    [
        ("m1/artpec9/op/7", "Operator", "CONV_2D"),
        ("m1g1o7", "Operator", "CONV_2D"),
        ("m1/artpec8/finding/1", "Finding", "Fix"),
        ("m1-2", "About the model", "Format"),
    ],
)
def test_an_address_survives_a_reload(
    browser: Browser, classifier: str, address: str, title: str, text: str
) -> None:
    for tab in watched(browser, f"{classifier}#{address}"):
        for _ in range(2):
            settle(tab)
            expect(tab.locator("aside.details h2")).to_have_text(title)
            expect(tab.locator("aside.details")).to_contain_text(text)
            if "artpec9" in address or address == "m1-2":
                assert tab.locator(".tabs a[aria-current]").inner_text().startswith("artpec9")
            if title == "Operator":
                assert chosen(tab) == 7
                assert inside(tab, 7)
            tab.reload()


# Everything that held before.


def test_without_a_script_it_is_a_document(browser: Browser, golden: str) -> None:
    for tab in watched(browser, golden, java_script_enabled=False):
        expect(tab.locator(".stage")).to_be_hidden()
        assert tab.locator(".finding").count() == tab.locator(".finding:visible").count() > 20
        for text in (".message", ".why p", ".do p", ".where td"):
            assert tab.locator(f".finding {text}").count() == tab.locator(f".finding {text}:visible").count()
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
        differing = tab.locator("#m1g1 > .graph:not(.parted) .pics a:is(.u1, .c1):not(.u2, .c2)").first
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
            """() => [...document.querySelectorAll(".top > *, .tools > *, .tools button, .card, .filter")]
              .filter((part) => part.checkVisibility() && part.getBoundingClientRect().right > innerWidth + 1)
              .map((part) => part.className)"""
        )
        assert cut == []


def test_on_a_phone_it_is_one_column_with_a_bar_that_stays(browser: Browser, classifier: str) -> None:
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


def test_a_page_of_a_small_model_is_small(classifier: str) -> None:
    assert Path(classifier.removeprefix("file://")).stat().st_size <= 320_000


FRAMES = """() => { window.frames_seen = []; let last = performance.now();
  const see = (now) => { frames_seen.push(now - last); last = now; window.seeing && requestAnimationFrame(see); };
  window.seeing = true; requestAnimationFrame(see); }"""
RATE = """() => { window.seeing = false; const seen = frames_seen.slice(1);
  return 1000 * seen.length / seen.reduce((sum, one) => sum + one, 0); }"""
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
    for tab in watched(browser, page.as_uri(), viewport={"width": 1440, "height": 900}, motion="no-preference"):
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
        assert min(tab.evaluate(CLICK, at) for at in (0, operators // 2, operators - 1)) < slack * click
