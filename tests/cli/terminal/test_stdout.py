"""Progress on a real terminal: seen in a long run, gone at its end, absent where nobody looks."""

import sys
from pathlib import Path

import pytest

from tests.places import FIXTURES
from tests.running import run_in_terminal, run_process

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no pseudo-terminals to test with"
)


@pytest.fixture
def slow_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Every run takes longer than a second: the clock of progress is ahead."""
    # Read by Python at its start; so the command under test is the real one.
    (tmp_path / "sitecustomize.py").write_text(
        "import time\n"
        "real, times = time.monotonic, []\n"
        "def monotonic():\n"
        "    times.append(0)\n"
        "    return real() + 2 * len(times)\n"
        "time.monotonic = monotonic\n",
        "utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))


MODELS = [FIXTURES / f"{name}.tflite" for name in ("mobilenet_float32", "mobilenet_float16")]


@pytest.mark.usefixtures("slow_start")
def test_a_long_run_shows_its_files_and_leaves_an_empty_line() -> None:
    printed = run_in_terminal(*MODELS, "--target", "artpec8", NO_COLOR="1").decode("utf-8")
    shown, _, rest = printed.rpartition("\r" + " " * 79 + "\r")
    assert "1 of 2  " in shown
    assert "mobilenet_float32.tflite" in shown
    assert "\n" not in shown
    assert rest.split()[:2] == ["model", "artpec8"]


@pytest.mark.usefixtures("slow_start")
@pytest.mark.parametrize("option", [["--quiet"], ["--quiet", "--format", "json"]], ids=str)
def test_a_quiet_run_shows_none(option: list[str]) -> None:
    assert b"1 of 2" not in run_in_terminal(*MODELS, "--target", "artpec8", *option)


@pytest.mark.usefixtures("slow_start")
def test_a_dumb_terminal_is_shown_none() -> None:
    assert b"1 of 2" not in run_in_terminal(*MODELS, "--target", "artpec8", TERM="dumb")


@pytest.mark.usefixtures("slow_start")
def test_a_log_is_written_none() -> None:
    done = run_process(*MODELS, "--target", "artpec8")
    assert done.stderr == b""
