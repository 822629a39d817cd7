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


def harm(numbers: range) -> list[tuple[int, str]]:
    escapes = [(number, watch_reading(read, mutant(number)).escape) for number in numbers]
    return [(number, escape) for number, escape in escapes if escape is not None]


def test_mutated_logs_do_no_harm() -> None:
    assert harm(range(60)) == []


@pytest.mark.slow
@pytest.mark.parametrize("first", range(60, 64))
def test_many_mutated_logs_do_no_harm(first: int) -> None:
    # All 5,000, in steps of one, need several minutes of a processor: they were run once.
    assert harm(range(first, 5_000, 16)) == []


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
