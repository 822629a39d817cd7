"""Standard streams that are closed or full: one line, exit code 2, no traceback."""

import errno
import io
import subprocess
import sys
from pathlib import Path

import pytest

from dlpulint.cli.main import main
from dlpulint.reporters.formats import FORMATS
from tests.places import FIXTURES, ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the tests' shell is /bin/sh")

MODEL = FIXTURES / "rank5_int8.tflite"
LINT = f"'{MODEL}' --target artpec8"
CLOSED = "dlpulint: standard output: cannot be written: Bad file descriptor\n"
FULL = "dlpulint: standard output: cannot be written: No space left on device\n"

QUESTIONS = (
    ("--version",),
    ("--help",),
    ("--list-targets",),
    ("--list-rules",),
    ("--list-cameras",),
    ("--explain", "partition"),
    ("--show-target", "artpec8"),
    ("--show-config", "model.onnx", "--isolated"),
)


def shell(arguments: str, redirection: str) -> tuple[int, str, str]:
    """Exit code and output of a process whose streams are redirected by a shell."""
    line = f"'{sys.executable}' -W error -m dlpulint {arguments} {redirection}"
    done = subprocess.run(
        ["/bin/sh", "-c", line], capture_output=True, text=True, cwd=ROOT, timeout=60, check=False
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("arguments", [LINT, "--version", "--help", "--list-targets"])
@pytest.mark.parametrize(
    ("redirection", "message"),
    [
        (">&-", CLOSED),
        (">/dev/full", FULL),
        (">&- <&-", CLOSED),
        (">&- 2>&-", ""),
        (">/dev/full 2>/dev/full", ""),
    ],
)
def test_standard_output_that_loses_text_is_one_line(
    arguments: str, redirection: str, message: str
) -> None:
    assert shell(arguments, redirection) == (2, "", message)


class _Full(io.BufferedIOBase):
    """A device without room."""

    def writable(self) -> bool:
        return True

    def write(self, _: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    "arguments",
    [
        *(("--target", "artpec8", "--format", name, str(MODEL)) for name in FORMATS),
        ("--target", "artpec8", "--diff", str(MODEL), str(MODEL)),
        *QUESTIONS,
    ],
    ids=" ".join,
)
def test_no_format_and_no_answer_is_lost_in_silence(
    arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(_Full(), "utf-8"))
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert (end.value.code, capsys.readouterr().err) == (2, FULL)


@pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full", "<&-"])
def test_streams_that_are_not_needed_are_not_missed(redirection: str) -> None:
    code, out, err = shell(LINT, redirection)
    assert (code, err) == (0, "")
    assert "rank5_int8.tflite" in out


def test_files_are_written_without_standard_streams(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    assert shell(f"{LINT} --format text='{report}' -q", ">&- 2>&- <&-") == (0, "", "")
    assert "rank5_int8.tflite" in report.read_text("utf-8")


@pytest.mark.parametrize("arguments", ["- --target cpu", f"--diff - '{MODEL}' --target cpu"])
def test_standard_input_that_is_closed_is_one_line(arguments: str) -> None:
    message = "dlpulint: standard input: cannot be read: Bad file descriptor\n"
    assert shell(arguments, "<&-") == (2, "", message)


@pytest.mark.parametrize("arguments", [LINT, "--list-cameras"])
def test_a_reader_that_has_gone_is_no_error(arguments: str) -> None:
    # More than a pipe holds, so that a write fails for sure.
    code, out, err = shell(
        arguments, "--format json | (read -r line)" if arguments is LINT else "| :"
    )
    assert (code, err) == (0, "")
    assert out == ""
