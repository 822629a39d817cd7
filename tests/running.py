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


def run_json(*arguments: str | Path, cwd: Path = ROOT) -> dict[str, Any]:
    """Run with `--format json`; the output is checked against the published schema."""
    done = run(*arguments, "--format", "json", cwd=cwd)
    assert done.returncode in (0, 1, 2), done.stderr
    document = json.loads(done.stdout)
    jsonschema.validate(document, json.loads(SCHEMA.read_text("utf-8")))
    return dict(document)
