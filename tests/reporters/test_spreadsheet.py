"""CSV that is read back unchanged, and that no spreadsheet computes with."""

import csv
import io

import pytest

from dlpulint.reporters.spreadsheet import csv_text
from tests.reporters.samples import HOSTILE


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def test_lines_end_as_the_standard_says() -> None:
    assert csv_text("a,b", [("x", 1)]) == "a,b\r\nx,1\r\n"


def test_numbers_stand_plain_truth_as_1_and_0_and_nothing_empty() -> None:
    assert csv_text("a", [(-4, 97.3, True, False, None)]) == "a\r\n-4,97.3,1,0,\r\n"


def test_commas_quotes_and_line_breaks_stay_in_their_cell() -> None:
    cells = ["a,b", 'say "no"', "two\r\nlines", " blank "]
    assert read(csv_text("a", [cells]))[1] == cells


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "  ="])
def test_text_that_begins_like_a_formula_gets_an_apostrophe(start: str) -> None:
    assert read(csv_text("a", [(f"{start}1+1",)]))[1] == [f"'{start}1+1"]


def test_a_dash_within_text_is_left_alone() -> None:
    assert csv_text("a", [("artpec9-cpu", "a=b")]) == "a\r\nartpec9-cpu,a=b\r\n"


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_is_one_cell_that_can_be_written(name: str) -> None:
    rows = read(csv_text("a,b", [(name, "next")]))
    assert len(rows) == 2
    assert rows[1][1] == "next"
    rows[1][0].encode("utf-8")


def test_stdin_as_a_path_is_no_formula() -> None:
    assert csv_text("path", [("-",)]) == "path\r\n'-\r\n"
