"""What small hostile files cost in every format: seconds and memory beside the bar.

    python -m benchmarks.bombs [--only TEXT] [--kept FILE] [--processes N] [--write]

Each bomb (`tests/mutations/bombs.py`) is linted for all seven targets at once, alone for a format
that holds one target, as if quantized, compared with itself, and mended if it is a TFLite file.
Each way has a process of its own (`tests/mutations/bomb_watch.py`). Reading the file, linting it
for all targets and writing a report in one format has to stay within the bar for one input.
Prints the table and everything over the bar, and ends with 1 if there is any; `--write` writes
the section of docs/robustness.md. With `--kept`, rows are added to a file as they are measured, and
those that it has are not measured again: all of them take half an hour.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
from msgspec import Struct

from benchmarks.robustness_page import write_section
from dlpulint.reporters.formats import FORMATS
from tests.mutations.bomb_watch import Cost, bar
from tests.mutations.bombs import ONNX, TFLITE
from tests.mutations.watching import MEBIBYTES, MEMORY_A_BYTE, SECONDS, SECONDS_A_BYTE


class Row(Struct, frozen=True):
    """What came of a bomb."""

    name: str
    size: int
    costs: tuple[Cost, ...]

    @property
    def over(self) -> tuple[Cost, ...]:
        """The costs beyond the bar, and the ways that did not end well."""
        return tuple(cost for cost in self.costs if self._is_over(cost))

    def _is_over(self, cost: Cost) -> bool:
        # A comparison reads the file twice.
        seconds, mebibytes = bar(self.size * (1 + cost.way.startswith("--diff")))
        return bool(cost.error) or cost.seconds > seconds or cost.mebibytes > mebibytes

    @property
    def slowest(self) -> Cost:
        """The way that took the longest."""
        return max(self.costs, key=lambda cost: cost.seconds)

    @property
    def largest(self) -> Cost:
        """The way that took the most memory."""
        return max(self.costs, key=lambda cost: cost.mebibytes)


def measured(chosen: Mapping[str, Callable[[], bytes]], folder: Path) -> Iterator[Row]:
    """The costs of some bombs, whose names begin with their formats."""
    sizes: dict[str, int] = {}
    paths: list[Path] = []
    for name, made in chosen.items():
        content = made()
        sizes[name] = len(content)
        suffix = name.partition(":")[0].lower()
        paths.append(folder / f"{len(paths)}.{suffix}")
        paths[-1].write_bytes(content)
    command = [sys.executable, "-m", "tests.mutations.bomb_watch", *map(str, paths)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for (name, size), line in zip(sizes.items(), process.stdout, strict=False):
            yield Row(name, size, msgspec.json.decode(line, type=tuple[Cost, ...]))
    if process.returncode:
        raise SystemExit(f"the watching process ended with {process.returncode}")


def bombs(only: str = "") -> dict[str, Callable[[], bytes]]:
    """The generators of all bombs whose names contain `only`."""
    found = {f"TFLite: {name}": made for name, made in TFLITE.items()}
    found |= {f"ONNX: {name}": made for name, made in ONNX.items()}
    return {name: made for name, made in found.items() if only in name}


def main() -> None:
    """Measure all bombs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", default="")
    parser.add_argument("--kept", type=Path)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    chosen = bombs(arguments.only)
    kept = _kept(arguments.kept) if arguments.kept else {}
    missing = [name for name in chosen if name not in kept]

    def measure(names: Sequence[str]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for row in measured({name: chosen[name] for name in names}, Path(folder)):
                kept[row.name] = row
                print(_row(row), flush=True)
                if arguments.kept:
                    with arguments.kept.open("ab") as file:
                        file.write(msgspec.json.encode(row) + b"\n")

    shares = [missing[number :: arguments.processes] for number in range(arguments.processes)]
    with ThreadPoolExecutor(arguments.processes) as pool:
        list(pool.map(measure, filter(None, shares)))
    rows = [kept[name] for name in chosen]
    over = [(row, cost) for row in rows for cost in row.over]
    for row, cost in over:
        cost_text = f"{cost.seconds:.1f} s, {cost.mebibytes:.0f} MiB {cost.error}"
        print(f"OVER THE BAR: {row.name}: {cost.way}: {cost_text}")
    if arguments.write:
        write_section("bombs", "\n".join(section(rows)))
    sys.exit(1 if over else 0)


def _kept(file: Path) -> dict[str, Row]:
    """The rows that are in a file, by name."""
    lines = file.read_bytes().splitlines() if file.exists() else []
    rows = [msgspec.json.decode(line, type=Row) for line in lines]
    return {row.name: row for row in rows}


def section(rows: Sequence[Row]) -> Iterator[str]:
    """The section of the page."""
    yield f"""## Small files, large costs

Written by `python -m benchmarks.bombs --write`. Each file demands far more than its size. The bar
for reading it, linting it for all seven targets and writing one report is {SECONDS:.0f} s of the
processor and {SECONDS_A_BYTE * 1e6:.0f} µs per byte, and {MEBIBYTES:.0f} MiB and {MEMORY_A_BYTE}
bytes per byte; `--diff` reads two files. Measured are the {len(FORMATS)} formats, `--as-if`,
`--diff` and `--fix --lossy`; the table has the slowest and the largest of them.

| file | bytes | seconds | in | MiB | in | result |
|---|--:|--:|---|--:|---|---|"""
    yield from map(_row, rows)
    over = sum(bool(row.over) for row in rows)
    yield f"\nOver the bar: {over} of {len(rows)}. All files: {len(bombs())}."


def _row(row: Row) -> str:
    slow, large = row.slowest, row.largest
    said = next((cost.said for cost in row.costs if cost.said), "judged")
    mebibytes = max(0, round(large.mebibytes))
    mark = " **over**" if row.over else ""
    cells = (
        row.name,
        f"{row.size:,}",
        f"{slow.seconds:.1f}",
        slow.way,
        f"{mebibytes:,}",
        large.way,
        f"{said.replace('|', ' ')}{mark}",
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
