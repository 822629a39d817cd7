"""How many changes to our own code and numbers our tests notice: mutation testing.

    python -m benchmarks.mutants [--code 300] [--others 100] [--numbers 200] [--words 100]
                                 [--seed 1] [--workers 2] [--traces FOLDER] [--results FILE]
                                 [--write]

Takes a sample, by seed, of all mutants of code (`code_mutants`) and of packs (`pack_mutants`), and
runs for each the tests that execute its line, the likeliest first, until one fails. The tests are
traced once, which takes longer than running them; `--traces` keeps that for the next time. With
`--results` a run goes on where it was stopped. Prints survivors and figures; `--write` puts the
figures into docs/robustness.md.

A mutant that hangs counts as noticed, and one that survives the tests that fit into a minute
as a survivor, so that the share is never too high. Mutants of packs have to be noticed
by `--check-pack` or by tests other than the generated pages and the frozen table of numbers, which
notice each of them.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from queue import Queue
from threading import Thread

from msgspec import Struct, convert, to_builtins

from benchmarks.code_mutants import ROOT, Mutant, code_mutants
from benchmarks.mutant_figures import page, survivors
from benchmarks.mutant_judge import Question
from benchmarks.mutant_tests import steps
from benchmarks.mutant_traces import FOLDER, Traces, read
from benchmarks.mutant_trees import Tree
from benchmarks.pack_mutants import NUMBERS, WORDS, pack_mutants
from benchmarks.robustness_page import write_section

CODE, OTHERS = "checks, placement, engine", "conversion, findings, gates, files"
"""Names of the groups of code in the figures."""

PATIENCE = 5.0
"""A step of tests may take so many times as long as in the traced run, and a minute more."""


class Judged(Struct, frozen=True):
    """A mutant with what noticed it; empty if nothing did."""

    group: str
    mutant: Mutant
    noticed_by: str


def mutants_of(group: str) -> list[Mutant]:
    """All mutants of a group."""
    if group == CODE:
        return [m for room in ("checks", "placement", "engine") for m in code_mutants(room)]
    return code_mutants("others") if group == OTHERS else pack_mutants(group)


def sampled(group: str, size: int, seed: int) -> list[Mutant]:
    """A sample of a group, the same one for the same seed and the same code."""
    found = mutants_of(group)
    return random.Random(seed).sample(found, min(size, len(found)))


def noticed_by(mutant: Mutant, tree: Tree, traces: Traces) -> str:
    """What notices a mutant: a test, `--check-pack`, `a timeout`; empty if nothing does."""
    with tree.changed(mutant):
        pack = mutant.path if mutant.entry else ""
        for tests in steps(mutant, traces):
            time = 60 + PATIENCE * sum(traces.seconds[test] for test in tests)
            if by := tree.ask(Question(seconds=time, tests=tests, pack=pack)).noticed_by:
                return by
            pack = ""
    return ""


def judged(
    work: Sequence[tuple[str, Mutant]], workers: int, traces: Traces, folder: Path
) -> Iterator[Judged]:
    """Mutants as they are judged, in as many copies of the project as there are workers."""
    left: Queue[tuple[str, Mutant] | None] = Queue()
    done: Queue[Judged] = Queue()
    for entry in (*work, *[None] * workers):
        left.put(entry)

    def judge(number: int) -> None:
        tree = Tree(folder / str(number))
        while (entry := left.get()) is not None:
            done.put(Judged(*entry, noticed_by(entry[1], tree, traces)))
        tree.close()

    for number in range(workers):
        Thread(target=judge, args=(number,), daemon=True).start()
    for _ in work:
        yield done.get()


def trace(folder: Path) -> None:
    """Run all tests once and note what each of them executes."""
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "benchmarks.mutant_traces"]
    added = {FOLDER: str(folder), "PYTHONPATH": str(ROOT)}
    subprocess.run(command, cwd=ROOT, env=os.environ | added, check=False)


def main() -> None:
    """Judge a sample and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    sizes = {"code": 300, "others": 100, "numbers": 200, "words": 100}
    for name, size in (*sizes.items(), ("seed", 1), ("workers", 2)):
        parser.add_argument(f"--{name}", type=int, default=size)
    parser.add_argument("--traces", type=Path)
    parser.add_argument("--results", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.traces or Path(temporary) / "traces"
        if not list(folder.glob("*.json")):
            trace(folder)
        groups = {CODE: "code", OTHERS: "others", NUMBERS: "numbers", WORDS: "words"}
        work = [
            (group, mutant)
            for group, option in groups.items()
            for mutant in sampled(group, getattr(options, option), options.seed)
        ]
        results = _judged_before(options.results)
        known = {entry.mutant for entry in results}
        rest = [entry for entry in work if entry[1] not in known]
        for entry in judged(rest, options.workers, read(folder), Path(temporary)):
            results.append(entry)
            print(f"{entry.noticed_by or 'SURVIVED'}: {entry.mutant}", flush=True)
            if options.results:
                with options.results.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(to_builtins(entry)) + "\n")
    asked = {mutant for _, mutant in work}
    found = [(e.group, e.mutant, e.noticed_by) for e in results if e.mutant in asked]
    text = page(found, {group: len(mutants_of(group)) for group in groups}, options.seed)
    print("\n".join(survivors(found)), text, sep="\n\n")
    if options.write:
        write_section("own tests", text)


def _judged_before(path: Path | None) -> list[Judged]:
    """Results of a run that was stopped."""
    if path is None or not path.exists():
        return []
    return [convert(json.loads(line), Judged) for line in path.read_text("utf-8").splitlines()]


if __name__ == "__main__":
    main()
