"""The page to try dlpulint in a browser: its answers, size and time, and what it cannot send."""

import json
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.outside.try_page import (
    PATIENCE,
    Server,
    built,
    check,
    opened,
    saved,
    served,
    until_run,
)
from tests.places import CORPUS, FIXTURES, ROOT
from tests.running import run_process

MOBILENET = FIXTURES / "mobilenet_int8_per_channel.tflite"
RESNET = FIXTURES / "resnet_opset13.onnx"

MOST_BYTES = 6_500_000
"""Bytes that are sent until the first verdict on a .tflite file."""

SLOWEST = 120.0
"""Seconds until then where others use the machine too; alone it takes some 6."""

BLOCKED = """(address) => new Promise((done) => {
  document.addEventListener('securitypolicyviolation', (event) => done(event.effectiveDirective));
  const failed = () => setTimeout(done, 2000, 'failed');
  fetch(address, {mode: 'no-cors'}).then(() => done('sent'), failed);
})"""
"""The directive of the policy that blocks a request, if one does."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("try") / "site")


@pytest.fixture(scope="module")
def server(site: Path) -> Iterator[Server]:
    with served(site) as server:
        yield server


@pytest.fixture(scope="module")
def other() -> Iterator[Server]:
    """A server of another origin, which must hear nothing."""
    with served(FIXTURES) as server:
        yield server


@pytest.fixture(scope="module")
def complaints() -> list[str]:
    """What the shared page's console has."""
    return []


@pytest.fixture(scope="module")
def visited(
    browser: Browser, server: Server, other: Server, complaints: list[str]
) -> Iterator[Page]:
    """The page, which takes long to start; it asks its own address only, without a complaint."""
    with opened(browser, server.address, complaints) as tab:
        asked: list[str] = []
        tab.context.on("request", lambda request: asked.append(request.url))
        yield tab
        hosts = {urlparse(url).netloc for url in asked if not url.startswith("blob:")}
        assert hosts <= {urlparse(server.address).netloc}
        # The browser repeats what it blocked.
        assert [line for line in complaints if other.address not in line] == []


@pytest.fixture
def tab(visited: Page) -> Iterator[Page]:
    """The page with the settings that it begins with."""
    _settings(visited, "")
    yield visited
    visited.set_viewport_size({"width": 1280, "height": 1000})
    visited.emulate_media(color_scheme="light")


def _settings(tab: Page, stated: str) -> None:
    """Opens the page's address with settings; what was checked is checked again."""
    runs, before = tab.evaluate("[window.dlpulint.runs, location.hash]")
    tab.evaluate("(stated) => { location.hash = stated; }", stated)
    if runs and before.removeprefix("#") != stated:
        until_run(tab, runs)


def test_the_first_verdict_takes_few_bytes_and_seconds(browser: Browser, server: Server) -> None:
    server.sent.clear()
    begun = time.perf_counter()
    # Without the service worker, which fetches what the first verdict does not need.
    with opened(browser, server.address, service_workers="block") as tab:
        check(tab, MOBILENET)
        seconds = time.perf_counter() - begun
        sent = sum(server.sent.values())
        print(f"{sent:,} bytes and {seconds:.1f} s to the first verdict")
        assert tab.locator("#rows .chip").all_inner_texts() == ["slow", "fallback", "unknown"]
        assert 3_000_000 < sent <= MOST_BYTES
        assert seconds <= SLOWEST


def test_json_is_that_of_the_command_line_for_all_fixtures(visited: Page, tmp_path: Path) -> None:
    models = sorted([*FIXTURES.glob("*.tflite"), *FIXTURES.glob("*.onnx")])
    assert len(models) > 40
    _check_json(visited, FIXTURES, models, tmp_path, FIXTURES / "external_data.weights.bin")


