"""Long runs over inputs by number: what their ledger keeps, and what is run again."""

import json
import multiprocessing
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from benchmarks import long_run, patience
from benchmarks.ledger import Ledger, total
from benchmarks.watched_inputs import Result
from tests.mutations.mutants import Mutant
from tests.mutations.watching import Outcome


def made(number: int) -> Mutant:
    return Mutant(number, "a.onnx" if number % 2 else "a.tflite", "", f"{number}".encode())


def made_otherwise(number: int) -> Mutant:
    return Mutant(number, "a.tflite", "", b"other" if number == 4 else f"{number}".encode())


def result(number: int) -> Result:
    escape = "too long" if number == 5 else None
    return Result(number, made(number).suffix, False, Outcome(escape, number < 3, number, 1))


def ledger(path: Path | None, make: object = made) -> Ledger:
    return Ledger(path, lambda number: make(number).content, 4)  # type: ignore[operator]


def test_a_run_goes_on_after_the_last_whole_share(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    assert ledger(path).open_shares(range(10)) == [range(4), range(4, 8), range(8, 10)]
    ledger(path).add([result(number) for number in range(4)])
    assert ledger(path).open_shares(range(10)) == [range(4, 8), range(8, 10)]
    assert ledger(None).open_shares(range(10))[0] == range(4)


def test_shares_of_other_inputs_are_run_again(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    for share in (range(4), range(4, 8)):
        ledger(path).add([result(number) for number in share])
    assert ledger(path, made_otherwise).open_shares(range(8)) == [range(4, 8)]


def test_every_escape_and_the_extremes_are_in_the_total() -> None:
    kept = ledger(None)
    for share in (range(4), range(4, 8)):
        kept.add([result(number) for number in share])
    found = total(kept.shares(range(8)))
    assert (found.first, found.last) == (0, 8)
    assert found.kinds == {".onnx": 4, ".tflite": 4}
    assert found.read == {".onnx": 1, ".tflite": 2}
    assert found.escapes == ((5, "too long"),)
    assert found.slowest.number == 7
    assert found.seconds == sum(range(8))


def test_a_share_states_the_code_that_was_run(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    ledger(path).add([result(number) for number in range(4)])
    assert re.fullmatch("[0-9a-f]{7,}[+]?|unknown", json.loads(path.read_text("utf-8"))["code"])


def test_numbers_with_gaps_are_divided_as_well() -> None:
    assert ledger(None).open_shares(range(0, 60, 10)) == [range(0, 40, 10), range(40, 60, 10)]


def test_a_stopped_run_watches_the_rest_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    watched: list[int] = []

    def results(_: object, numbers: list[int], __: int) -> object:
        for number in numbers:
            watched.append(number)
            yield result(number)

    monkeypatch.setattr(long_run, "results", results)
    monkeypatch.setattr(long_run, "SHARE", 4)
    path = tmp_path / "ledger.jsonl"
    assert long_run.run(made, range(4), 1, 1, path).last == 4
    assert long_run.run(made, range(10), 1, 1, path).last == 10
    assert watched == list(range(10))
    assert "ESCAPE: mutant 5 of a.onnx (): too long" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="/proc has the processor's time")
def test_a_process_that_is_busy_for_too_long_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "BUSY", 0.3)
    ours, theirs = multiprocessing.Pipe(duplex=False)
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as process:
        assert not patience.heard(process.pid, ours)
        process.kill()
    theirs.close()


def test_a_process_that_waits_for_the_processor_does_not_hang(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(patience, "BUSY", 0.3)
    ours, theirs = multiprocessing.Pipe(duplex=False)
    threading.Timer(1.5, theirs.send, [1]).start()
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3)"]) as process:
        assert patience.heard(process.pid, ours)
        process.kill()


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
def test_a_busy_command_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "BUSY", 1)
    command = [sys.executable, "-c", "while True: pass"]
    assert subprocess.run(patience.limited(command), check=False).returncode < 0
    quick = patience.limited([sys.executable, "-c", "print('a b')"])
    assert subprocess.run(quick, check=True, capture_output=True, text=True).stdout == "a b\n"
