"""`--open`: the page in a file of its own, and the browser that a run starts."""

import json
import os
import stat
import sys
import tempfile
import webbrowser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from dlpulint.basics.errors import UsageError
from dlpulint.cli.browser import page_name, temporary_page
from tests.places import FIXTURES
from tests.running import run, run_process

SLOW = FIXTURES / "mobilenet_int8_per_channel.tflite"
BAD = FIXTURES / "nchw_born_int8.tflite"
ONNX = FIXTURES / "resnet_opset17.onnx"


@pytest.fixture
def addresses(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Addresses that a browser was asked for; temporary files are in the test's folder."""
    asked: list[str] = []

    def note(address: str) -> bool:
        asked.append(address)
        return True

    monkeypatch.setenv("BROWSER", "any")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(webbrowser, "open", note)
    return asked


def page_at(address: str) -> Path:
    return Path(unquote(urlsplit(address).path))


def test_the_page_is_opened_beside_the_text(addresses: list[str], tmp_path: Path) -> None:
    done = run(SLOW, "-t", "artpec8", "--open")
    (address,) = addresses
    page = page_at(address)
    assert done.returncode == 0
    assert done.stdout == run(SLOW, "-t", "artpec8").stdout
    assert done.stderr.decode("utf-8") == f"dlpulint: opened {page}\n"
    assert page.parent == tmp_path
    assert page.name.startswith("dlpulint-mobilenet_int8_per_channel-")
    assert page.suffix == ".html"
    text = page.read_text("utf-8")
    assert text.rstrip().endswith("</html>")
    assert '<ol class="entries"' in text
    assert "<div class=columns" in text


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_nobody_else_can_read_the_page(addresses: list[str]) -> None:
    mask = os.umask(0)
    try:
        run(SLOW, "-t", "artpec8", "--open")
    finally:
        os.umask(mask)
    assert stat.S_IMODE(page_at(addresses[0]).stat().st_mode) == 0o600


def test_a_comparison_is_opened_beside_its_text(addresses: list[str]) -> None:
    sides = ("--diff", SLOW, FIXTURES / "mobilenet_int8_per_tensor.tflite", "-t", "artpec8")
    done = run(*sides, "--open")
    page = page_at(addresses[0])
    assert done.returncode == 0
    assert done.stdout == run(*sides).stdout
    assert done.stderr.decode("utf-8") == f"dlpulint: opened {page}\n"
    assert page.name.startswith("dlpulint-mobilenet_int8_per_tensor-")
    assert page.read_text("utf-8").count("<div class=columns") == 2


def test_other_formats_are_written_as_without_it(addresses: list[str], tmp_path: Path) -> None:
    table = tmp_path / "placed.csv"
    done = run(SLOW, ONNX, "-t", "a8", "-f", "json", "-f", f"csv={table}", "--open")
    assert len(json.loads(done.stdout)["reports"]) == 2
    assert table.is_file()
    page = page_at(addresses[0])
    assert page.name.startswith("dlpulint-mobilenet_int8_per_channel-and-1-more-")
    assert page.read_text("utf-8").count('<section class="model') == 2


def test_a_page_that_is_written_anyway_is_the_one_opened(
    addresses: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "my report.html"
    run(SLOW, "-t", "artpec8", "-f", f"html={file}", "--open")
    assert page_at(addresses[0]) == file
    assert list(tmp_path.iterdir()) == [file]


def test_the_exit_code_is_that_of_the_findings(addresses: list[str]) -> None:
    assert run(BAD, "-t", "artpec8", "--open").returncode == 1
    assert run(BAD, "-t", "artpec8", "--open", "--exit-zero").returncode == 0
    assert len(addresses) == 2


def test_a_quiet_run_opens_it_without_a_word(addresses: list[str]) -> None:
    done = run(SLOW, "-t", "artpec8", "--open", "-q")
    assert (done.stdout, done.stderr) == (b"", b"")
    assert page_at(addresses[0]).is_file()


@pytest.mark.parametrize("quiet", [(), ("-q",)])
@pytest.mark.parametrize("fails", [False, webbrowser.Error("could not locate runnable browser")])
def test_without_a_browser_the_page_is_named(
    quiet: tuple[str, ...],
    fails: bool | webbrowser.Error,
    addresses: list[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    def fail(address: str) -> bool:
        if isinstance(fails, webbrowser.Error):
            raise fails
        return fails

    monkeypatch.setattr(webbrowser, "open", fail)
    done = run(BAD, "-t", "artpec8", "--open", *quiet)
    (page,) = tmp_path.iterdir()
    assert done.returncode == 1
    line = f"dlpulint: no browser could be opened; the report is {page}\n"
    assert done.stderr.decode("utf-8") == line


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="they always have a screen")
def test_no_text_browser_takes_the_terminal(
    addresses: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    done = run(SLOW, "-t", "artpec8", "--open")
    assert b"no browser could be opened" in done.stderr
    assert addresses == []


def test_a_name_from_outside_stays_within_the_folder(addresses: list[str], tmp_path: Path) -> None:
    model = tmp_path / "models" / "..%2F'$(id)\u202e.tflite"
    model.parent.mkdir()
    model.write_bytes(SLOW.read_bytes())
    run(model, "-t", "artpec8", "--open")
    page = page_at(addresses[0])
    assert page.parent == tmp_path
    assert page.name.startswith("dlpulint-2F-id-")


def test_a_page_about_several_models_is_named_after_the_first() -> None:
    assert page_name(["a/x.onnx", "a/x.onnx", "b.tflite"]) == "x-and-1-more"
    assert page_name(["-"]) == "stdin"
    assert page_name([]) == "report"


def test_a_page_that_cannot_be_written_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(UnicodeEncodeError):
        temporary_page("\ud800", "model")
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    with pytest.raises(UsageError, match="none: the page cannot be written: No such file"):
        temporary_page("text", "model")


@pytest.mark.skipif(sys.platform == "win32", reason="BROWSER names a shell script")
def test_a_browser_that_lives_on_keeps_no_pipe_open(tmp_path: Path) -> None:
    browser = tmp_path / "browser"
    # The path may have no `sleep`.
    sleep = f"'{sys.executable}' -c 'import time; time.sleep(60)' &"
    browser.write_text(
        f"#!/bin/sh\necho noise\necho \"$1\" > '{tmp_path}/address'\n{sleep}\n"
        f"echo $! > '{tmp_path}/pid'\n",
        "utf-8",
    )
    browser.chmod(0o700)
    done = run_process(
        *(SLOW, "-t", "artpec8", "-f", "json", "--open"),
        BROWSER=str(browser),
        TMPDIR=str(tmp_path),
    )
    # It has answered while the browser still runs, and nothing of its noise is in the report.
    os.kill(int((tmp_path / "pid").read_text("utf-8")), 15)
    assert len(json.loads(done.stdout)["reports"]) == 1
    page = page_at((tmp_path / "address").read_text("utf-8").strip())
    assert done.stderr.decode("utf-8") == f"dlpulint: opened {page}\n"
    assert page.read_text("utf-8").rstrip().endswith("</html>")
