"""How many damaged files dlpulint gets through: none may crash it, hang it or take all memory.

    python -m benchmarks.mutations [--mutants 200000] [--formats 10000] [--processes 300]
                                   [--first 0] [--workers 2]

Mutants are made by number from the fixtures (`tests/mutations/`), so that each can be made again.
All go through loader, placement and checks for one target after the other, in worker processes
that are watched; some also through every format, some through the command line as processes of
their own. Prints figures and every escape, writes a section of docs/robustness.md and ends with 1
if anything escaped.
"""

import argparse
import gc
import multiprocessing
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from benchmarks.robustness_page import write_section
from dlpulint.basics.version import __version__
from dlpulint.report.report import ModelReport
from dlpulint.reporters.formats import FORMATS
from tests.mutations.mutants import Mutant, mutant, seeds, truncations
from tests.mutations.watching import (
    Outcome,
    one_line,
    prepare,
    said_of_error,
    watched,
    write,
)

TOGETHER, PAGES = "html", 25
"""A format whose template takes longer to compile than to fill, and reports written at once."""

PATIENCE = 60.0
"""Seconds after which a worker that says nothing hangs."""
TARGETS = "artpec7,artpec8,artpec9,artpec9-cpu,cpu,cv25,cv75"


class Result(Struct, frozen=True):
    """What came of one mutant."""

    number: int
    formatted: bool
    outcome: Outcome


def results(numbers: Sequence[int], formatted: int) -> Iterator[Result]:
    """Watch mutants in a worker process; one that kills or hangs it is an escape of its own."""
    rest = list(numbers)
    while rest:
        ours, theirs = multiprocessing.Pipe(duplex=False)
        worker = multiprocessing.get_context("spawn").Process(
            target=work, args=(rest, formatted, theirs), daemon=True
        )
        worker.start()
        theirs.close()
        done = 0
        try:
            while done < len(rest) and heard(ours):
                yield ours.recv()
                done += 1
                if done % 5000 == 0:
                    clock = time.strftime("%H:%M")
                    print(f"{clock} {done:,} of {len(rest):,}", file=sys.stderr, flush=True)
        except EOFError:
            pass
        if done < len(rest):
            worker.kill()
            worker.join()
            how = f"worker ended with {worker.exitcode} (-9: it hung and was killed)"
            yield Result(rest[done], False, Outcome(how, False, PATIENCE, 0))
            done += 1
        worker.join()
        rest = rest[done:]


def heard(worker: Connection) -> bool:
    """Whether a worker says something in time; asked thrice, for all may have been stopped."""
    return any(worker.poll(PATIENCE / 3) for _ in range(3))


def work(numbers: Sequence[int], formatted: int, told: Connection) -> None:
    """Tell what comes of each mutant; every `formatted`th goes through every format."""
    prepare()
    gc.set_threshold(250_000)  # As the command line has it.
    pages: dict[int, ModelReport] = {}
    for number in numbers:
        formats = FORMATS if number % formatted == 0 else ()
        singly = tuple(format for format in formats if format != TOGETHER)
        outcome, report = watched(mutant(number).content, number, singly, outlined=bool(formats))
        if formats and report is not None:
            pages[number] = report
        if pages and (len(pages) == PAGES or number == numbers[-1]):
            escapes = list(unwritten(pages))
            pages = {}
            if escapes and outcome.escape is None:
                outcome = replace(outcome, escape="; ".join(escapes))
        told.send(Result(number, bool(formats), outcome))


def unwritten(pages: Mapping[int, ModelReport]) -> Iterator[str]:
    """Those of the reports that do not make a page, if they do not make one together."""
    try:
        write(list(pages.values()), TOGETHER)
        return
    except Exception as error:
        yield f"one of mutants {list(pages)} in {TOGETHER}: {said_of_error(error)}"
    for number, report in pages.items():
        try:
            write([report], TOGETHER)
        except Exception as error:
            yield f"mutant {number}: {said_of_error(error)}"


def processes(numbers: Sequence[int], workers: int) -> Iterator[tuple[int, str | None]]:
    """Lint mutants with the command line, each beside a good model, and say what was wrong."""
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(workers) as pool:
        folder = Path(name)
        found = pool.map(lambda number: as_process(mutant(number), folder, number), numbers)
        yield from zip(numbers, found, strict=True)


