"""A registry of 1,000 models, checked by two workers of Dask as by one process, to the byte."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.places import FIXTURES, ROOT
from tests.running import run

SCRIPT = ROOT / "docs" / "samples" / "registry.py"
COUNT = 1000


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with 1,000 models and, among them, files that are none."""
    folder = tmp_path_factory.mktemp("registry")
    models = sorted(
        path
        for path in FIXTURES.iterdir()
        if path.suffix in (".tflite", ".onnx") and path.stat().st_size < 20_000
    )
    models.append(FIXTURES / "damaged" / "truncated.tflite")
    for number in range(COUNT):
        source = models[number % len(models)]
        team = folder / "models" / f"team-{number % 7}"
        team.mkdir(parents=True, exist_ok=True)
        copy = team / f"{number:04}-{source.name}"
        shutil.copyfile(source, copy)
        # No two of them are the same file: in ONNX this is documentation, in TFLite nothing.
        with copy.open("ab") as file:
            file.write(b"\x32\x04%04d" % number)
    return folder


def test_two_workers_give_the_bytes_of_one_process(registry: Path) -> None:
    words = ["models", "--target", "artpec8", "--target", "artpec9"]
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *words, "--output", "report.json"],
        cwd=registry,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    written = (registry / "report.json").read_bytes()
    alone = run(*words, "--format", "json", "--no-cache", cwd=registry)
    assert written == alone.stdout
    report = json.loads(written)
    assert len(report["reports"]) == 2 * COUNT
    assert len({one["model"]["sha256"] for one in report["reports"] if one["model"]}) > 900
    assert any(one["error"] for one in report["reports"])
