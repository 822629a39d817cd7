"""Several processes that lint the jobs of a run, each one job at a time."""

import os
import signal
import subprocess
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from types import TracebackType
from typing import Self, TypeAlias

from dlpulint.basics.errors import UsageError
from dlpulint.engine.job import Job
from dlpulint.engine.worker import (
    ANSWER,
    NUMBER,
    REFUSED,
    REPORTS,
    command,
    commission,
)

MOST = 8
"""Processes at most, unless more are asked for: each needs some 60 MB."""

_QUOTA = "/sys/fs/cgroup/cpu.max"
"""Time per period that a container of Linux may compute, a share of its machine's processors."""

_POLL = 0.25
"""Seconds between looks for Ctrl-C, where waiting for a queue would not notice it."""


class Died(str):
    """The end of a worker before it had answered: `SIGKILL`, `exit code 1`."""


Answer: TypeAlias = "bytes | Died | None"
"""Packed reports, the end of the process, or `None` where the reports must be made here."""


def processors() -> int:
    """Processors that this process may use."""
    usable = getattr(os, "sched_getaffinity", None)
    count = (os.cpu_count() or 1) if usable is None else len(usable(0))
    try:
        with open(_QUOTA, encoding="ascii") as file:
            quota, period = map(int, file.read().split())
        return max(1, min(count, round(quota / period)))
    except (OSError, ValueError):
        return count


class Workers:
    """Processes for jobs, by their numbers; none is left when the context is left."""

    def __init__(self, jobs: Sequence[Job], count: int, *, outlined: int) -> None:
        self._commission = commission(jobs, outlined=outlined)
        self._count = count
        self._answers: SimpleQueue[tuple[_Worker, bytes, bytes]] = SimpleQueue()
        self._alive: set[_Worker] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for worker in self._alive:
            worker.end()
        self._alive.clear()

    def answers(
        self, numbers: Iterable[int], begin: Callable[[int], None]
    ) -> Iterator[tuple[int, Answer]]:
        """The answers for jobs, as they come; `begin` is called before each job is given out.

        Where no process can be started, jobs are left without an answer. Raises the UsageError of
        the first job that has one.
        """
        left = deque(numbers)
        refusals: dict[int, str] = {}
        starts = min(self._count, len(left))
        while starts and self._start():
            starts -= 1
        while self._alive:
            worker, kind, data = self._next()
            number, worker.number = worker.number, None
            if kind == REFUSED and number is not None:
                refusals[number] = os.fsdecode(data)
                # Jobs are given out in order: no later one is the first that is refused.
                left.clear()
            ending = worker.ending() if not kind else None
            if kind and left:
                worker.number = left.popleft()
                begin(worker.number)
                worker.ask(worker.number)
            else:
                worker.end()
                self._alive.discard(worker)
                # A process that ended before it had a job is not replaced: the next would as well.
                if number is not None and left:
                    self._start()
            if number is not None and kind != REFUSED:
                yield number, data if kind == REPORTS else ending
        if refusals:
            raise UsageError(refusals[min(refusals)])

    def _start(self) -> bool:
        try:
            worker = _Worker(self._commission, self._answers)
        except OSError:
            return False
        self._alive.add(worker)
        return True

    def _next(self) -> "tuple[_Worker, bytes, bytes]":
        while True:
            try:
                return self._answers.get(timeout=_POLL)
            except Empty:
                continue


class _Worker:
    """One process, and the thread that waits for its answers."""

    def __init__(
        self, commission: bytes, answers: "SimpleQueue[tuple[_Worker, bytes, bytes]]"
    ) -> None:
        self.number: int | None = None
        """The job that it has."""
        # In a session of its own a terminal's Ctrl-C does not reach it: its parent ends it.
        self._process = subprocess.Popen(
            command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        self._commission = commission
        self._answers = answers
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()

    def ask(self, number: int) -> None:
        """Give it a job."""
        self._send(NUMBER.pack(number))

    def end(self) -> None:
        """End the process, whatever it is at."""
        self._process.kill()
        self._process.wait()
        self._listener.join()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()

    def ending(self) -> "Died":
        """How a process has ended whose answers have."""
        code = self._process.wait()
        if code >= 0:
            return Died(f"exit code {code}")
        try:
            return Died(signal.Signals(-code).name)
        except ValueError:
            return Died(f"signal {-code}")

    def _send(self, data: bytes) -> None:
        assert self._process.stdin is not None
        # One that has ended cannot be asked; whoever listens to it hears that it has.
        with suppress(OSError):
            self._process.stdin.write(data)
            self._process.stdin.flush()

    def _listen(self) -> None:
        """Passes on every answer, and at the end one without a kind."""
        answers = self._process.stdout
        assert answers is not None
        self._send(self._commission)
        while len(head := answers.read(ANSWER.size)) == ANSWER.size:
            kind, length = ANSWER.unpack(head)
            data = answers.read(length)
            if len(data) < length:
                break
            self._answers.put((self, kind, data))
        self._answers.put((self, b"", b""))
