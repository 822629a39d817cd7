"""Runs dlpulint as users do: a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema

from tests.places import ROOT, SCHEMA


def run(
    *arguments: str | Path, cwd: Path = ROOT, stdin: bytes | None = None, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the command line with warnings as errors."""
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

    told = {"CI", "NO_COLOR", "COLUMNS", "FORCE_HYPERLINK", "VTE_VERSION", "TERM_PROGRAM"}
    told |= {"WT_SESSION", "KONSOLE_VERSION", "DOMTERM"}
    variables = {name: value for name, value in os.environ.items() if name not in told}
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
