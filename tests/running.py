"""Runs dlpulint as users do: its command line, in this process or in one of its own."""

import contextlib
import gc
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import jsonschema
import pytest

from dlpulint.cli.main import main
from tests.places import ROOT, SCHEMA


def run(
    *arguments: str | Path, cwd: Path = ROOT, stdin: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the command line within this process, which saves half a second of starting another.

    Exit code and output are those of `run_process`; tests of processes themselves, of pipes and of
    Python's own variables ask that.
    """
    words = list(map(str, arguments))
    variables = mock.patch.dict(os.environ, environment)
    with variables, contextlib.chdir(cwd), _collector_as_it_is(), _streams(stdin) as (out, err):
        with pytest.raises(SystemExit) as end:
            main(words)
        code, printed, complaints = end.value.code, out.getvalue(), err.getvalue()
    assert isinstance(code, int)
    return subprocess.CompletedProcess(words, code, printed, complaints)


@contextlib.contextmanager
def _streams(stdin: bytes) -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    """Standard streams of bytes, encoded as those of a pipe are."""
    out, err = io.BytesIO(), io.BytesIO()
    streams = {
        "stdin": io.TextIOWrapper(io.BytesIO(stdin), "utf-8"),
        "stdout": io.TextIOWrapper(out, "utf-8", newline="", write_through=True),
        "stderr": io.TextIOWrapper(err, "utf-8", "backslashreplace", "", write_through=True),
    }
    with mock.patch.multiple(sys, **streams):
        yield out, err


@contextlib.contextmanager
def _collector_as_it_is() -> Iterator[None]:
    """Undoes what the command line, whose process ends, does to the search for cycles."""
    threshold = gc.get_threshold()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*threshold)


def run_process(
    *arguments: str | Path, cwd: Path = ROOT, stdin: bytes | None = None, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the command line in a process of its own, with warnings as errors."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "dlpulint", *map(str, arguments)],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        env={**os.environ, **environment},
        timeout=600,
        check=False,
    )


def run_in_terminal(*arguments: str | Path, **environment: str) -> bytes:
    """What is printed on a pseudo-terminal of 80 columns that nothing else is known of."""
    import fcntl
    import pty
    import struct
    import termios

    known = {"CI", "NO_COLOR", "COLUMNS", "FORCE_HYPERLINK", "VTE_VERSION", "TERM_PROGRAM"}
    known |= {"WT_SESSION", "KONSOLE_VERSION", "DOMTERM"}
    variables = {name: value for name, value in os.environ.items() if name not in known}
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 80, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "dlpulint", *map(str, arguments)],
        stdout=theirs,
        stderr=theirs,
        env={**variables, "TERM": "xterm", **environment},
        cwd=ROOT,
    )
    os.close(theirs)
    printed = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            # Linux' way to say that nobody writes any more.
            break
        if not part:
            break
        printed += part
    os.close(ours)
    process.wait()
    return printed


def run_json(*arguments: str | Path, cwd: Path = ROOT) -> dict[str, Any]:
    """Run with `--format json`; the output is checked against the published schema."""
    done = run(*arguments, "--format", "json", cwd=cwd)
    assert done.returncode in (0, 1, 2), done.stderr
    document = json.loads(done.stdout)
    jsonschema.validate(document, json.loads(SCHEMA.read_text("utf-8")))
    return dict(document)
