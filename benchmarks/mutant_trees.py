"""Copies of the project in which one file at a time is mutated, each with a process that judges."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import convert, to_builtins

from benchmarks.code_mutants import ROOT, Mutant
from benchmarks.mutant_judge import Answer, Question

_LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "*.egg-info", ".*_cache", "node_modules")


class Tree:
    """A copy of the project with a process that judges what stands in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT, folder, symlinks=True, ignore=_LEFT_OUT)
        rules = folder / "dlpulint" / "rules"
        if not rules.exists():
            rules.symlink_to(Path("..") / "rules")
        # Bytecode of a mutant would be taken for that of the file it was made from.
        added = {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.mutant_judge"],
            cwd=folder,
            env=os.environ | added,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, question: Question) -> Answer:
        """What notices the change that stands in the tree."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(to_builtins(question)) + "\n")
        self.process.stdin.flush()
        return convert(json.loads(self.process.stdout.readline()), Answer)

    @contextmanager
    def changed(self, mutant: Mutant) -> Iterator[None]:
        """The tree with a mutant in it."""
        path = self.folder / mutant.path
        content, times = path.read_bytes(), path.stat()
        path.write_bytes(mutant.applied(content))
        # Another time than that of the file's bytecode, whatever the clock says.
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns + 10**10))
        try:
            yield
        finally:
            path.write_bytes(content)
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    def close(self) -> None:
        """End the process; the folder is the caller's."""
        self.process.communicate()
