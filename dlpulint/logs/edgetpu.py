"""Output and operation logs of Google's Edge TPU compiler, versions 1.0 to 16, line by line."""

import re
from typing import Any

from msgspec.structs import replace

from dlpulint.logs.records import CompilerRun, TableRow

MOST_RUNS = 1_000
MOST_ROWS = 1_000
"""Bounds on what is kept of a log: runs, and rows of one table."""

HEADER = re.compile(r"\s*Operator\s+Count\s+Status\s*$")
_ROW = re.compile(r"\s*([A-Za-z][A-Za-z0-9_:.]{0,80})\s+([0-9]{1,6})\s+(\S.{0,120}?)\s*$")
_VERSION = re.compile(r"Edge TPU Compiler version ([0-9][0-9.]{0,30})")
_INPUT = re.compile(r"^\s*Input(?: model)?: (.{1,300}?)\s*$")
_NUMBERS = {
    "subgraphs": re.compile(r"Number of Edge TPU subgraphs: ([0-9]{1,6})"),
    "operators": re.compile(r"Total number of operations: ([0-9]{1,6})"),
    "on_tpu": re.compile(r"operations that will run on Edge TPU: ([0-9]{1,6})"),
    "on_cpu": re.compile(r"operations that will run on CPU: ([0-9]{1,6})"),
}
_SIZE = r"([0-9]{1,9}(?:\.[0-9]{1,3})?[KMG]?i?B)"
_MEMORY = {
    "memory_used": re.compile(f"On-chip memory used for caching model parameters: {_SIZE}"),
    "memory_left": re.compile(f"On-chip memory remaining for caching model parameters: {_SIZE}"),
    "memory_streamed": re.compile(
        f"Off-chip memory used for streaming uncached model parameters: {_SIZE}"
    ),
}
_DONE = ("compiled successfully", "Compilation succeeded")
_FAILED = ("Compilation failed", "compiler error. Aborting")

ANCHORS = (
    b"Edge TPU", b"chip memory ", b"ompilation ", b"compiled succ", b"\nInput", b"Operator   ",
    b"Aborting!", b"number of operations", b"run on CPU: ",
)  # fmt: skip
"""Parts of the lines that are read here."""


class CompilerReader:
    """Collects the runs of the compiler in a log."""

    def __init__(self) -> None:
        self._runs: list[CompilerRun] = []
        self._rows: list[TableRow] = []
        self.in_table = False
        """Whether the next line may be a row of a table."""

    def line(self, number: int, text: str) -> bool:
        """Reads a line; whether it is one of the compiler's."""
        if version := _VERSION.search(text):
            self._begin(number, version[1])
            return True
        if HEADER.match(text):
            self._rows = []
            self.in_table = True
            if not self._runs or self._runs[-1].rows:
                self._begin(number, "")
            return True
        if not self._runs:
            return False
        return self._of_run(text)

    def row(self, text: str) -> bool:
        """Reads a line after a table's heading; whether the table may go on."""
        if not text.strip():
            # A blank line stands between the heading and the rows, and after them.
            self.in_table = not self._rows
            return self.in_table
        found = _ROW.match(text)
        self.in_table = found is not None and len(self._rows) < MOST_ROWS
        if found is not None and self.in_table:
            self._rows.append(TableRow(found[1], int(found[2]), found[3]))
            self._change(rows=tuple(self._rows))
        return self.in_table

    @property
    def runs(self) -> tuple[CompilerRun, ...]:
        """The runs in their order: those that state something."""
        return tuple(run for run in self._runs if _states(run))

    def _begin(self, number: int, version: str) -> None:
        self.in_table = False
        if len(self._runs) < MOST_RUNS:
            self._runs.append(CompilerRun(number=number, version=version))

    def _of_run(self, text: str) -> bool:
        changes: dict[str, Any] = {}
        if (name := _INPUT.match(text)) and not self._runs[-1].model:
            changes["model"] = name[1]
        for key, expression in _NUMBERS.items():
            if found := expression.search(text):
                changes[key] = int(found[1])
        for key, expression in _MEMORY.items():
            if found := expression.search(text):
                changes[key] = found[1]
        # With -d the compiler tries again and again: its last word counts.
        if any(word in text for word in _DONE):
            changes["succeeded"] = True
        elif any(word in text for word in _FAILED):
            changes["succeeded"] = False
        if changes:
            self._change(**changes)
        return bool(changes)

    def _change(self, **changes: Any) -> None:
        self._runs[-1] = replace(self._runs[-1], **changes)


def _states(run: CompilerRun) -> bool:
    return bool(run.rows) or run.succeeded is not None or run.on_tpu is not None
