"""How time grows with the operators: 1,000, 10,000, 100,000 of several shapes, in both formats."""

import time
from collections.abc import Iterator, Sequence
from math import prod
from pathlib import Path

from benchmarks.graphs import layers_of, write
from benchmarks.tables import Line, Table
from dlpulint.api import lint_with, load_packs
from dlpulint.packs import Folders

SIZES = (1_000, 10_000, 100_000)
FORMATS = ("tflite", "onnx")
ROUNDS = 3


def of_graphs(folder: Path, shapes: Sequence[str], largest: int, targets: Sequence[str]) -> Table:
    """Time of the processor in this process, beside that of a tenth of the operators."""
    packs = load_packs(targets, Folders())

    def took(path: Path) -> float:
        begun = time.process_time()
        report = lint_with([str(path)], packs)
        if report.unreadable:
            raise SystemExit(f"{path}: {report.reports[0].error}")
        return time.process_time() - begun

    def lines() -> Iterator[Line]:
        sizes = [size for size in SIZES if size <= largest]
        for shape in shapes:
            for format in FORMATS:
                paths = {size: folder / f"{size}.{format}" for size in sizes}
                for size, path in paths.items():
                    write(path, layers_of(shape, size))
                took(paths[sizes[0]])  # Imports are measured elsewhere.
                # In turns, and all as often: of what is measured once, the noise stays.
                rounds = [[took(path) for path in paths.values()] for _ in range(ROUNDS)]
                before: Line | None = None
                for size, times in zip(sizes, zip(*rounds, strict=True), strict=True):
                    name, seconds = f"{shape}, {format}, {size:,}", min(times)
                    ratio = None if before is None else seconds / before.seconds
                    before = Line(name, seconds, None, None, ratio, before.name if before else "")
                    yield before

    found = tuple(lines())
    steps = [line.ratio for line in found if line.ratio is not None]
    return Table(
        "Ten times the operators",
        f"Graphs made for the purpose, linted for {', '.join(targets)} in one process; seconds of "
        "the processor, starts left out.",
        found,
        f"Ten times the operators take {max(steps, default=0):.1f} times the time at most; "
        f"over all of a shape, {_evenly(found):.1f} times a step. No machine shared with others is "
        "even for the half minute that the largest take.",
    )


def _evenly(lines: Sequence[Line]) -> float:
    """The steepest growth of a shape from its least to its most operators, shared among steps."""
    shapes: list[list[float]] = []
    for line in lines:
        if line.ratio is None:
            shapes.append([])
        else:
            shapes[-1].append(line.ratio)
    return max((prod(steps) ** (1 / len(steps)) for steps in shapes if steps), default=0)
