"""The process that lints jobs for another one: `serve`, and the form of what the two exchange.

The parent sends all jobs once, then the number of one job at a time. For each the worker answers
with a kind, a length and as many bytes.
"""

import os
import pickle
import struct
import sys
from collections.abc import Sequence
from typing import BinaryIO

from dlpulint.basics.errors import UsageError
from dlpulint.engine.job import AppliedPacks, Job, linted
from dlpulint.engine.paused_collector import paused_collector
from dlpulint.report.packed import packed

NUMBER = struct.Struct("<I")
ANSWER = struct.Struct("<cQ")

READY = b"!"
"""The jobs have arrived."""
REPORTS = b"R"
"""Packed reports follow."""
UNPACKED = b"-"
"""There are reports that cannot be packed: the parent has to make them itself."""
REFUSED = b"U"
"""The text of a UsageError follows."""


def commission(jobs: Sequence[Job], *, outlined: int) -> bytes:
    """What a worker is sent first."""
    data = pickle.dumps((tuple(jobs), outlined))
    return len(data).to_bytes(8, "little") + data


def serve() -> None:
    """Lint jobs until the parent sends no more, or is gone."""
    inbox, outbox = _streams()
    try:
        jobs, outlined = pickle.loads(inbox.read(int.from_bytes(inbox.read(8), "little")))
        outbox.write(ANSWER.pack(READY, 0))
        outbox.flush()
        applied = AppliedPacks()
        while number := inbox.read(NUMBER.size):
            job = jobs[NUMBER.unpack(number)[0]]
            kind, data = _answer(job, applied, outlined=outlined)
            outbox.write(ANSWER.pack(kind, len(data)) + data)
            outbox.flush()
    except BrokenPipeError:
        pass
    # What is alive need not be searched for cycles and freed one by one.
    os._exit(0)


def _answer(job: Job, applied: AppliedPacks, *, outlined: int) -> tuple[bytes, bytes]:
    try:
        with paused_collector():
            reports = tuple(linted(job, applied, None, outlined=outlined))
    except UsageError as error:
        return REFUSED, os.fsencode(str(error))
    data = packed(reports)
    return (UNPACKED, b"") if data is None else (REPORTS, data)


def _streams() -> tuple[BinaryIO, BinaryIO]:
    """Both ends of the conversation; nothing else that is printed gets into it."""
    inbox, outbox = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    return inbox, outbox


def command() -> list[str]:
    """The command that starts a worker: it finds the modules that this process finds, and no
    others. Neither the working folder nor the parent's own script is searched or run.
    """
    folders = [folder for folder in sys.path if isinstance(folder, str)]
    code = f"import sys; sys.path[:] = {folders!r}; from {__name__} import serve; serve()"
    flags = ["-I", "-X", f"utf8={sys.flags.utf8_mode}"]
    if sys.dont_write_bytecode:
        flags.append("-B")
    return [sys.executable, *flags, "-c", code]
