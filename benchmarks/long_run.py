"""A run over many numbers in some workers, which can be stopped and gone on with."""

import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, islice
from pathlib import Path

from benchmarks.ledger import Ledger, Share, total
from benchmarks.watched_inputs import Maker, Result, results
from benchmarks.watched_processes import process_results

SHARE, SHARE_OF_PROCESSES = 1000, 20


def run(
    make: Maker, numbers: range, formatted: int, workers: int, path: Path | None = None
) -> Share:
    """The figures of all numbers; those that the ledger at `path` has are not run again."""
    ledger = Ledger(path, lambda number: make(number).content, SHARE)
    rest = ledger.open_shares(numbers)
    with ThreadPoolExecutor(workers) as pool:
        mine = (rest[place::workers] for place in range(workers))
        for _ in pool.map(lambda shares: _work(make, shares, formatted, ledger), mine):
            pass
    return total(ledger.shares(numbers))


def _work(make: Maker, shares: list[range], formatted: int, ledger: Ledger) -> None:
    """Watch the inputs of some shares in one process, and keep the results share by share."""
    found = results(make, list(chain.from_iterable(shares)), formatted)
    for part in _divided(found, map(len, shares)):
        _tell(make, ledger.add(part))


def run_processes(make: Maker, numbers: range, workers: int, path: Path | None = None) -> Share:
    """The figures of numbers that are each linted by the command line."""
    ledger = Ledger(path, lambda number: make(number).content, SHARE_OF_PROCESSES)
    for part in ledger.open_shares(numbers):
        _tell(make, ledger.add(process_results(make, part, workers)))
    return total(ledger.shares(numbers))


def _tell(make: Maker, done: Share) -> None:
    """Write a line for a share, and one for each of its escapes."""
    print(f"{time.strftime('%H:%M:%S')} to {done.last:,}", file=sys.stderr, flush=True)
    for number, why in done.escapes:
        print(f"ESCAPE: {make(number)}: {why}", file=sys.stderr, flush=True)


def _divided(found: Iterator[Result], lengths: Iterable[int]) -> Iterator[list[Result]]:
    for length in lengths:
        yield list(islice(found, length))
