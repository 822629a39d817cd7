"""Whether a process hangs, on machines that are busy with other work."""

import os
import time
from multiprocessing.connection import Connection
from pathlib import Path

BUSY, WAITING = 60.0, 1200.0
"""Seconds of the processor, and of the clock, after which a process that says nothing hangs."""

_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def heard(process: int, connection: Connection) -> bool:
    """Whether a process says something before it hangs."""
    begun, before = time.monotonic(), processor_seconds(process)
    while not connection.poll(1):
        waited = time.monotonic() - begun
        worked = processor_seconds(process) - before
        if worked > BUSY or waited > WAITING:
            return False
    return True


def processor_seconds(process: int) -> float:
    """Seconds of the processor that a process has taken; 0 where the system does not say."""
    try:
        stated = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(stated[11]) + int(stated[12])) / _TICKS


def limited(command: list[str]) -> list[str]:
    """A command whose process ends when it has been busy for too long, where there is a shell."""
    if os.name != "posix":
        return command
    return ["/bin/sh", "-c", f'ulimit -t {BUSY:.0f} && exec "$@"', "sh", *command]
