"""Logs of compilers and cameras, which come from wherever a user got them."""

import io
from collections.abc import Iterator
from functools import lru_cache

from dlpulint.confrontation.confront import confronted
from dlpulint.engine.many_files import lint_with
from dlpulint.logs.known import known_lines
from dlpulint.logs.read import read_log
from dlpulint.report.report import Report
from dlpulint.reporters.formats import Output, rendered
from dlpulint.reporters.text.style import Style
from tests.fuzzing.scratch import scratch_file
from tests.logs.test_read import CLIENT, JOURNAL, OPERATION_LOG, SEARCHED
from tests.mutations.watching import must_not_escape, packs
from tests.places import FIXTURES

SUFFIX = ".log"

MODEL = (FIXTURES / "rank5_int8.tflite").read_bytes()
FORMATS = ("text", "json", "markdown", "html")


def seeds() -> Iterator[tuple[str, bytes]]:
    """A log of each kind, one of all kinds, and one with every known line."""
    for name, text in (
        ("journal", JOURNAL),
        ("client", CLIENT),
        ("compiler", SEARCHED),
        ("table", OPERATION_LOG),
        ("all", JOURNAL + SEARCHED + CLIENT + OPERATION_LOG),
        ("known", "\n".join(line.example for line in known_lines())),
    ):
        yield name, text.encode()


def read(data: bytes) -> None:
    """Read a log, confront reports for each target with it, and show them."""
    log = read_log(io.BytesIO(data), "a.log")
    report = _report()
    reports = tuple(confronted(linted, [log]) for linted in report.reports)
    whole = Report(report.tool_version, report.targets, reports)
    for format in FORMATS[:: 1 if len(data) % 8 == 0 else 2]:
        rendered(whole, Output(format, None), Style(full=True))


@lru_cache(maxsize=1)
def _report() -> Report:
    return lint_with([str(scratch_file("reader.tflite", MODEL))], packs())


def TestOneInput(data: bytes) -> None:
    """Raise AssertionError if the bytes do harm."""
    must_not_escape(read, data)
