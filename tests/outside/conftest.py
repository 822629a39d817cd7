"""A browser, and pages to open in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from dlpulint.api import lint
from dlpulint.reporters.html import page as html
from tests.outside.browser import launched, watched
from tests.places import FIXTURES, GOLDEN


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    yield from launched()


@pytest.fixture(scope="session")
def golden() -> str:
    """Address of a page of three models on two targets."""
    return (GOLDEN / "report.html").as_uri()


@pytest.fixture(scope="session")
def classifier(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Address of a page of MobileNetV2's blocks on two targets."""
    model = FIXTURES / "mobilenet_int8_per_channel.tflite"
    return written(tmp_path_factory.mktemp("classifier"), model, "artpec8", "artpec9")


@pytest.fixture(scope="session")
def detector(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Address of a page of a detector that SiLUs and slices split into partitions."""
    model = FIXTURES / "silu_detector_int8.tflite"
    return written(tmp_path_factory.mktemp("detector"), model, "artpec8", "artpec9")


def written(folder: Path, model: Path, *targets: str) -> str:
    """Address of a model's page, written into a folder."""
    page = folder / f"{model.stem}.html"
    page.write_text(html.write(lint([str(model)], targets, outlined=True)), "utf-8")
    return page.as_uri()


@pytest.fixture
def page(browser: Browser, classifier: str) -> Iterator[Page]:
    """The classifier's page, opened."""
    yield from watched(browser, classifier)


@pytest.fixture
def parted(browser: Browser, detector: str) -> Iterator[Page]:
    """The detector's page, opened."""
    yield from watched(browser, detector)
