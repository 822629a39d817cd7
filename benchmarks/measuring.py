"""Time and peak memory of whole processes, for the benchmarks beside this module."""

import compileall
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct, json

PACKAGE = Path(__file__).parent.parent / "dlpulint"

_LAUNCHER = """
import os, subprocess, sys, time
begun = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
seconds = time.perf_counter() - begun
code = process.returncode = os.waitstatus_to_exitcode(status)
print([code, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024])
"""
"""Starts a command from a small process: the memory of whoever starts one counts as its own."""


class Cost(Struct, frozen=True):
    """What a process took at best."""

    seconds: float
    """From start to end."""
    processor: float
    """Seconds of the processor, which other processes change less."""
    mebibytes: float
    """The most memory in use."""


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


CACHE = "BENCHMARK_CACHE_DIR"
"""The variable with the folder of results for benchmarks that are about it."""


def once(command: Sequence[str]) -> Cost:
    """Run a command that may end with 0 or 1; it keeps results where `CACHE` names a folder."""
    # Where bytecode is not kept, every start would compile dlpulint anew.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    # Results that an earlier run has kept would be read, not worked out.
    environment["DLPULINT_CACHE_DIR"] = environment.get(CACHE, "")
    launcher = [sys.executable, "-S", "-c", _LAUNCHER, *command]
    done = subprocess.run(launcher, stdout=subprocess.PIPE, env=environment, check=True)
    code, *figures = json.decode(done.stdout, type=tuple[int, float, float, float])
    if code not in (0, 1):
        raise SystemExit(f"{' '.join(command)}: exit code {code}")
    return Cost(*figures)


def compile_all() -> None:
    """Compile dlpulint, so that no run is measured that does so."""
    compileall.compile_dir(PACKAGE, quiet=1)
