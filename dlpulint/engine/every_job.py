"""The reports on every file of a run: kept ones, and the others linted here or in processes."""

import os
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from dlpulint.basics.printable import DEBUG
from dlpulint.basics.remote_path import is_remote
from dlpulint.engine.file_state import SeenState, seen
from dlpulint.engine.job import AppliedPacks, Job, linted
from dlpulint.engine.model_files import STDIN, shown
from dlpulint.engine.model_report import unreadable_report
from dlpulint.engine.paused_collector import paused_collector
from dlpulint.engine.resources import FRUGAL, Resources
from dlpulint.report.report import ModelReport

if TYPE_CHECKING:
    from dlpulint.engine.kept_reports import KeptReports
    from dlpulint.engine.workers import Answer

OnProgress: TypeAlias = Callable[[int, int, str], None]
"""Called before each file with the files done, the files in all, and the path of the next."""

Reports: TypeAlias = tuple[ModelReport, ...]

FEW = 10
"""Files of a run that does without a cache: finding out what it depends on takes as long."""

PATIENCE = 1.0
"""Seconds in one process, after which it is known how long the rest will take."""

SHARE = 1.0
"""Seconds of work for a process at least: it needs half a second to begin."""


def linted_jobs(
    jobs: Sequence[Job],
    *,
    stdin: bytes | None = None,
    outlined: int = False,
    on_progress: OnProgress | None = None,
    resources: Resources = FRUGAL,
) -> list[Reports]:
    """The reports of each job, in their order.

    Raises UsageError for a shape that does not fit.
    """
    if DEBUG in os.environ:
        # A traceback is wanted, of this process and of today.
        resources = FRUGAL
    return _Run(jobs, stdin, outlined, on_progress, resources).reports()


class _Run:
    """The jobs of a run, and the reports that there are so far."""

    def __init__(
        self,
        jobs: Sequence[Job],
        stdin: bytes | None,
        outlined: int,
        on_progress: OnProgress | None,
        resources: Resources,
    ) -> None:
        self._jobs, self._stdin, self._outlined = jobs, stdin, outlined
        self._on_progress = on_progress
        self._processes = resources.processes
        self._kept = _kept() if resources.cached and len(jobs) >= FEW else None
        self._found: dict[int, Reports] = {}

    def reports(self) -> list[Reports]:
        """The reports of every job."""
        if self._kept is not None:
            with paused_collector():
                for number, job in enumerate(self._jobs):
                    reports = self._kept.find(job, outlined=self._outlined)
                    if reports is not None:
                        self._tell(number)
                        self._found[number] = reports
        self._lint_here()
        if self._kept is not None:
            self._kept.tidy()
        return [self._found[number] for number in range(len(self._jobs))]

    def _lint_here(self) -> None:
        """Lints what is left, and leaves the rest to processes where they are worth it."""
        applied = AppliedPacks()
        left = [number for number in range(len(self._jobs)) if number not in self._found]
        start, spread = time.monotonic(), self._processes != 1
        for done, number in enumerate(left):
            count = self._count(time.monotonic() - start, done, len(left)) if spread else 1
            if count > 1:
                self._lint_in_processes(left[done:], count)
                spread = False
            if number in self._found:
                continue
            job = self._jobs[number]
            self._tell(number)
            before = self._state(job)
            with paused_collector():
                reports = tuple(linted(job, applied, self._stdin, outlined=self._outlined))
            self._found[number] = reports
            if self._kept is not None:
                from dlpulint.report.packed import packed

                data = packed(reports)
                self._kept.keep(job, reports, data, before, outlined=self._outlined)

    def _count(self, seconds: float, done: int, total: int) -> int:
        """Processes for the rest: as many as were asked for, or win by the time taken so far."""
        if self._processes is not None:
            return self._processes
        if done == 0 or seconds <= PATIENCE:
            return 1
        from dlpulint.engine.workers import MOST, processors

        return min(int(seconds / done * (total - done) / SHARE), MOST, processors())

    def _lint_in_processes(self, numbers: Sequence[int], count: int) -> None:
        """Lints jobs in several processes; those that cannot be linted there are left."""
        from dlpulint.engine.workers import Workers

        numbers = [number for number in numbers if not _is_here_only(self._jobs[number].path)]
        if len(numbers) < 2:
            return
        before: dict[int, SeenState | None] = {}

        def begin(number: int) -> None:
            self._tell(number)
            before[number] = self._state(self._jobs[number])

        with Workers(self._jobs, count, outlined=self._outlined) as workers:
            for number, answer in workers.answers(numbers, begin):
                self._take(number, answer, before[number])

    def _take(self, number: int, answer: "Answer", before: SeenState | None) -> None:
        """Takes the answer of a process."""
        from dlpulint.engine.workers import Died
        from dlpulint.report.packed import unpacked

        job = self._jobs[number]
        if isinstance(answer, Died):
            reason = f"the process that checked it ended with {answer}"
            self._found[number] = tuple(
                unreadable_report(job.path, pack, reason) for pack in job.packs
            )
        elif answer is not None:
            with paused_collector():
                reports = unpacked(answer)
            if reports is not None:
                self._found[number] = reports
                if self._kept is not None:
                    self._kept.keep(job, reports, answer, before, outlined=self._outlined)

    def _state(self, job: Job) -> SeenState | None:
        """The file of a job as it is before it is read, where reports are kept."""
        return None if self._kept is None else seen(job.path)

    def _tell(self, number: int) -> None:
        """Tells how far the run is, and which file is next."""
        if self._on_progress is not None:
            path = shown(self._jobs[number].path)
            self._on_progress(len(self._found), len(self._jobs), path)


def _is_here_only(path: str) -> bool:
    """Whether no other process has the file: standard input, and what fsspec has in memory."""
    return path == STDIN or (is_remote(path) and "memory" in path.partition("://")[0].split("::"))


def _kept() -> "KeptReports | None":
    from dlpulint.engine.kept_reports import KeptReports

    return KeptReports.of_user()
