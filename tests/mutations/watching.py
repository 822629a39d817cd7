"""A mutant through loader and placement under watch: what must not come of it, named."""

import os
import resource
import time
import traceback
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from dlpulint import __version__
from dlpulint.api import load_packs
from dlpulint.formats import FORMATS, Output, rendered
from dlpulint.lint import DEBUG, lint_file
from dlpulint.packs import Folders, Pack
from dlpulint.report import ModelReport, Report, TargetSummary
from dlpulint.reporters.style import Style

SECONDS, MEBIBYTES = 2.0, 300.0
"""What one input may take of the processor and of memory beyond what was in use before."""

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
def _packs() -> tuple[Pack, ...]:
    return tuple(load_packs(["all"], Folders()))


def prepare(gibibytes: float = 6) -> None:
    """Have internal errors raised, and memory end before the machine's does."""
    os.environ[DEBUG] = "1"
    limit = int(gibibytes * 2**30)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    for name in ("rank5_int8.tflite", "resnet_opset13.onnx"):
        # What is imported once counts for no input.
        watch((Path(__file__).parents[2] / "fixtures" / name).read_bytes(), 0, formats=FORMATS)


def watch(content: bytes, turn: int, formats: Sequence[str] = ()) -> Outcome:
    """Lint the bytes for the pack whose turn it is, and write the report in `formats`."""
    pack = _packs()[turn % len(_packs())]
    before = _forget_peak()
    begun = time.process_time()
    escape: str | None = None
    read = False
    try:
        (report,) = lint_file("-", [pack], content, outlined=bool(formats))
        read = report.error is None
        if report.error is not None and not one_line(report.error):
            escape = f"more than a line: {report.error!r}"
        for format in formats:
            write(pack, report, format)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        place = traceback.extract_tb(error.__traceback__)[-1]
        escape = f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}: {error}"
    seconds = time.process_time() - begun
    mebibytes = _peak() - before
    if escape is None and seconds > SECONDS:
        escape = f"took {seconds:.1f} s"
    if escape is None and mebibytes > MEBIBYTES:
        escape = f"took {mebibytes:.0f} MiB"
    return Outcome(escape, read, seconds, mebibytes)


def one_line(text: str) -> bool:
    """Whether an error reads as one: short, printable, and no line more."""
    return 0 < len(text) < 1000 and text.isprintable()


def write(pack: Pack, report: ModelReport, format: str) -> str:
    """The report of one model in one format."""
    target = TargetSummary(pack.target, pack.title, pack.version, pack.about)
    return rendered(Report(__version__, (target,), (report,)), Output(format, None), Style())


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
