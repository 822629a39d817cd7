"""Damaged, edited and random files through --fix: none may crash it or come out broken.

    python -m benchmarks.fix_fuzz [--inputs 20000] [--first 0] [--workers 2]

Each input is mended for artpec7, artpec8 or artpec9 by turns, without the comparison in LiteRT,
which would keep most broken files from being written, and goes through every edit alone. An escape
is an error that is no message for the user, a minute for one input, or a file that dlpulint cannot
read, or that LiteRT refuses although it runs the input. Prints the figures and every escape;
ends with 1 if there is one. Needs `ai-edge-litert`; DLPULINT_MODELS names more models to begin
with.
"""

import argparse
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from msgspec import Struct

from benchmarks.fix_inputs import Input, fuzz_input, seeds
from benchmarks.litert import Judge
from dlpulint.basics.errors import DlpulintError
from dlpulint.basics.version import UNSTATED
from dlpulint.loader.open_model import load_bytes
from dlpulint.mending.draft import Draft
from dlpulint.mending.edits.registry import EDITS
from dlpulint.mending.fix import attempt
from dlpulint.packs.applying import pack_for
from dlpulint.packs.library import Folders
from dlpulint.packs.pack import Pack
from dlpulint.packs.shelf import load_packs
from tests.mutations.watching import said_of_error

TARGETS = ("artpec7", "artpec8", "artpec9")
SECONDS = 60
_MEMORY = 4 * 2**30
"""Address space of a worker, so that an input that takes all memory ends itself only."""


class Made(Struct, frozen=True):
    """A file that came of an input."""

    how: str
    content: bytes


class Outcome(Struct, frozen=True):
    """What came of some inputs."""

    counts: Counter[str]
    escapes: tuple[str, ...]


def outcome(numbers: Sequence[int]) -> Outcome:
    """Mends the inputs of some numbers in this process, and has a child judge the results."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    signal.signal(signal.SIGALRM, _too_long)
    packs = [pack_for(pack, UNSTATED) for pack in load_packs(list(TARGETS), Folders())]
    counts: Counter[str] = Counter()
    escapes: list[str] = []
    with tempfile.TemporaryDirectory() as folder, Judge() as judge:
        for number in numbers:
            one = fuzz_input(number)
            counts.update(["inputs", f"inputs {one.kind}"])
            made: list[Made] = []
            signal.alarm(SECONDS)
            try:
                made.extend(_made(one, packs[number % len(packs)], counts))
            except (Exception, RecursionError, MemoryError) as error:
                escapes.append(f"{one}: {said_of_error(error)}")
            finally:
                signal.alarm(0)
            escapes += [f"{one}: {how}" for how in _broken(one, made, judge, Path(folder), counts)]
    return Outcome(counts, tuple(escapes))


def _too_long(*_: object) -> None:
    raise TimeoutError(f"more than {SECONDS} s")


def _made(one: Input, pack: Pack, counts: Counter[str]) -> Iterator[Made]:
    """The files that --fix makes of an input, then those of its edits."""
    found = attempt(one.content, pack, prove=False)
    if found.mended is not None:
        counts["mended"] += 1
        yield Made(f"mended for {pack.target}", found.mended.data)
        if found.mended.tail is not None:
            yield Made(f"tail for {pack.target}", found.mended.tail)
    if found.before.error is not None:
        counts["not read"] += 1
        return
    for name, edit in EDITS.items():
        try:
            draft = Draft(one.content)
            if edit.apply(draft) is not None:
                data = draft.written()[0]
                counts[f"edit {name}"] += 1
                yield Made(name, data)
        except DlpulintError:
            counts[f"edit {name} refused"] += 1


def _broken(
    one: Input, made: Sequence[Made], judge: Judge, folder: Path, counts: Counter[str]
) -> Iterator[str]:
    """What is wrong with the files that were made."""
    different = {file.content: file for file in reversed(made)}
    if not different:
        return
    original = _refusal(one.content, judge, folder)
    counts["made of inputs that LiteRT refuses"] += len(different) if original else 0
    counts["made of inputs that LiteRT prepares"] += 0 if original else len(different)
    for file in different.values():
        try:
            load_bytes(memoryview(file.content))
        except DlpulintError as error:
            yield f"{file.how} makes a file that dlpulint does not read: {error}"
        if original is None and (refusal := _refusal(file.content, judge, folder)):
            if _stops(one.content, judge, folder):
                counts["made of inputs that LiteRT prepares and does not run, and refused"] += 1
            else:
                yield f"{file.how} makes a file that LiteRT refuses: {refusal}"


def _refusal(content: bytes, judge: Judge, folder: Path) -> str | None:
    path = folder / "judged.tflite"
    path.write_bytes(content)
    return judge.ask(path)["prepare"]


def _stops(content: bytes, judge: Judge, folder: Path) -> bool:
    path = folder / "judged.tflite"
    path.write_bytes(content)
    return judge.runs(path) is not None


def main() -> None:
    """Mends all inputs and prints what came of them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    begun = time.perf_counter()
    last = asked.first + asked.inputs
    shares = [range(at, min(at + 100, last)) for at in range(asked.first, last, 100)]
    counts: Counter[str] = Counter()
    escapes: list[str] = []
    with ProcessPoolExecutor(asked.workers, get_context("spawn")) as pool:
        for found in pool.map(outcome, shares):
            counts.update(found.counts)
            escapes += found.escapes
            for escape in found.escapes:
                print(f"ESCAPE: {escape}", flush=True)
    print(f"{len(seeds())} seeds; {(time.perf_counter() - begun) / 60:.0f} minutes")
    for what, count in sorted(counts.items()):
        print(f"{what}: {count:,}")
    print(f"escapes: {len(escapes):,}")
    sys.exit(1 if escapes else 0)


if __name__ == "__main__":
    main()
