"""Time and peak memory of whole processes, for the benchmarks beside this module."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence

from msgspec import Struct


class Cost(Struct, frozen=True):
    """What a process took at best."""

    seconds: float
    """From start to end."""
    processor: float
    """Seconds of the processor, which other processes change less."""
    mebibytes: float
    """The most memory in use. Start from a small process: its own memory counts as the child's."""


def costs(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, Cost]:
    """The shortest time and the least peak of each of several commands.

    They take turns, so that a machine that is busy for a while slows all of them.
    """
    best: dict[str, Cost] = {}
    for _ in range(rounds):
        for name, command in commands.items():
            cost = once(command)
            known = best.get(name, cost)
            best[name] = Cost(
                min(known.seconds, cost.seconds),
                min(known.processor, cost.processor),
                min(known.mebibytes, cost.mebibytes),
            )
    return best


def once(command: Sequence[str]) -> Cost:
    """Run a command that may end with 0 or 1."""
    # Where bytecode is not kept, every start would compile dlpulint anew.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)}: exit code {process.returncode}")
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
