"""Edits that change nothing about a model change no answer."""

from pathlib import Path

from benchmarks.metamorphic import ROOT, models_in, run
from tests.places import CORPUS


def test_what_changes_nothing_about_a_model_changes_no_answer(tmp_path: Path) -> None:
    folders = [ROOT / "fixtures", *([CORPUS] if CORPUS else [])]
    found = run(models_in(folders), 200, 11, tmp_path)
    assert found.violations == ()
    assert found.edits.total() > 150
    assert len(found.edits) > 10
