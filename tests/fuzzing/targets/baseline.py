"""The baseline of a project, which a stranger's pull request may have changed."""

from collections.abc import Iterator
from functools import lru_cache

from dlpulint.engine.many_files import lint_with
from dlpulint.project.accepted import accepting, listed, pruned
from dlpulint.project.baseline import baseline_text, read_baseline
from dlpulint.report.report import Report
from tests.fuzzing.scratch import scratch_file
from tests.mutations.watching import must_not_escape, packs
from tests.places import FIXTURES

SUFFIX = ".json"

MODEL = (FIXTURES / "rank5_int8.tflite").read_bytes()


def seeds() -> Iterator[tuple[str, bytes]]:
    """A baseline of what is found in a model, and an empty one."""
    empty = baseline_text(()).encode()
    yield "empty", empty
    baseline = read_baseline(scratch_file("baseline.json", empty))
    yield "found", baseline_text(listed(_report(), baseline, _report())).encode()


def read(data: bytes) -> None:
    """Accept and prune by a baseline. Raises UsageError for what is none."""
    report = _report()
    baseline = read_baseline(scratch_file("baseline.json", data))
    accepting(report, baseline, report)
    baseline_text(pruned(report, baseline))


@lru_cache(maxsize=1)
def _report() -> Report:
    return lint_with([str(scratch_file("reader.tflite", MODEL))], packs()[:2])


def TestOneInput(data: bytes) -> None:
    """Raise AssertionError if the bytes do harm."""
    must_not_escape(read, data)
