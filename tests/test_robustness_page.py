"""The sections of docs/robustness.md are written one by one."""

import re

import pytest

from benchmarks.robustness_page import PAGE, with_section
from tests.mutations.watching import MEBIBYTES, MEMORY_A_BYTE, SECONDS, SECONDS_A_BYTE

TWO = "# T\n\n<!-- a -->\nold\n<!-- end of a -->\n\nby hand\n\n<!-- b -->\nb\n<!-- end of b -->\n"


def test_a_section_is_replaced_and_all_else_stays() -> None:
    assert with_section(TWO, "a", "\nnew\n\n") == TWO.replace("old", "new")
    assert with_section(TWO, "b", "x\ny") == TWO.replace("\nb\n", "\nx\ny\n")


@pytest.mark.parametrize("page", ["", "<!-- a -->\n", "<!-- end of a -->\n<!-- a -->\n", TWO * 2])
def test_a_page_without_both_markers_once_is_refused(page: str) -> None:
    with pytest.raises(ValueError, match="<!-- a --> and <!-- end of a -->, once each"):
        with_section(page, "a", "new")


def test_every_section_of_the_page_can_be_written() -> None:
    page = PAGE.read_text("utf-8")
    names = re.findall(r"<!-- (?!end of )(.+) -->", page)
    assert "mutations" in names
    for name in names:
        assert with_section(page, name, "new").count("\nnew\n") == 1


def test_the_page_states_the_bounds_that_are_watched() -> None:
    page = " ".join(PAGE.read_text("utf-8").split())
    assert f"{SECONDS:.0f} s of the processor and {SECONDS_A_BYTE * 1e6:.0f} µs per byte" in page
    assert f"{MEBIBYTES:.0f} MiB and {MEMORY_A_BYTE} bytes per byte beyond" in page
