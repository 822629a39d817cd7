"""How many inputs made from grammars dlpulint gets through: models, sketches, packs, configs, JSON.

    python -m benchmarks.grammar [--inputs 200000] [--formats 10000] [--first 0] [--workers 2]
                                 [--ledger FOLDER]

Inputs are made by number (`tests/grammars/`), not by damage to good files: from TFLite's schema,
from onnx.proto and onnx's operators, from the grammar of sketches, and from the schemas in docs/. A
third of them has no odd value; the others have values just beyond sense, few or many. Models go
through loader, placement and checks, some through every format; the others through the fuzz target
of their kind. A run that was stopped goes on with the same FOLDER. Prints figures and every escape,
writes a section of docs/robustness.md and ends with 1 if anything escaped.
"""

import argparse
import sys
from pathlib import Path

from benchmarks.ledger import Share
from benchmarks.long_run import run
from benchmarks.robustness_page import write_section
from dlpulint.basics.version import __version__
from dlpulint.reporters.formats import FORMATS
from tests.grammars.inputs import MAKERS, grammatical

PUBLISHED = 10_000
"""A run of fewer inputs leaves the page as it is."""


def main() -> None:
    """Watch all inputs and write down what came of them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--inputs", type=int, default=200_000)
    parser.add_argument("--formats", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--ledger", type=Path, help="a folder for the results so far")
    asked = parser.parse_args()
    if asked.ledger is not None:
        asked.ledger.mkdir(parents=True, exist_ok=True)
    ledger = None if asked.ledger is None else asked.ledger / "grammar.jsonl"
    numbers = range(asked.first, asked.first + asked.inputs)
    every = max(1, asked.inputs // max(1, asked.formats))
    found = run(grammatical, numbers, every, asked.workers, ledger)
    page = report(found)
    print(page)
    if asked.inputs >= PUBLISHED:
        write_section("grammar", page)
    sys.exit(1 if found.escapes else 0)


def report(found: Share) -> str:
    """The section of figures."""
    count = sum(found.kinds.values())
    rows = "\n".join(
        f"| {kind} | {found.kinds[f'.{kind}']:,} | {found.read[f'.{kind}']:,} |"
        for kind in MAKERS
        if f".{kind}" in found.kinds
    )
    return f"""## Inputs made from grammars

Written by `python -m benchmarks.grammar`. No file is damaged here: each is made from the
grammar of its format, two thirds of them with some values just beyond sense. Certificates are never
read to their end: the files that they name are not there.

| kind | inputs | read |
|---|--:|--:|
{rows}

| | |
|---|--:|
| dlpulint | {__version__}, commits {found.code} |
| inputs, from number {found.first:,} on | {count:,} |
| models also through all {len(FORMATS)} formats | {found.formatted:,} |
| escapes | {len(found.escapes)} |
| processor time of one, on average | {1000 * found.seconds / count:.1f} ms |
| processor time of one, at most | {found.slowest.most:.2f} s (input {found.slowest.number:,}) |
| memory of one, at most | {found.largest.most:.0f} MiB (input {found.largest.number:,}) |
"""


if __name__ == "__main__":
    main()
