"""Words set in a style: colours, links and widths, whatever the words are."""

import re

import pytest

from dlpulint.basics.terms import Verdict
from dlpulint.reporters.text.column_width import columns
from dlpulint.reporters.text.pen import Pen, clean
from dlpulint.reporters.text.style import Style
from tests.reporters.samples import HOSTILE

PLAIN = Pen(Style(width=20))
RICH = Pen(Style(width=20, colour=True, links=True))
URL = "https://example.org/ops?chip=8"


def test_further_lines_begin_below_the_first_word() -> None:
    assert PLAIN.wrap("one two three four five", "  At  ") == [
        "  At  one two three",
        " " * 6 + "four five",
    ]


def test_too_many_lines_end_in_an_ellipsis() -> None:
    lines = PLAIN.wrap("one two three four five six seven eight", "  ", most=2)
    assert lines == ["  one two three four", "  five six seven ei…"]


def test_a_number_stays_with_its_percent_sign() -> None:
    assert PLAIN.wrap("it was some of 97.3 % of it") == ["it was some of", "97.3 % of it"]


def test_a_colour_takes_no_room() -> None:
    lines = RICH.wrap("one two three four", "slow  ", of=Verdict.SLOW)
    assert lines == ["\x1b[33mslow\x1b[0m  one two three", "      four"]


def test_nothing_is_no_line() -> None:
    assert PLAIN.wrap(" \n ", "  At  ") == []


def test_a_link_is_written_where_the_terminal_can() -> None:
    assert RICH.link("source", URL) == f"\x1b]8;;{URL}\x1b\\source\x1b]8;;\x1b\\"
    assert PLAIN.link("source", URL) == "source"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "", "\x1b]8;;https://example.org"]
)
def test_only_the_web_is_linked(url: str) -> None:
    assert RICH.link("source", url) == "source"


def test_an_address_cannot_end_its_own_link() -> None:
    link = RICH.link("source", "https://example.org/\x1b\\\x07\n\u202e")
    assert link == "\x1b]8;;https://example.org/%1B%5C%07%0A%E2%80%AE\x1b\\source\x1b]8;;\x1b\\"


def test_a_heading_has_its_source_at_the_right_where_it_fits() -> None:
    wide = Pen(Style(width=40))
    assert wide.heading("note", "a/b", "shown", "here", of="note", url=URL) == [
        "note  a/b" + " " * 20 + "shown: here"
    ]
    assert wide.heading(
        "note", "a/b", "shown", "the list (a-file-of-it@1a251)", of="note", url=URL
    ) == ["note  a/b" + " " * 16 + "shown: the list"]


def test_a_source_that_does_not_fit_has_lines_of_its_own() -> None:
    assert PLAIN.heading("note", "a/b", "shown", "there (f) and here", of="note", url=URL) == [
        "note  a/b",
        "  shown: there and",
        "  here",
    ]
    assert PLAIN.heading("note", "a/b", "shown", "word " * 20, of="note", url=URL) == [
        "note  a/b",
        "  shown: word word",
        "  word word word wo…",
    ]


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_moves_no_cursor_and_makes_no_link(name: str) -> None:
    assert clean(name).isprintable()
    lines = [
        *RICH.wrap(name, "  At  ", most=3),
        *RICH.heading("note", "a/b", "shown", name, of="", url=name),
    ]
    bare = [re.sub(r"\x1b\[[0-9]*m", "", line) for line in lines]
    assert all(line.isprintable() for line in bare)
    assert all(columns(line) <= 20 for line in bare)
