"""The graph of the HTML report in a real browser: pan, zoom, keys, folds, what is selected."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.outside.browser import VIEW, box_of, centre, chosen, inside, scale, settle, watched


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
  const at = (type, id, off) => {
    const from = { clientX: x + off, clientY: y, pointerId: id, pointerType: "touch" };
    const event = new PointerEvent(type, { ...from, bubbles: true, cancelable: true });
    document.elementFromPoint(x, y).dispatchEvent(event);
  };
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
    assert re.match(
        r"Inverted residual 1 of \d+, \d+ operators", block.get_attribute("aria-label") or ""
    )
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
    expect(details.locator(".ends")).to_have_text(
        re.compile(r"written by 1 .*read by 2 ", re.DOTALL)
    )


def test_a_link_that_is_followed_at_once_is_not_lost(page: Page) -> None:
    # The address of what is chosen is written a moment later: here, when the link is followed.
    page.evaluate(
        """() => {
            setTimeout(() => { location.hash = "m1g1o4"; }, 1);
            history.replaceState(null, "", "#m1g1o2");
            dispatchEvent(new HashChangeEvent("hashchange"));
            const until = performance.now() + 150;
            while (performance.now() < until);
        }"""
    )
    settle(page)
    assert page.evaluate("location.hash") == "#m1/artpec9/op/4"
