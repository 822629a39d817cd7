"""A share of the mutants: `python -m benchmarks.mutations` watches all of them."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from itertools import chain
from pathlib import Path

import pytest

from benchmarks.watched_inputs import results
from benchmarks.watched_processes import as_process
from tests.mutations.mutants import mutant, seeds, truncations
from tests.mutations.watching import SECONDS, Outcome, watch
from tests.places import ROOT

STEPS = (1499, pytest.param(97, marks=pytest.mark.slow))
"""Every so manyth mutant is watched: of 97 all percents of truncation, and all seeds, come up."""

LAST = 150_000
FORMATTED = 50
"""Every so manyth number goes through every format."""


@pytest.mark.parametrize("step", STEPS)
def test_no_mutant_escapes_loader_placement_or_reporters(step: int) -> None:
    shares = [range(first, LAST, 2 * step) for first in (0, step)]
    with ThreadPoolExecutor(len(shares)) as pool:
        done = pool.map(lambda share: list(results(mutant, share, FORMATTED)), shares)
        found = list(chain.from_iterable(done))
    assert len(found) == len(range(0, LAST, step))
    escapes = [f"{mutant(r.number)}: {r.outcome.escape}" for r in found if r.outcome.escape]
    assert escapes == []
    assert {r.outcome.read for r in found} == {True, False}
    assert any(r.formatted for r in found)


@pytest.mark.parametrize("number", [7, 4_321, 60_001, 123_456])
def test_no_mutant_escapes_the_command_line(number: int, tmp_path: Path) -> None:
    assert as_process(mutant(number), tmp_path, number) is None


def test_a_number_is_the_same_mutant_in_every_process() -> None:
    script = (
        "import sys; from hashlib import sha256; from tests.mutations.mutants import mutant\n"
        "for n in sys.argv[1:]: print(sha256(mutant(int(n)).content).hexdigest())"
    )
    numbers = (0, 99, 5_000, 77_777, 199_999)
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, numbers)],
        env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stdout.split() == [sha256(mutant(n).content).hexdigest() for n in numbers]


def test_the_first_mutants_are_truncations_at_every_percent() -> None:
    first = seeds()[0]
    assert [len(mutant(n).content) for n in (0, 1, 50, 99)] == [
        len(first.content) * percent // 100 for percent in (0, 1, 50, 99)
    ]
    assert mutant(100).seed == seeds()[1].name
    assert truncations() == 100 * len(seeds())


def test_mutants_differ_from_their_seeds_and_from_one_another() -> None:
    contents = {mutant(number).content for number in range(truncations(), truncations() + 500)}
    assert len(contents) > 450
    good = {seed.content for seed in seeds()}
    assert len(contents & good) < 25


def test_what_escapes_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def outcome(failing: object) -> Outcome:
        monkeypatch.setattr("tests.mutations.watching.lint_file", failing)
        return watch(b"", 0)

    def crashes(*_: object, **__: object) -> object:
        raise RecursionError("too deep")

    def dawdles(*_: object, **__: object) -> object:
        import time

        begun = time.process_time()
        while time.process_time() < begun + SECONDS + 0.1:
            pass
        return iter([good])

    def hoards(*_: object, **__: object) -> object:
        assert bytearray(b"x") * (400 << 20)
        return iter([good])

    from tests.reporters.samples import model_report

    good = model_report()
    assert (outcome(crashes).escape or "").startswith("RecursionError at test_mutations.py:")
    assert (outcome(dawdles).escape or "").startswith("took 2.")
    if Path("/proc/self/clear_refs").exists():
        assert (outcome(hoards).escape or "").endswith(" MiB")
