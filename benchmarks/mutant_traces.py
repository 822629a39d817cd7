"""Which test runs which line, and which test sees a hit of which rule: a plugin of pytest.

    DLPULINT_TRACES=FOLDER python -m pytest -n 2 -p benchmarks.mutant_traces

writes a file per process; `read` puts them together. Tests that fail are left out: they could not
judge a mutant.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest
from msgspec import Struct

from benchmarks.code_mutants import ROOMS, ROOT

FOLDER = "DLPULINT_TRACES"
"""Environment variable with the folder to write to."""

_TRACED = tuple(str(ROOT / path) for paths in ROOMS.values() for path in paths)


class Traces(Struct, frozen=True):
    """Tests in the order of their time, with what they run."""

    seconds: Mapping[str, float]
    """Time of each test that passes, the fastest first."""
    lines: Mapping[str, Mapping[int, Sequence[str]]]
    """Tests by file and line, the fastest first."""
    entries: Mapping[str, Sequence[str]]
    """Tests by the rule or limit that has a hit in them, without the target's name."""


def read(folder: Path) -> Traces:
    """What the processes of a traced run have written."""
    tests: list[tuple[float, str, dict[str, list[int]], list[str]]] = []
    for path in sorted(folder.glob("traces-*.json")):
        tests += json.loads(path.read_text("utf-8"))
    lines: dict[str, dict[int, list[str]]] = {}
    entries: dict[str, list[str]] = {}
    for _, test, ran, hit in sorted(tests, key=lambda test: test[:2]):
        for path_of_file, numbers in ran.items():
            for number in numbers:
                lines.setdefault(path_of_file, {}).setdefault(number, []).append(test)
        for entry in hit:
            entries.setdefault(entry, []).append(test)
    seconds = {test: time for time, test, *_ in sorted(tests, key=lambda test: test[:2])}
    return Traces(seconds, lines, entries)


class _Tracer:
    """Lines of the traced rooms that were run since `restart`."""

    def __init__(self) -> None:
        self.known: dict[CodeType, str | None] = {}
        self.left: dict[CodeType, set[int]] = {}
        self.ran: dict[str, set[int]] = {}
        self.hit: set[str] = set()

    def restart(self) -> None:
        """Forget what was run, and trace."""
        self.left, self.ran, self.hit = {}, {}, set()
        sys.settrace(self.call)

    def call(self, frame: FrameType, *_: Any) -> Any:
        """Trace the lines of a call, if it is of a traced room and has any that are new."""
        code = frame.f_code
        path = self.known.get(code, "")
        if path == "":
            name = code.co_filename
            path = os.path.relpath(name, ROOT) if name.startswith(_TRACED) else None
            self.known[code] = path
        if path is None:
            return None
        left = self.left.get(code)
        if left is None:
            left = {line for *_, line in code.co_lines() if line is not None}
            self.left[code] = left
        if not left:
            return None  # All of its lines have been seen in this test.
        ran = self.ran.setdefault(path, set())

        def line(frame: FrameType, *_: Any) -> Any:
            ran.add(frame.f_lineno)
            left.discard(frame.f_lineno)
            return line

        return line(frame)


def _record_hits(hit: set[str]) -> Iterator[tuple[Any, str, Any]]:
    """Functions of the engine that see every hit, each with one that also notes its rule."""
    from dlpulint.engine import judge, place

    reason, found = place.Reason, judge.findings_from

    def noted_reason(id: str, *rest: Any) -> Any:
        hit.add(id.partition("/")[2])
        return reason(id, *rest)

    def noted_findings(template: Any, *rest: Any) -> Any:
        hit.add(template.rule.partition("/")[2])
        return found(template, *rest)

    yield place, "Reason", noted_reason
    yield judge, "findings_from", noted_findings


class Recorder:
    """Hooks of pytest that trace each test and write what was seen."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tracer = _Tracer()
        self.tests: list[tuple[float, str, dict[str, list[int]], list[str]]] = []
        self.failed: set[str] = set()
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Any:
        """Trace a test, its fixtures included."""
        self.tracer.restart()
        with pytest.MonkeyPatch.context() as patch:
            for module, name, noted in _record_hits(self.tracer.hit):
                patch.setattr(module, name, noted)
            try:
                return (yield)
            finally:
                sys.settrace(None)
                if item.nodeid not in self.failed:
                    ran = {path: sorted(numbers) for path, numbers in self.tracer.ran.items()}
                    time = round(self.seconds.get(item.nodeid, 0.0), 4)
                    self.tests.append((time, item.nodeid, ran, sorted(self.tracer.hit)))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the time of a test, and whether it failed."""
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration
        if not report.passed:
            self.failed.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        """Write what was seen."""
        if self.tests:
            path = self.folder / f"traces-{os.getpid()}.json"
            path.write_text(json.dumps(self.tests), "utf-8")


def pytest_configure(config: pytest.Config) -> None:
    """Have the tests of this process recorded, if a folder is named."""
    if FOLDER in os.environ:
        config.pluginmanager.register(Recorder(Path(os.environ[FOLDER])))
