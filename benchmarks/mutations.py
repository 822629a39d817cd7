"""How many damaged files dlpulint gets through: none may crash it, hang it or take all memory.

    python -m benchmarks.mutations [--mutants 200000] [--formats 10000] [--processes 300]
                                   [--first 0] [--workers 2] [--ledger FOLDER]

Mutants are made by number from the fixtures (`tests/mutations/`), so that each can be made again.
All go through loader, placement and checks for one target after the other, in worker processes
that are watched; some also through every format, some through the command line as processes of
their own. A run that was stopped goes on with the same FOLDER. Prints figures and every escape,
writes a section of docs/robustness.md and ends with 1 if anything escaped.
"""

import argparse
import sys
from pathlib import Path

from benchmarks.ledger import Share
from benchmarks.long_run import run, run_processes
from benchmarks.robustness_page import write_section
from dlpulint.basics.version import __version__
from dlpulint.reporters.formats import FORMATS
from tests.mutations.mutants import mutant, seeds, truncations

PUBLISHED = 200_000
"""A run of fewer mutants leaves the page as it is."""


def main() -> None:
    """Watch all mutants and write down what came of them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--mutants", type=int, default=200_000)
    parser.add_argument("--formats", type=int, default=10_000)
    parser.add_argument("--processes", type=int, default=300)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--ledger", type=Path, help="a folder for the results so far")
    asked = parser.parse_args()
    mutants, processes = _ledgers(asked.ledger)
    numbers = range(asked.first, asked.first + asked.mutants)
    every = max(1, asked.mutants // max(1, asked.formats))
    found = run(mutant, numbers, every, asked.workers, mutants)
    step = max(1, asked.mutants // max(1, asked.processes))
    ran = run_processes(mutant, numbers[::step][: asked.processes], asked.workers, processes)
    page = report(found, ran)
    print(page)
    if asked.mutants >= PUBLISHED:
        write_section("mutations", page)
    sys.exit(1 if found.escapes or ran.escapes else 0)


def _ledgers(folder: Path | None) -> tuple[Path | None, Path | None]:
    if folder is None:
        return None, None
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "mutants.jsonl", folder / "processes.jsonl"


def report(found: Share, ran: Share) -> str:
    """The section of figures."""
    count, read = sum(found.kinds.values()), sum(found.read.values())
    share = 100 * found.kinds[".tflite"] // count
    begin = max(0, min(truncations() - found.first, count))
    return f"""## Damaged files

Written by `python -m benchmarks.mutations`; the same numbers are the same files on every machine.

| | |
|---|--:|
| dlpulint | {__version__}, commits {found.code} |
| seeds: whole fixtures | {len(seeds())} |
| mutants, from number {found.first:,} on | {count:,} |
| of them truncations at every 1 % | {begin:,} |
| of TFLite files, of ONNX files | {share} %, {100 - share} % |
| read as a model all the same, and judged | {read:,} |
| refused in one line | {count - read:,} |
| also through all {len(FORMATS)} formats | {found.formatted:,} |
| also as processes, beside a good model | {sum(ran.kinds.values()):,} |
| escapes | {len(found.escapes) + len(ran.escapes)} |
| processor time of one, on average | {1000 * found.seconds / count:.1f} ms |
| processor time of one, at most | {found.slowest.most:.2f} s (mutant {found.slowest.number:,}) |
| memory of one, at most | {found.largest.most:.0f} MiB (mutant {found.largest.number:,}) |

Each mutant is linted for one of the seven targets by turns.
"""


if __name__ == "__main__":
    main()