def as_process(one: Mutant, folder: Path, turn: int) -> str | None:
    """What was wrong with a run over a mutant and a good model; `None` if nothing was."""
    suffix = Path(one.seed).suffix
    bad, report = folder / f"{one.number}{suffix}", folder / f"{one.number}.report"
    good = Path(__file__).parent.parent / "fixtures" / "edgetpu_compiled.tflite"
    bad.write_bytes(one.content)
    format = FORMATS[turn % len(FORMATS)]
    command = [sys.executable, "-W", "error", "-m", "dlpulint", str(bad), str(good), "-q"]
    command += ["--target", TARGETS if format != "model-explorer" else "cpu"]
    command += ["--format", f"{format}={report}"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
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


def shares(count: int, first: int, workers: int) -> list[range]:
    """The numbers of each worker."""
    return [range(first + place, first + count, workers) for place in range(workers)]


def main() -> None:
    """Watch all mutants and write down what came of them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--mutants", type=int, default=200_000)
    parser.add_argument("--formats", type=int, default=10_000)
    parser.add_argument("--processes", type=int, default=300)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    begun = time.perf_counter()
    every = max(1, arguments.mutants // max(1, arguments.formats))
    with ThreadPoolExecutor(arguments.workers) as pool:
        jobs = pool.map(
            lambda share: list(results(share, every)),
            shares(arguments.mutants, arguments.first, arguments.workers),
        )
        found = [result for job in jobs for result in job]
    step = max(1, arguments.mutants // max(1, arguments.processes))
    numbers = range(arguments.first, arguments.first + arguments.mutants, step)
    ran = list(processes(numbers[: arguments.processes], arguments.workers))
    escapes = [(r.number, r.outcome.escape) for r in found if r.outcome.escape is not None]
    escapes += [(number, said) for number, said in ran if said is not None]
    page = report(found, len(ran), escapes, arguments.first, time.perf_counter() - begun)
    print(page)
    for number, said in escapes:
        print(f"ESCAPE: {mutant(number)}: {said}")
    if arguments.mutants >= 200_000:
        write_section("mutations", page)
    sys.exit(1 if escapes else 0)


def report(
    found: Sequence[Result],
    ran: int,
    escapes: Sequence[tuple[int, str | None]],
    first: int,
    seconds: float,
) -> str:
    """The section of figures."""
    kinds = Counter(
        Path(mutant(r.number).seed).suffix for r in found[:: max(1, len(found) // 2000)]
    )
    share = 100 * kinds[".tflite"] // max(1, sum(kinds.values()))
    read = sum(r.outcome.read for r in found)
    slowest = max(found, key=lambda r: r.outcome.seconds)
    largest = max(found, key=lambda r: r.outcome.mebibytes)
    whole = sum(r.outcome.seconds for r in found)
    return f"""## Damaged files

Written by `python -m benchmarks.mutations`; the same numbers are the same files on every machine.

| | |
|---|--:|
| dlpulint | {__version__} |
| seeds: whole fixtures | {len(seeds())} |
| mutants, from number {first:,} on | {len(found):,} |
| of them truncations at every 1 % | {max(0, min(truncations() - first, len(found))):,} |
| of TFLite files, of ONNX files | {share} %, {100 - share} % |
| read as a model all the same, and judged | {read:,} |
| refused in one line | {len(found) - read:,} |
| also through all {len(FORMATS)} formats | {sum(r.formatted for r in found):,} |
| also as processes, beside a good model | {ran:,} |
| escapes | {len(escapes)} |
| processor time of one, on average | {1000 * whole / len(found):.1f} ms |
| processor time of one, at most | {slowest.outcome.seconds:.2f} s (mutant {slowest.number:,}) |
| memory of one, at most | {largest.outcome.mebibytes:.0f} MiB (mutant {largest.number:,}) |
| the whole run | {seconds / 60:.0f} minutes |

Each mutant is linted for one of the seven targets by turns.
"""


if __name__ == "__main__":
    main()
