"""Two models side by side in a real browser: a comparison, and a model with its mended copy."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Locator, Page, expect

from dlpulint.api import lint
from dlpulint.reporters.html.page import write, write_comparison
from tests.outside.browser import AXE, watched
from tests.places import FIXTURES
from tests.reporters.html.comparing import compared

PER_CHANNEL = FIXTURES / "mobilenet_int8_per_channel.tflite"
PER_TENSOR = FIXTURES / "mobilenet_int8_per_tensor.tflite"
"""The same operators: on artpec9, FULLY_CONNECTED #20 runs on the DLPU here only."""

INT8_ENDS = FIXTURES / "mobilenet_int8_io.tflite"
FLOAT_ENDS = FIXTURES / "mobilenet_int8_float_io.tflite"
"""The same operators between a QUANTIZE and a DEQUANTIZE."""

TARGETS = ("artpec8", "artpec9")

SCALES = """() => [...document.querySelectorAll(".view .links")]
  .map((links) => new DOMMatrix(getComputedStyle(links).transform).a)"""


def comparison(folder: Path, old: Path, new: Path, *, earlier: bool = False) -> str:
    """Address of a comparison's page; with `earlier`, OLD has no graph."""
    sides = [lint([str(model)], TARGETS, outlined=True) for model in (old, new)]
    if earlier:
        bare = tuple(replace(one, outline=None) for one in sides[0].reports)
        sides[0] = replace(sides[0], reports=bare)
    page = folder / "comparison.html"
    page.write_text(write_comparison(compared(*sides, earlier=earlier)), "utf-8")
    return page.as_uri()


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> str:
    return comparison(tmp_path_factory.mktemp("moved"), PER_CHANNEL, PER_TENSOR)


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> str:
    return comparison(tmp_path_factory.mktemp("added"), INT8_ENDS, FLOAT_ENDS)


@pytest.fixture(scope="module")
def ordinary(tmp_path_factory: pytest.TempPathFactory) -> str:
    page = tmp_path_factory.mktemp("ordinary") / "report.html"
    models = [str(model) for model in (PER_TENSOR, PER_CHANNEL)]
    page.write_text(write(lint(models, TARGETS, outlined=True)), "utf-8")
    return page.as_uri()


@pytest.fixture
def page(browser: Browser, moved: str) -> Iterator[Page]:
    yield from watched(browser, moved)


def settle(tab: Page) -> None:
    """Waits until the graphs stand still and their links are there."""
    tab.wait_for_timeout(250)


def graphs(tab: Page) -> list[str]:
    """The models whose graphs are on the screen, from left to right."""
    settle(tab)
    shown = [(view.bounding_box() or {"x": 0})["x"] for view in tab.locator(".view").all()]
    ids = [
        (view.locator(".links a").first.get_attribute("href") or "")[1:3]
        for view in tab.locator(".view").all()
    ]
    return [id for _, id in sorted(zip(shown, ids, strict=True))]


def box(tab: Page, operator: str) -> Locator:
    return tab.locator(f'.view .links a[href="#{operator}"]').first


def click(tab: Page, operator: str) -> None:
    settle(tab)
    found = box(tab, operator).bounding_box()
    assert found is not None
    tab.mouse.click(found["x"] + found["width"] / 2, found["y"] + found["height"] / 2)
    settle(tab)


def within(tab: Page, operator: str) -> bool:
    """Whether an operator's box is seen in one of the graphs."""
    found, stage = box(tab, operator).bounding_box(), tab.locator(".views").bounding_box()
    assert stage is not None
    return found is not None and (
        stage["x"] <= found["x"] + found["width"] / 2 <= stage["x"] + stage["width"]
        and stage["y"] <= found["y"] + found["height"] / 2 <= stage["y"] + stage["height"]
    )


def test_a_comparison_begins_with_the_model_after_the_change(page: Page) -> None:
    expect(page.locator(".top .shown")).to_have_text("After mobilenet_int8_per_tensor.tflite")
    assert graphs(page) == ["m1", "m2"]
    expect(page.locator(".names > *")).to_have_text(
        [re.compile("^Before: mobilenet_int8_per_channel"), re.compile("^After: mobilenet_int8")]
    )
    assert page.evaluate("document.documentElement.scrollHeight") <= 900
    block = page.locator("div.changed:visible")
    expect(block).to_have_count(1)
    expect(block).to_contain_text("The verdict is the same: fallback")
    expect(block).to_be_in_viewport()
    page.locator(".tabs a").first.click()
    expect(block).to_contain_text("Before slow, after clean")
    expect(page.locator(".matrix-side")).to_be_hidden()


