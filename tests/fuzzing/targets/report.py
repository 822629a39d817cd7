"""Earlier reports, which `--diff` reads back, compares and shows."""

from collections.abc import Iterator
from functools import lru_cache

from dlpulint.cli.compare import compared
from dlpulint.engine.many_files import lint_with
from dlpulint.packs.pack import Pack
from dlpulint.report.contract import write
from dlpulint.report.report import Report
from dlpulint.reporters.formats import COMPARED, Output, rendered_difference
from dlpulint.reporters.text.style import Style
from tests.fuzzing.scratch import scratch_file
from tests.mutations.watching import must_not_escape, packs
from tests.places import FIXTURES

SUFFIX = ".json"


def seeds() -> Iterator[tuple[str, bytes]]:
    """Reports on a model, on one that is refused, and on what onnx2tf would make of one."""
    for name in ("rank5_int8.tflite", "README.md", "external_data.onnx"):
        yield name, write(_report(name)).encode()


def read(data: bytes) -> None:
    """Compare a report with another one, both ways. Raises UsageError for what is none."""
    other = scratch_file("old.json", write(_report("rank5_int8.tflite")).encode())
    fuzzed = scratch_file("new.json", data)
    for old, new in ((other, fuzzed), (fuzzed, other)):
        found = compared(str(old), str(new), _lint, _pack_of, targets=(), gates=("error",))
        for format in COMPARED:
            rendered_difference(found, Output(format, None), Style())


def _lint(path: str, targets: tuple[str, ...]) -> Report:
    """What is no JSON is linted as a model."""
    named = [pack for pack in packs() if pack.target in targets]
    return lint_with([path], named or packs()[:1])


def _pack_of(target: str) -> Pack | None:
    return next((pack for pack in packs() if pack.target == target), None)


@lru_cache(maxsize=8)
def _report(name: str) -> Report:
    return lint_with([str(FIXTURES / name)], packs()[:2])


def TestOneInput(data: bytes) -> None:
    """Raise AssertionError if the bytes do harm."""
    must_not_escape(read, data)
