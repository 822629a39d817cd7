"""How time grows with the operators: 1,000, 10,000, 100,000 of several shapes, in both formats."""

import multiprocessing
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.graphs import layers_of, write
from benchmarks.tables import Line, Table
from dlpulint.engine.many_files import lint_with
from dlpulint.packs.library import Folders
from dlpulint.packs.shelf import load_packs

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.synchronize import Barrier

SIZES = (1_000, 10_000, 100_000)
FORMATS = ("tflite", "onnx")
_LONGEST_START = 120
"""Seconds after which a process that has not begun is taken to have failed."""


def of_graphs(folder: Path, shapes: Sequence[str], largest: int, targets: Sequence[str]) -> Table:
    """Seconds of the processor for a graph, beside those for one of a tenth of the operators."""

    def lines() -> Iterator[Line]:
        sizes = [size for size in SIZES if size <= largest]
        for shape in shapes:
            for format in FORMATS:
                paths = {size: folder / f"{size}.{format}" for size in sizes}
                for size, path in paths.items():
                    write(path, layers_of(shape, size))
                before: Line | None = None
                for size, seconds in side_by_side(paths, targets).items():
                    name = f"{shape}, {format}, {size:,}"
                    ratio = None if before is None else seconds / before.seconds
                    before = Line(name, seconds, None, None, ratio, before.name if before else "")
                    yield before

    found = tuple(lines())
    steps = [line.ratio for line in found if line.ratio is not None]
    return Table(
        "Ten times the operators",
        f"Graphs made for the purpose, linted for {', '.join(targets)}; seconds of the processor, "
        "starts left out.\nThe sizes of a shape share one core and take turns on it, a few "
        "milliseconds each, a small graph as often\nas it makes as many operators as the largest: "
        "a core that other work slows down slows all of them.",
        found,
        f"Ten times the operators take {max(steps, default=0):.1f} times the time at most; "
        f"over all of a shape, {_evenly(found):.1f} times a step.",
    )


def side_by_side(paths: Mapping[int, Path], targets: Sequence[str]) -> dict[int, float]:
    """Seconds of the processor that the file of each size takes, from processes on one core."""
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(len(paths), timeout=_LONGEST_START)
    found: dict[int, float] = {}
    running = []
    for size, path in paths.items():
        ours, theirs = context.Pipe(duplex=False)
        times = max(paths) // size
        arguments = (path, times, targets, ready, theirs)
        process = context.Process(target=_lint, args=arguments, daemon=True)
        process.start()
        theirs.close()
        running.append((size, process, ours))
    for size, process, ours in running:
        found[size] = ours.recv()
        process.join()
    return found


def _lint(
    path: Path, times: int, targets: Sequence[str], ready: "Barrier", answer: "Connection"
) -> None:
    """Lint a file so many times in a row, once all others are ready too; tell what it took."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    packs = load_packs(targets, Folders())
    small = path.with_stem(str(SIZES[0]))
    lint_with([str(small)], packs)  # Imports are measured elsewhere.
    ready.wait()
    begun = time.process_time()
    for _ in range(times):
        report = lint_with([str(path)], packs)
        if report.unreadable:
            raise SystemExit(f"{path}: {report.reports[0].error}")
    answer.send((time.process_time() - begun) / times)


def _evenly(lines: Sequence[Line]) -> float:
    """The steepest growth of a shape from its least to its most operators, shared among steps."""
    shapes: list[list[float]] = []
    for line in lines:
        if line.ratio is None:
            shapes.append([])
        else:
            shapes[-1].append(line.ratio)
    return max((prod(steps) ** (1 / len(steps)) for steps in shapes if steps), default=0)
