"""Inputs by number through the command line, each in a process of its own, beside a good model."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.patience import WAITING, limited
from benchmarks.watched_inputs import Input, Maker, Result
from dlpulint.reporters.formats import FORMATS
from tests.mutations.watching import Outcome, one_line
from tests.places import FIXTURES

TARGETS = "artpec7,artpec8,artpec9,artpec9-cpu,cpu,cv25,cv75"


def process_results(make: Maker, numbers: Sequence[int], workers: int) -> list[Result]:
    """What came of each input; every number has its turn at a format."""
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(workers) as pool:

        def result(number: int) -> Result:
            one = make(number)
            begun = time.perf_counter()
            escape = as_process(one, Path(name), number)
            outcome = Outcome(escape, False, time.perf_counter() - begun, 0)
            return Result(number, one.suffix, True, outcome)

        return list(pool.map(result, numbers))


def as_process(one: Input, folder: Path, turn: int) -> str | None:
    """What was wrong with a run over an input and a good model; `None` if nothing was."""
    bad, report = folder / f"{one.number}{one.suffix}", folder / f"{one.number}.report"
    good = FIXTURES / "edgetpu_compiled.tflite"
    bad.write_bytes(one.content)
    format = FORMATS[turn % len(FORMATS)]
    command = [sys.executable, "-W", "error", "-m", "dlpulint", str(bad), str(good), "-q"]
    command += ["--target", TARGETS if format != "model-explorer" else "cpu"]
    command += ["--format", f"{format}={report}"]
    try:
        done = subprocess.run(limited(command), capture_output=True, text=True, timeout=WAITING)
    except subprocess.TimeoutExpired:
        return "hung"
    finally:
        bad.unlink()
    lines = done.stderr.splitlines()
    written = [path for path in folder.glob(f"{one.number}*") if path.stat().st_size]
    for path in written:
        path.unlink()
    if done.returncode not in (0, 1, 2) or done.stdout:
        return f"exit code {done.returncode}: {done.stderr[-200:]}"
    if not written:
        return f"no report in {format}"
    if len(lines) != (done.returncode == 2):
        return f"exit code {done.returncode} with {len(lines)} lines: {done.stderr[-200:]}"
    if lines and not (one_line(lines[0]) and lines[0].startswith(f"dlpulint: {bad}: ")):
        return f"said: {lines[0]}"
    return "internal error" if "internal error" in done.stderr else None
