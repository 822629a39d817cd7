"""Colours by option, environment and terminal, in this order."""

import pytest

from dlpulint.cli.options import Color
from dlpulint.cli.terminal.stdout import is_coloured
from tests.places import FIXTURES
from tests.running import run

SLOW = FIXTURES / "mobilenet_int8_per_channel.tflite"


@pytest.mark.parametrize(
    ("color", "environment", "terminal", "coloured"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": ""}, False, False),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, True),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_the_option_decides_then_the_environment_then_the_terminal(
    color: Color, environment: dict[str, str], terminal: bool, coloured: bool
) -> None:
    assert is_coloured(color, environment, terminal=terminal) is coloured


def test_a_pipe_gets_colour_on_request() -> None:
    assert b"\x1b[" in run(SLOW, "-t", "artpec8", "--color", "always").stdout
    assert b"\x1b[" in run(SLOW, "-t", "artpec8", FORCE_COLOR="1").stdout


def test_a_file_gets_none_even_so() -> None:
    done = run(SLOW, "-t", "artpec8", "--color", "always", "-f", "json")
    assert b"\x1b" not in done.stdout