def test_moved_operators_are_counted_on_both_sides(page: Page) -> None:
    expect(page.locator(".count.moved")).to_have_text(["1 moved", "1 moved"])
    expect(page.locator("div.changed:visible")).to_contain_text("FULLY_CONNECTED (20) from the CPU")
    page.locator(".tabs a").first.click()
    expect(page.locator(".count.moved")).to_have_count(0)


def test_moved_operators_are_ringed(page: Page) -> None:
    settle(page)
    ringed = {name: ring(page, f"{name}g1o20") for name in ("m1", "m2")}
    plain = {name: ring(page, f"{name}g1o13") for name in ("m1", "m2")}
    assert ringed == {"m1": True, "m2": True}
    assert plain == {"m1": False, "m2": False}


def ring(tab: Page, operator: str) -> bool:
    """Whether the canvas has the colour of moved operators left of a box."""
    return bool(tab.evaluate(RINGED, operator))


RINGED = """(id) => {
  const link = document.querySelector(`.view .links a[href="#${id}"]`);
  const canvas = link.closest(".view").querySelector("canvas");
  const [box, all] = [link.getBoundingClientRect(), canvas.getBoundingClientRect()];
  const probe = document.createElement("i");
  probe.style.color = "var(--plum)";
  document.body.append(probe);
  const plum = getComputedStyle(probe).color.match(/\\d+/g).map(Number);
  probe.remove();
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [canvas.width, canvas.height];
  const draw = copy.getContext("2d", { willReadFrequently: true });
  draw.drawImage(canvas, 0, 0);
  const middle = box.top + box.height / 2 - all.top;
  for (let x = box.left - all.left - 9; x < box.left - all.left + 2; x++) {
    const [r, g, b] = draw.getImageData(x, middle, 1, 1).data;
    if (Math.abs(r - plum[0]) + Math.abs(g - plum[1]) + Math.abs(b - plum[2]) < 12) return true;
  }
  return false;
}"""


def test_added_operators_are_counted(browser: Browser, added: str) -> None:
    for tab in watched(browser, added):
        expect(tab.locator(".names")).to_contain_text("2 added")
        expect(tab.locator(".names")).not_to_contain_text("removed")


def test_what_is_selected_is_selected_on_the_other_side(browser: Browser, added: str) -> None:
    for tab in watched(browser, f"{added}#m2/artpec8"):
        settle(tab)
        click(tab, "m2g1o9")
        assert tab.url.endswith("#m2/artpec8/op/9")
        op = tab.locator("#m2g1o9 .h code").text_content()
        settle(tab)
        link = tab.locator(".names a")
        expect(link).to_have_attribute("href", "#m1/artpec8/op/8")
        assert tab.locator("#m1g1o8 .h code").text_content() == op
        assert within(tab, "m1g1o8")
        link.click()
        settle(tab)
        assert tab.url.endswith("#m1/artpec8/op/8")
        expect(link).to_have_attribute("href", "#m2/artpec8/op/9")


def test_an_operator_that_one_side_lacks_shows_its_neighbourhood(
    browser: Browser, added: str
) -> None:
    for tab in watched(browser, f"{added}#m2/artpec8"):
        settle(tab)
        for _ in range(5):
            tab.locator(".tools [data-do=in]").click()
        tab.goto(tab.url.partition("#")[0] + "#m2/artpec8/op/0")
        settle(tab)
        expect(tab.locator(".names a")).to_have_attribute("href", "#m1/artpec8")
        assert within(tab, "m1g1o0")


def test_a_click_in_the_other_graph_turns_to_its_model_and_moves_nothing(page: Page) -> None:
    page.locator(".tabs a").nth(1).click()
    settle(page)
    before = {id: box(page, id).bounding_box() for id in ("m1g1o5", "m2g1o5")}
    click(page, "m1g1o5")
    assert page.url.endswith("#m1/artpec9/op/5")
    expect(page.locator(".top .shown")).to_have_text("Before mobilenet_int8_per_channel.tflite")
    expect(page.locator("p.changed:visible")).to_have_text("After the change: fallback")
    assert graphs(page) == ["m1", "m2"]
    assert {id: box(page, id).bounding_box() for id in before} == before
    click(page, "m2g1o5")
    assert page.url.endswith("#m2/artpec9/op/5")
    assert graphs(page) == ["m1", "m2"]
    assert {id: box(page, id).bounding_box() for id in before} == before


def test_both_graphs_zoom_and_fit_together(page: Page) -> None:
    settle(page)
    whole = page.evaluate(SCALES)
    page.locator(".tools [data-do=in]").click()
    settle(page)
    assert page.evaluate(SCALES) == [pytest.approx(1.3 * one, rel=0.01) for one in whole]
    page.keyboard.press("-")
    page.keyboard.press("-")
    page.keyboard.press("0")
    settle(page)
    assert page.evaluate(SCALES) == [pytest.approx(one, rel=0.01) for one in whole]


