"""The page on --fix has a section per edit, with an example that makes it."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dlpulint.mending.edits.registry import EDITS
from tests.documented import blocks_of, give_models
from tests.mend_page import PAGE, example, sections

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


@pytest.mark.usefixtures("without_litert")
def test_the_programs_of_the_page_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    give_models(tmp_path)
    monkeypatch.chdir(tmp_path)
    decoding, filtering, mending = (
        block for block in blocks_of(PAGE) if block.language == "python"
    )
    exec("\n".join(mending.lines), {})
    assert capsys.readouterr().out.startswith("fallback -> clean\nodd-kernel Filled the kernel")
    (tmp_path / "mended" / "detector.artpec9_decode.py").rename("detector.artpec9_decode.py")
    given = {"outputs": [np.zeros((1, 4, 4, 8), "int8"), np.zeros((1, 8, 8, 8), "int8")]}
    exec("\n".join(decoding.lines), given)
    assert np.shape(given["boxes"]) == (1, 80, 8)
    random = np.random.default_rng(7)
    outputs = [random.integers(-128, 128, (1, size, size, 8), "int8") for size in (4, 8)]
    program: dict[str, Any] = {"outputs": outputs}
    exec("\n".join((*decoding.lines, *filtering.lines)), program)
    every, (boxes,) = program["decode_above"], program["boxes"]
    for threshold in (0.4, 0.5, 0.6):
        wanted = boxes[boxes[:, 4] >= threshold]
        assert 0 < len(wanted) < 80
        np.testing.assert_allclose(every(outputs, threshold), wanted, rtol=1e-5, atol=1e-6)
