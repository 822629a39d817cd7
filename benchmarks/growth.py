"""How time grows with the operators: 1,000, 10,000, 100,000 of several shapes, in both formats."""

import gc
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.graphs import layers_of, write
from benchmarks.tables import Line, Table
from dlpulint.api import lint_with, load_packs
from dlpulint.packs import Folders

SIZES = (1_000, 10_000, 100_000)
FORMATS = ("tflite", "onnx")
ROUNDS = 3
ENOUGH = 5.0
"""Seconds after which a size is not measured once more: noise is a small part of them."""


def of_graphs(folder: Path, shapes: Sequence[str], largest: int, targets: Sequence[str]) -> Table:
    """Time of the processor in this process, beside that of a tenth of the operators."""
    packs = load_packs(targets, Folders())

    def took(path: Path) -> float:
        best = float("inf")
        for _ in range(ROUNDS):
            begun = time.process_time()
            report = lint_with([str(path)], packs)
            best = min(best, time.process_time() - begun)
            if any(one.error for one in report.reports):
                raise SystemExit(f"{path}: {report.reports[0].error}")
            if best > ENOUGH:
                break
        return best

    def lines() -> Iterator[Line]:
        for shape in shapes:
            for format in FORMATS:
                before: Line | None = None
                for size in SIZES:
                    if size > largest:
                        break
                    path = folder / f"growing.{format}"
                    write(path, layers_of(shape, size))
                    if before is None:
                        lint_with([str(path)], packs)  # Imports are measured elsewhere.
                    seconds = took(path)
                    name = f"{shape}, {format}, {size:,}"
                    ratio = None if before is None else seconds / before.seconds
                    before = Line(name, seconds, None, None, ratio, before.name if before else "")
                    yield before

    gc.set_threshold(250_000)  # As the command line has it.
    found = tuple(lines())
    most = max((line.ratio for line in found if line.ratio is not None), default=0)
    return Table(
        "Ten times the operators",
        f"Graphs made for the purpose, linted for {', '.join(targets)} in one process; seconds of "
        "the processor, starts left out.",
        found,
        f"Ten times the operators take {most:.1f} times the time at most.",
    )
