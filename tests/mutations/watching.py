"""A mutant through loader and placement under watch: what must not come of it, named."""

import os
import time
import traceback
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from dlpulint.basics.errors import DlpulintError, ModelFileError
from dlpulint.basics.printable import DEBUG
from dlpulint.basics.version import __version__
from dlpulint.engine.one_file import lint_file
from dlpulint.packs.library import Folders
from dlpulint.packs.pack import Pack
from dlpulint.packs.shelf import load_packs
from dlpulint.report.ledger import WITH_LEDGER
from dlpulint.report.report import ModelReport, Report, TargetSummary
from dlpulint.reporters.formats import FORMATS, Output, rendered
from dlpulint.reporters.text.style import Style

SECONDS, MEBIBYTES = 2.0, 300.0
"""What any input may take of the processor, and of memory beyond what was in use before."""

SECONDS_A_BYTE, MEMORY_A_BYTE = 10e-6, 100
"""What it may take beyond that for its size: operators take a hundred bytes at the least."""

_STATUS, _PEAK_RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


class Outcome(Struct, frozen=True):
    """What came of an input."""

    escape: str | None
    """An error that should have been one line, or too much time or memory; `None` is well."""
    read: bool
    """Whether it was a model all the same."""
    seconds: float
    mebibytes: float


@lru_cache(maxsize=1)
def packs() -> tuple[Pack, ...]:
    """The packs that ship, each of which has its turn."""
    return tuple(load_packs(["all"], Folders()))


def prepare(gibibytes: float = 6) -> None:
    """Have internal errors raised, and memory end before the machine's does."""
    os.environ[DEBUG] = "1"
    if os.name == "posix":
        import resource

        limit = int(gibibytes * 2**30)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    for name in ("rank5_int8.tflite", "resnet_opset13.onnx"):
        # What is imported once counts for no input.
        watch((Path(__file__).parents[2] / "fixtures" / name).read_bytes(), 0, formats=FORMATS)


def watch(content: bytes, turn: int, formats: Sequence[str] = ()) -> Outcome:
    """Lint the bytes for the pack whose turn it is, and write the report in `formats`."""
    return watched(
        content, turn, formats, outlined=WITH_LEDGER if "ledger" in formats else bool(formats)
    )[0]


def watched(
    content: bytes, turn: int, formats: Sequence[str], *, outlined: int
) -> tuple[Outcome, ModelReport | None]:
    """What came of the bytes, with the report if there is one."""
    pack = packs()[turn % len(packs())]
    reports: list[ModelReport] = []

    def lint(data: bytes) -> None:
        (report,) = lint_file("-", [pack], data, outlined=outlined)
        reports.append(report)
        for format in formats:
            write([report], format)
        if report.error is not None:
            raise ModelFileError(report.error)

    outcome = watch_reading(lint, content)
    return outcome, reports[0] if reports else None


def watch_reading(read: Callable[[bytes], object], content: bytes) -> Outcome:
    """Have `read` read the bytes, which may end in a DlpulintError that a person can read."""
    before = _forget_peak()
    begun = time.process_time()
    escape: str | None = None
    valid = False
    try:
        read(content)
        valid = True
    except ModelFileError as error:
        escape = None if one_line(str(error)) else f"no line: {error!s:.200}"
    except DlpulintError as error:
        # A line per mistake, which the command line makes printable.
        escape = None if str(error) else "an error without words"
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        escape = said_of_error(error)
    seconds = time.process_time() - begun
    mebibytes = _peak() - before
    if escape is None and seconds > SECONDS + SECONDS_A_BYTE * len(content):
        escape = f"took {seconds:.1f} s"
    if escape is None and mebibytes > MEBIBYTES + MEMORY_A_BYTE * len(content) / 2**20:
        escape = f"took {mebibytes:.0f} MiB"
    return Outcome(escape, valid, seconds, mebibytes)


def must_not_escape(read: Callable[[bytes], object], content: bytes) -> None:
    """Raise AssertionError if the bytes do harm to a reader."""
    outcome = watch_reading(read, content)
    if outcome.escape is not None:
        raise AssertionError(outcome.escape)


def said_of_error(error: BaseException) -> str:
    """An error in words: what it is and where it comes from."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}: {error}"


def said_of(content: bytes) -> str | None:
    """Why the bytes are no model, as a report says it; `None` where they are one."""
    (report,) = lint_file("-", packs()[:1], content)
    return report.error


def one_line(text: str) -> bool:
    """Whether an error reads as one: short, printable, and no line more."""
    return 0 < len(text) < 1000 and text.isprintable()


def write(reports: Sequence[ModelReport], format: str) -> str:
    """Reports of some models in one format."""
    targets = tuple(
        TargetSummary(pack.target, pack.title, pack.version, pack.about)
        for pack in packs()
        if any(report.target == pack.target for report in reports)
    )
    return rendered(Report(__version__, targets, tuple(reports)), Output(format, None), Style())


def _forget_peak() -> float:
    """Begin a new peak where the system can (Linux); what is in use now, in MiB."""
    if _PEAK_RESET.exists():
        _PEAK_RESET.write_text("5")
    return _peak()


def _peak() -> float:
    if not _STATUS.exists():
        return 0.0
    line = next(line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
