"""Damaged logs are read in linear time and never end in a traceback."""

import io
import time
from random import Random

import pytest

from dlpulint.logs.read import read_log
from tests.fuzzing.targets.log import read, seeds
from tests.mutations.plain import PLAIN
from tests.mutations.watching import watch_reading


def mutant(number: int) -> bytes:
    """A log with one to four kinds of damage, the same one on every machine."""
    random = Random(number)
    logs = [data for _, data in seeds()]
    data = logs[number % len(logs)]
    for _ in range(random.choice((1, 1, 2, 4))):
        data = random.choice(PLAIN)(data or b"\0", random)
    if random.random() < 0.3:
        lines = data.split(b"\n")
        random.shuffle(lines)
        data = b"\n".join(lines)
    return data


@pytest.mark.parametrize("start", [0, pytest.param(60, marks=pytest.mark.slow)])
def test_mutated_logs_do_no_harm(start: int) -> None:
    numbers = range(start, 60 if start == 0 else 5_000)
    escapes = [(n, watch_reading(read, mutant(n)).escape) for n in numbers]
    assert [(n, escape) for n, escape in escapes if escape is not None] == []


@pytest.mark.parametrize(
    "line",
    [
        b"Could not ",
        b"Operator                       Count      Status\n",
        b"CONV_2D 1 Mapped to Edge TPU\n",
        b"x" * 70,
        b"Inference timings in us: " + b"Init: 1, " * 20 + b"\n",
        b"larod-client -g -c -g -c\n",
    ],
)
def test_time_grows_with_the_size_and_no_faster(line: bytes) -> None:
    def seconds(size: int) -> float:
        data = io.BytesIO(line * (size // len(line)))
        begun = time.process_time()
        read_log(data, "a.log")
        return time.process_time() - begun

    seconds(2**18)
    small, large = min(seconds(2**19) for _ in range(3)), seconds(2**22)
    assert large <= 8 * 3 * max(small, 0.01)
