"""A camera's journal of 100 MB needs seconds and little memory."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dlpulint.logs.known import known_lines

SIZE = 100_000_000

_READ = """
import re, sys, time
before = time.process_time()
from dlpulint.logs.read import read_log
with open(sys.argv[1], "rb") as file:
    log = read_log(file, "journal")
seconds = time.process_time() - before
# ru_maxrss would be that of the process that started this one.
status = open("/proc/self/status").read()
print(seconds, int(re.search(r"VmHWM:\\s+([0-9]+)", status)[1]) / 1024, len(log.lines))
"""


def journal() -> Iterator[str]:
    """Lines of a journal, one in 500 of which is a known one."""
    examples = [line.example for line in known_lines()]
    others = (
        "systemd[1]: Started Session {} of user root.",
        "kernel: usb 1-1: new high-speed USB device number {}",
        "httpd[12]: GET /axis-cgi/param.cgi?action=list&n={}",
        "vdo[{}]: stream created w/h=480 x 300",
    )
    number = 0
    while True:
        number += 1
        known = number % 500 == 0
        text = examples[number // 500 % len(examples)] if known else others[number % 4]
        text = text if known else text.format(number)
        minute, second = number // 60_000 % 60, number // 1_000 % 60
        time = f"2026-11-29T10:{minute:02}:{second:02}.{number % 1_000:03}+00:00"
        yield f"{time} axis-b8a44f000000 [ INFO    ] {text}\n"


@pytest.mark.slow
def test_a_journal_of_100_mb_needs_3_seconds_and_60_mb(tmp_path: Path) -> None:
    file = tmp_path / "journal"
    with file.open("w") as stream:
        written = 0
        for line in journal():
            written += stream.write(line)
            if written >= SIZE:
                break
    command = [sys.executable, "-c", _READ, str(file)]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, mebibytes, lines = map(float, result.stdout.split())
    assert lines >= len(known_lines())
    assert seconds <= 3
    assert mebibytes <= 60
