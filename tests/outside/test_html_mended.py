"""The HTML report of `--fix` in a real browser: a model beside its mended copy."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.mending.files import DETECTOR, given
from tests.outside.browser import AXE, settle, watched
from tests.reporters.test_mended import hostile_model
from tests.running import run


def written(folder: Path, *arguments: str) -> str:
    """Address of the page of a run that mends a folder."""
    page = folder / "report.html"
    done = run(
        *(".", "-t", "artpec8", "--fix", "--isolated", "-q", "-f", f"html={page}", *arguments),
        cwd=folder,
    )
    assert done.stderr == b""
    return page.as_uri()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A page of a detector whose tail was cut off."""
    folder = tmp_path_factory.mktemp("mended")
    given(folder, DETECTOR)
    return written(folder, "--fix-tail-python")


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """That page, opened."""
    yield from watched(browser, address)


def test_a_model_and_its_copy_stand_side_by_side(page: Page) -> None:
    settle(page)
    expect(page.locator(".view:visible")).to_have_count(2)
    places = [view.bounding_box() for view in page.locator(".view").all()]
    boxes = sorted((box["x"], box["width"]) for box in places if box is not None)
    assert len(boxes) == 2
    assert boxes[0][0] + boxes[0][1] <= boxes[1][0]
    text = page.locator("body").inner_text()
    assert "ssd_postprocess_int8.artpec8.tflite" in text


def test_the_card_has_what_was_done(page: Page) -> None:
    block = page.locator(".changed:visible", has_text="Fixed").first
    expect(block.locator("h4")).to_have_text(
        "Fixed: ssd_postprocess_int8.artpec8.tflite: fallback → clean"
    )
    rows = {
        row.locator("dt").inner_text(): row.locator("dd").inner_text()
        for row in block.locator("dl > div").all()
    }
    assert rows["Edits"] == "Cut off the 5 operators after the last layers (cut-tail)."
    assert "every output has the same bytes" in rows["Proof"]
    assert "ssd_postprocess_int8.artpec8_decode.py" in rows["Files"]
    assert rows["Compare"].startswith("dlpulint --diff ssd_postprocess_int8.tflite ")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing(browser: Browser, address: str, scheme: str, width: int) -> None:
    size = {"width": width, "height": 900}
    for tab in watched(browser, address, color_scheme=scheme, viewport=size):
        settle(tab)
        tab.evaluate(AXE.read_text("utf-8"))
        found = tab.evaluate("async () => (await axe.run()).violations")
        assert [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found] == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_several_models_have_their_copies_after_them(browser: Browser, tmp_path: Path) -> None:
    given(tmp_path, DETECTOR, "mobilenet_int8_per_tensor.tflite", "nchw_born_int8.tflite")
    for tab in watched(browser, written(tmp_path)):
        names = tab.locator(".matrix tbody th").all_inner_texts()
        assert len(names) == 5
        for stem in ("nchw_born_int8", "ssd_postprocess_int8"):
            assert any(f"{stem}.artpec8.tflite" in name for name in names)
        text = tab.locator("main").text_content() or ""
        assert "Nothing was written. It is clean as it is: there is nothing to mend." in text
        assert text.count("Removed the TRANSPOSE after the input (first-transpose).") == 1


@pytest.mark.parametrize("count", [1, 2])
def test_names_of_malice_stay_names(browser: Browser, tmp_path: Path, count: int) -> None:
    for name in ("<script>alert(1).tflite", "<img src=x onerror=alert(1)>.tflite")[:count]:
        (tmp_path / name).write_bytes(hostile_model())
    for tab in watched(browser, written(tmp_path)):
        assert tab.locator("img, iframe, object").count() == 0
        assert tab.locator("script").count() == 2
        assert "<script>alert(1).artpec8.tflite" in (tab.locator("main").text_content() or "")
