"""Inputs by number, each through the reader of its kind in processes that are watched."""

import gc
import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from multiprocessing.connection import Connection
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from benchmarks.patience import BUSY, heard
from dlpulint.report.ledger import WITH_LEDGER
from dlpulint.report.report import ModelReport
from dlpulint.reporters.formats import FORMATS
from tests.fuzzing.registry import target
from tests.mutations.watching import (
    Outcome,
    prepare,
    said_of_error,
    watch_reading,
    watched,
    write,
)

TOGETHER, PAGES = "html", 25
"""A format whose template takes longer to compile than to fill, and reports written at once."""

MODELS = (".tflite", ".onnx")
"""Inputs that go through placement, checks and formats; others go through a fuzz target."""


class Input(Protocol):
    """What a number makes."""

    number: int
    content: bytes

    @property
    def suffix(self) -> str:
        """An ending for a file, and the kind in counts."""


Maker = Callable[[int], Input]
"""What makes the input of a number: a function of a module, so that workers can import it."""


class Result(Struct, frozen=True):
    """What came of one input."""

    number: int
    kind: str
    """Its suffix."""
    formatted: bool
    outcome: Outcome


def results(make: Maker, numbers: Sequence[int], formatted: int) -> Iterator[Result]:
    """Watch inputs in a worker process; one that kills or hangs it is an escape of its own."""
    rest = list(numbers)
    while rest:
        ours, theirs = multiprocessing.Pipe(duplex=False)
        worker = multiprocessing.get_context("spawn").Process(
            target=work, args=(make, rest, formatted, theirs), daemon=True
        )
        worker.start()
        theirs.close()
        done = 0
        try:
            while done < len(rest) and heard(worker.pid or 0, ours):
                yield ours.recv()
                done += 1
        except EOFError:
            pass
        if done < len(rest):
            worker.kill()
            worker.join()
            how = f"worker ended with {worker.exitcode} (-9: it hung and was killed)"
            yield Result(rest[done], "", False, Outcome(how, False, BUSY, 0))
            done += 1
        worker.join()
        rest = rest[done:]


def work(make: Maker, numbers: Sequence[int], formatted: int, told: Connection) -> None:
    """Tell what comes of each input; every `formatted`th goes through every format."""
    prepare()
    gc.set_threshold(250_000)  # As the command line has it.
    pages: dict[int, ModelReport] = {}
    for number in numbers:
        one = make(number)
        if one.suffix not in MODELS:
            outcome = watch_reading(target(one.suffix.removeprefix(".")).read, one.content)
            told.send(Result(number, one.suffix, False, outcome))
            continue
        formats = FORMATS if number % formatted == 0 else ()
        singly = tuple(format for format in formats if format != TOGETHER)
        outcome, report = watched(one.content, number, singly, outlined=WITH_LEDGER * bool(formats))
        if formats and report is not None:
            pages[number] = report
        if pages and (len(pages) == PAGES or number == numbers[-1]):
            escapes = list(unwritten(pages))
            pages = {}
            if escapes and outcome.escape is None:
                outcome = replace(outcome, escape="; ".join(escapes))
        told.send(Result(number, one.suffix, bool(formats), outcome))


def unwritten(pages: Mapping[int, ModelReport]) -> Iterator[str]:
    """Those of the reports that do not make a page, if they do not make one together."""
    try:
        write(list(pages.values()), TOGETHER)
        return
    except Exception as error:
        yield f"one of inputs {list(pages)} in {TOGETHER}: {said_of_error(error)}"
    for number, report in pages.items():
        try:
            write([report], TOGETHER)
        except Exception as error:
            yield f"input {number}: {said_of_error(error)}"