@pytest.mark.skipif(CORPUS is None, reason="DLPULINT_MODELS names no folder of real models")
def test_json_is_that_of_the_command_line_for_real_models(visited: Page, tmp_path: Path) -> None:
    assert CORPUS is not None
    chosen: list[Path] = []
    for suffix in ("tflite", "onnx"):
        every = sorted(CORPUS.rglob(f"*.{suffix}"), key=lambda path: path.name)
        small = [path for path in every if path.stat().st_size < 12_000_000]
        # From all of the list, and not the likes of one another.
        chosen += small[:: len(small) // 15][:15]
    assert len(chosen) == 30
    folder = tmp_path / "models"
    folder.mkdir()
    models = [folder / path.name for path in sorted(chosen, key=lambda path: path.name)]
    for model, path in zip(models, sorted(chosen, key=lambda path: path.name), strict=True):
        model.write_bytes(path.read_bytes())
    _check_json(visited, folder, models, tmp_path)


def _check_json(
    visited: Page, folder: Path, models: list[Path], tmp_path: Path, *others: Path
) -> None:
    """The JSON on some models of a folder is byte for byte that of the command line."""
    names = [model.name for model in models]
    # In a file, for on a terminal's way some names are changed that a CI system would obey.
    file = tmp_path / "report.json"
    # The page has a part of NumPy, which does not measure the weights of float models.
    part = tmp_path / "part"
    part.mkdir()
    shutil.copy(ROOT / "docs" / "try" / "small_arrays.py", part / "numpy.py")
    path = os.pathsep.join([f"{part}", f"{ROOT}"])
    arguments = (*names, "--target", "all", "--format", f"json={file}", "--no-cache")
    run_process(*arguments, cwd=folder, PYTHONPATH=path)
    expected = file.read_bytes()
    _settings(visited, "target=all")
    check(visited, *models, *others)
    assert visited.locator("#rows tr").count() == len(models)
    made = saved(visited, "#save-json")
    before, after = _reports(expected), _reports(made)
    assert [key for key in before if before[key] != after.get(key)] == []
    assert made == expected


def _reports(text: bytes) -> dict[tuple[str, str], object]:
    return {(one["path"], one["target"]): one for one in json.loads(text)["reports"]}


def test_both_formats_are_checked_offline_after_one_visit(browser: Browser, site: Path) -> None:
    server = served(site)
    with opened(browser, server.__enter__().address) as tab:
        tab.locator("body[data-kept=yes]").wait_for(timeout=PATIENCE)
        # Nobody answers from here on.
        server.__exit__(None, None, None)
        tab.reload()
        tab.locator("body[data-ready=yes]").wait_for(timeout=PATIENCE)
        for model in (MOBILENET, RESNET):
            check(tab, model)
            expect(tab.locator("#rows th")).to_have_text(model.name)
            assert tab.locator("#rows .unreadable").count() == 0
        runs = tab.evaluate("window.dlpulint.runs")
        tab.click("#examples button >> nth=1")
        until_run(tab, runs)
        expect(tab.locator("#rows th")).to_have_text("silu_detector_int8.tflite")


def test_page_report_and_worker_cannot_reach_another_address(
    tab: Page, server: Server, other: Server, complaints: list[str]
) -> None:
    check(tab, MOBILENET)
    (frame,) = [frame for frame in tab.frames if frame != tab.main_frame]
    frame.wait_for_url(tab.locator("#report").get_attribute("src") or "")
    assert tab.evaluate(BLOCKED, other.address) == "connect-src"
    assert frame.evaluate(BLOCKED, other.address) == "connect-src"
    (worker,) = [one for one in tab.workers if one.url.startswith("blob:")]
    send = "(address) => fetch(address, {mode: 'no-cors'}).then(() => 'sent', () => 'blocked')"
    assert worker.evaluate(send, other.address) == "blocked"
    # The page's own files can be had there: it is the address that makes the difference.
    assert worker.evaluate(send, f"{server.address}style.css") == "sent"
    assert other.sent == {}
    # The browser has said that it blocked them.
    assert any(other.address in line for line in complaints)


def test_a_report_is_saved_and_shown_where_a_cell_points(tab: Page) -> None:
    check(tab, MOBILENET)
    assert saved(tab, "#save-html").startswith(b"<!doctype html>")
    log = json.loads(saved(tab, "#save-sarif"))
    assert log["runs"][0]["tool"]["driver"]["name"] == "dlpulint"
    tab.locator("#rows .chip").nth(1).click()
    report = tab.frame_locator("#report")
    expect(report.locator(".tabs a[aria-current]")).to_contain_text("artpec9")
    expect(tab.locator("#command")).to_have_text(
        f"dlpulint {MOBILENET.name} --target artpec8 --target artpec9 --target cv25"
    )


def test_a_link_has_the_settings_and_nothing_of_the_model(tab: Page) -> None:
    check(tab, FIXTURES / "mobilenet_float32.tflite")
    _settings(tab, "target=cv25&as-if=int8-per-tensor")
    expect(tab.locator("#head th")).to_have_text(["", "cv25"])
    runs = tab.evaluate("window.dlpulint.runs")
    tab.check("#all")
    until_run(tab, runs)
    assert tab.locator("#head th").count() > 6
    tab.click("#link")
    tab.wait_for_url("**/#target=all&as-if=int8-per-tensor")
    expect(tab.locator("#command")).to_contain_text("--target all --as-if int8-per-tensor")


def test_a_file_that_is_no_model_is_reported_beside_the_others(tab: Page, tmp_path: Path) -> None:
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"<!doctype html>")
    check(tab, broken, MOBILENET)
    assert tab.locator("#rows tr").count() == 2
    expect(tab.locator("#rows .unreadable")).to_have_count(3)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_a_phone_in_both_schemes(tab: Page, scheme: Literal["light", "dark"]) -> None:
    tab.emulate_media(color_scheme=scheme)
    tab.set_viewport_size({"width": 360, "height": 700})
    check(tab, MOBILENET)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    paper = tab.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 24, 28)"}[scheme]


def test_the_licences_of_all_parts_are_there(site: Path) -> None:
    text = (site / "licenses.txt").read_text("utf-8")
    for part in ("Mozilla", "pyodide/tree/314.0.7", "Apache License", "Jinja2", "onnx-1.23.2"):
        assert part in text, part
