"""The page on --fix has a section per edit, with an example that makes it."""

import re
from pathlib import Path

from dlpulint.mending.edits.registry import EDITS
from tests.mend_page import example, sections

NOTHING_WRITTEN = {"fixed-batch"}
"""Edits that no chip's limit asks for: their examples show that nothing is written."""


def test_each_edit_has_a_section_in_the_order_of_the_edits() -> None:
    assert list(sections()) == list(EDITS)


def test_each_example_makes_its_edit() -> None:
    # That the output is the real one is checked where the page is followed.
    for edit, section in sections().items():
        printed = re.sub(r"\s+", " ", section)
        made = f"({edit})." in printed
        assert made != (edit in NOTHING_WRITTEN), edit
        assert ("Nothing was written" in printed) == (edit in NOTHING_WRITTEN), edit


def test_the_examples_of_lossy_edits_allow_them(tmp_path: Path) -> None:
    for edit, section in sections().items():
        assert ("--lossy" in example(section, tmp_path)) == EDITS[edit].lossy, edit