def test_blocks_and_partitions_are_those_of_both(page: Page) -> None:
    page.locator(".tabs a").nth(1).click()
    page.locator(".modes [data-mode=blocks]").click()
    settle(page)
    folded = page.locator(".view .links a[aria-label^='Inverted residual']")
    assert {(one.get_attribute("href") or "")[:3] for one in folded.all()} == {"#m1", "#m2"}
    page.locator(".modes [data-mode=partitions]").click()
    settle(page)
    links = page.locator(".view .links a").all()
    assert {(one.get_attribute("href") or "")[:5] for one in links} == {"#m1-2", "#m2-2"}
    expect(page.locator(".count")).to_have_count(0)
    expect(page.locator(".top .shown")).to_have_text("After mobilenet_int8_per_tensor.tflite")
    click(page, "m1-2p2")
    assert page.url.endswith("#m1/artpec9/partition/2")


def test_the_button_turns_the_second_graph_off_and_on(page: Page) -> None:
    button = page.locator('.tools [data-do="beside"]')
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    assert graphs(page) == ["m2"]
    expect(button).to_have_attribute("aria-pressed", "false")
    assert graphs(page) == ["m2"]
    expect(page.locator(".names")).to_have_text("After: mobilenet_int8_per_tensor.tflite 1 moved")
    click(page, "m2g1o20")
    button.click()
    assert graphs(page) == ["m1", "m2"]
    expect(page.locator(".names a")).to_have_attribute("href", "#m1/artpec9/op/20")


def test_two_copies_of_a_network_stand_beside_each_other_when_asked(
    browser: Browser, ordinary: str
) -> None:
    for tab in watched(browser, ordinary):
        button = tab.locator('.tools [data-do="beside"]')
        expect(button).to_be_visible()
        expect(tab.locator(".names")).to_have_text("")
        assert len(graphs(tab)) == 1
        button.click()
        assert len(graphs(tab)) == 2
        # The file that was named first is the one before.
        expect(tab.locator(".names > *").first).to_have_text(
            re.compile("^Before: mobilenet_int8_per_tensor.tflite")
        )
        expect(tab.locator(".top .shown")).not_to_contain_text("Before")
        tab.locator(".matrix tbody tr").nth(1).locator("th a").click()
        settle(tab)
        expect(tab.locator(".names > *").first).to_have_text(
            re.compile("^Before: mobilenet_int8_per_tensor.tflite")
        )
        assert len(graphs(tab)) == 2


def test_an_earlier_report_has_one_graph_with_what_moved(browser: Browser, tmp_path: Path) -> None:
    address = comparison(tmp_path, PER_CHANNEL, PER_TENSOR, earlier=True)
    for tab in watched(browser, f"{address}#m2/artpec9"):
        assert graphs(tab) == ["m2"]
        expect(tab.locator('.tools [data-do="beside"]')).to_be_hidden()
        expect(tab.locator(".names")).to_contain_text("1 moved")
        tab.locator("div.changed:visible a", has_text="Before").or_(
            tab.locator("div.changed:visible li a")
        ).first.click()
        settle(tab)
        assert "#m1/" in tab.url
        expect(tab.locator(".top .shown")).to_contain_text("Before")


def test_without_a_script_both_reports_are_there(browser: Browser, moved: str) -> None:
    for tab in watched(browser, moved, java_script_enabled=False):
        expect(tab.locator(".stage")).to_be_hidden()
        expect(tab.locator("section.model:visible")).to_have_count(2)
        expect(tab.locator("div.changed:visible")).to_have_count(2)
        expect(tab.locator("h2 .when")).to_have_text(["Before", "After"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_it_has_no_mistakes_that_axe_finds(
    browser: Browser, moved: str, scheme: str, width: int
) -> None:
    size = {"width": width, "height": 900}
    for tab in watched(browser, f"{moved}#m2/artpec9", color_scheme=scheme, viewport=size):
        settle(tab)
        tab.evaluate(AXE.read_text("utf-8"))
        found = tab.evaluate("async () => (await axe.run()).violations")
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900), (1920, 1080)])
def test_nothing_is_cut_off(browser: Browser, moved: str, size: tuple[int, int]) -> None:
    width, height = size
    for tab in watched(browser, moved, viewport={"width": width, "height": height}):
        settle(tab)
        assert tab.evaluate("document.documentElement.scrollHeight") <= height
        for part in (".names > *", ".tools button:visible", "div.changed:visible"):
            for one in tab.locator(part).all():
                expect(one).to_be_in_viewport()
