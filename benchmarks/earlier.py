"""Large graphs, linted by this commit and by an earlier one side by side."""

import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path

from benchmarks.graphs import layers_of, write
from benchmarks.growth import FORMATS
from benchmarks.tables import Line, Table

HERE = Path(__file__).parent.parent

_LINT = """
import os, sys, time
path, small, targets = sys.argv[1:]
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
from dlpulint.engine.many_files import lint_with
from dlpulint.packs.library import Folders
from dlpulint.packs.shelf import load_packs
packs = load_packs(targets.split(","), Folders())
lint_with([small], packs)
print("ready", flush=True)
sys.stdin.readline()
begun = time.process_time()
report = lint_with([path], packs)
if report.unreadable:
    raise SystemExit(f"{path}: {report.reports[0].error}")
print(time.process_time() - begun, flush=True)
"""
"""Imports and packs are measured elsewhere."""


def of_earlier(
    commit: str, folder: Path, shapes: Sequence[str], operators: int, targets: Sequence[str]
) -> Table:
    """Seconds of the processor for a graph of each shape, beside those of an earlier commit."""
    sources = {commit: checked_out(commit, folder / "earlier"), "this commit": HERE}

    def lines() -> Iterator[Line]:
        for shape in shapes:
            for format in FORMATS:
                small, path = folder / f"small.{format}", folder / f"large.{format}"
                write(small, layers_of(shape, 100))
                write(path, layers_of(shape, operators))
                found = at_once(sources, path, small, targets)
                name = f"{shape}, {format}, {operators:,}"
                yardstick = f"{name}, {commit}"
                yield Line(yardstick, found[commit])
                ours = found["this commit"]
                yield Line(name, ours, None, None, ours / found[commit], yardstick)

    measured = tuple(lines())
    ratios = [line.ratio for line in measured if line.ratio is not None]
    return Table(
        "Beside an earlier commit",
        f"Graphs made for the purpose, linted for {', '.join(targets)}; seconds of the processor, "
        "starts left out.\nBoth commits run at once on one core, so that other work slows both.",
        measured,
        f"{min(ratios):.2f} to {max(ratios):.2f} of the time; "
        f"{sum(ratios) / len(ratios):.2f} on average.",
    )


def checked_out(commit: str, folder: Path) -> Path:
    """The package of a commit in a new folder, with the packs where an installation has them."""
    command = ["git", "-C", str(HERE), "archive", commit, "dlpulint", "rules"]
    packed = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    with tarfile.open(fileobj=BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    (folder / "rules").rename(folder / "dlpulint" / "rules")
    return folder


def at_once(
    sources: Mapping[str, Path], path: Path, small: Path, targets: Sequence[str]
) -> dict[str, float]:
    """Seconds of the processor that a file takes with each of the sources, all on one core."""
    running: dict[str, subprocess.Popen[str]] = {}
    for name, source in sources.items():
        running[name] = subprocess.Popen(
            [sys.executable, "-c", _LINT, str(path), str(small), ",".join(targets)],
            env={**os.environ, "PYTHONPATH": str(source)},
            cwd=source,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
    outputs = {name: process.stdout for name, process in running.items()}
    for output in outputs.values():
        assert output is not None
        assert output.readline() == "ready\n"
    for process in running.values():
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    found = {name: float(output.readline()) for name, output in outputs.items() if output}
    for process in running.values():
        process.communicate()
    return found
