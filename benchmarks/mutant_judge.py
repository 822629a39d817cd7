"""Runs tests against a mutant, in a copy of the project: the process that `mutant_trees` starts.

Reads questions from its standard input, a line of JSON each, and answers on its standard output.
What all tests import and no mutant changes is imported once; each question is a fork of that, so
that it costs no start of an interpreter and leaves nothing behind.
"""

import contextlib
import importlib
import json
import os
import resource
import select
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from msgspec import Struct, convert, to_builtins

OTHERS = ("click", "jinja2", "jsonschema", "msgspec", "networkx", "numpy", "onnx", "tflite", "yaml")
"""Packages of others that tests import."""

MEMORY = 6 << 30
"""Bytes of addresses after which a mutant's process gets no more: it may build without an end."""


class Question(Struct, frozen=True):
    """Whether tests, or the proof of a pack, notice the change that stands in the tree."""

    seconds: float
    """Time after which a mutant counts as noticed, as it hangs."""
    tests: tuple[str, ...] = ()
    """Tests in the order to run them, up to the first that fails."""
    pack: str = ""
    """A pack to prove before."""


class Answer(Struct, frozen=True):
    """What noticed the change; empty if nothing did."""

    noticed_by: str
    """A test, `--check-pack`, `an import` or `a timeout`."""


class _Chosen:
    """Hooks of pytest that run the chosen tests in their order, and keep the first failure."""

    def __init__(self, tests: Sequence[str]) -> None:
        self.order = {test: number for number, test in enumerate(tests)}
        self.failed = ""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if item.nodeid in self.order]
        items.sort(key=lambda item: self.order[item.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid


def _by_tests(tests: Sequence[str]) -> str:
    """The first test that fails; `an import` if a file of tests cannot be read."""
    chosen = _Chosen(tests)
    files = sorted({test.partition("::")[0] for test in tests})
    arguments = ["-q", "-x", "-p", "no:cacheprovider", "-m", "", *files]
    code = pytest.main(arguments, plugins=[chosen])
    known = (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    return chosen.failed or ("" if code in known else "an import")


def _by_proof(pack: str) -> str:
    """`--check-pack` if the pack is refused or not proved."""
    try:
        prove = importlib.import_module("dlpulint.proof.prove")
        library = importlib.import_module("dlpulint.packs.library")
        return "--check-pack" if prove.check_pack(Path(pack), library.Folders()) else ""
    except Exception:  # A pack may make any mistake; all that matters is that it is noticed.
        return "--check-pack"


def _child(question: Question, answers: int) -> None:
    """Answer in a process that ends here."""
    os.setsid()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.RLIM_INFINITY))
    found = _by_proof(question.pack) if question.pack else ""
    if question.tests and not found:
        found = _by_tests(question.tests)
    os.write(answers, json.dumps(found).encode())
    os._exit(0)


def answered(question: Question) -> Answer:
    """The answer of a child process, which is ended with all that it started."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _child(question, theirs)
        finally:
            os._exit(1)
    os.close(theirs)
    ready, _, _ = select.select([ours], [], [], question.seconds)
    # A process that died without an answer was brought down by the mutant.
    said = os.read(ours, 1 << 16) if ready else b'"a timeout"'
    os.close(ours)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return Answer(json.loads(said) if said else "a crash")


def main() -> None:
    """Answer questions until there are no more."""
    for name in OTHERS:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    for line in sys.stdin:
        question = convert(json.loads(line), Question)
        print(json.dumps(to_builtins(answered(question))), flush=True)


if __name__ == "__main__":
    main()
