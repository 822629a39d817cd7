"""The line that says how far a long run is: when it is drawn, and that nothing of it remains."""

import io
from contextlib import suppress

import pytest

from dlpulint.cli.terminal.progress import Progress
from tests.reporters.samples import HOSTILE

WIDTH = 60


class Clock:
    """Time that passes when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def last_line(screen: io.StringIO) -> str:
    return screen.getvalue().rsplit("\r", 1)[-1]


def test_a_run_of_less_than_a_second_shows_nothing() -> None:
    screen, clock = io.StringIO(), Clock()
    with Progress(screen, WIDTH, clock) as told:
        told(0, 2, "a.tflite")
        clock.now += 0.99
        told(1, 2, "b.tflite")
    assert screen.getvalue() == ""


def test_a_longer_one_shows_which_file_it_is_at() -> None:
    screen, clock = io.StringIO(), Clock()
    with Progress(screen, WIDTH, clock) as told:
        told(0, 4, "a.tflite")
        clock.now += 1
        told(1, 4, "models/b.tflite")
        assert last_line(screen) == f"{'[#####...............] 2 of 4  models/b.tflite':59}"


def test_a_narrow_terminal_gets_no_bar() -> None:
    screen, clock = io.StringIO(), Clock()
    with Progress(screen, 40, clock) as told:
        clock.now += 1
        told(1, 4, "models/some_folder/another_folder/detector.tflite")
        assert last_line(screen) == "2 of 4  models/som…lder/detector.tflite"


def test_nothing_remains_at_the_end() -> None:
    screen, clock = io.StringIO(), Clock()
    with Progress(screen, WIDTH, clock) as told:
        clock.now += 1
        told(0, 1, "a.tflite")
    assert screen.getvalue().endswith(f"\r{' ' * 59}\r")


def test_nothing_remains_after_an_error() -> None:
    screen, clock = io.StringIO(), Clock()
    with suppress(KeyError), Progress(screen, WIDTH, clock) as told:
        clock.now += 1
        told(0, 1, "a.tflite")
        raise KeyError
    assert screen.getvalue().endswith(f"\r{' ' * 59}\r")


def test_a_terminal_is_not_drawn_on_for_every_small_file() -> None:
    screen, clock = io.StringIO(), Clock()
    with Progress(screen, WIDTH, clock) as told:
        clock.now += 1
        for number in range(100):
            told(number, 100, "a.tflite")
            clock.now += 0.01
        assert 5 <= screen.getvalue().count("\r") <= 15


def test_one_large_file_is_shown_although_nobody_tells_of_another() -> None:
    screen, clock = io.StringIO(), Clock()
    with Progress(screen, WIDTH, clock) as told:
        told(0, 1, "large.onnx")
        told.draw()
        assert last_line(screen).startswith("[....................] 1 of 1  large.onnx ")
    told.draw()
    assert screen.getvalue().endswith(f"\r{' ' * 59}\r")


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_moves_no_cursor(name: str) -> None:
    screen, clock = io.StringIO(), Clock()
    with Progress(screen, WIDTH, clock) as told:
        clock.now += 1
        told(0, 1, name)
        assert last_line(screen).isprintable()
        assert len(last_line(screen)) <= WIDTH


def test_a_terminal_that_is_gone_is_no_error() -> None:
    screen, clock = io.StringIO(), Clock()
    with Progress(screen, WIDTH, clock) as told:
        clock.now += 1
        screen.close()
        told(0, 1, "a.tflite")
