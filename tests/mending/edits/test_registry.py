"""The table of edits."""

import pytest

from dlpulint.mending.draft import Draft
from dlpulint.mending.edits.registry import EDITS
from tests.mending.applying import mended
from tests.mending.models import Builder
from tests.mending.samples import SAMPLES


@pytest.mark.parametrize("edit", SAMPLES)
def test_an_edit_is_made_once(edit: str) -> None:
    _, after = mended(edit, SAMPLES[edit]())
    assert EDITS[edit].apply(Draft(after.data)) is None


@pytest.mark.parametrize("edit", EDITS)
def test_an_empty_graph_is_left_alone(edit: str) -> None:
    b = Builder()
    end = b.tensor(1)
    assert EDITS[edit].apply(Draft(b.file([end], [end]))) is None


def test_titles_are_short_and_begin_with_a_verb() -> None:
    for edit in EDITS.values():
        assert edit.title[0].isupper()
        assert len(edit.title) < 60
        assert not edit.title.endswith(".")


def test_edits_that_an_application_notices_come_last() -> None:
    names = list(EDITS)
    assert names.index("cut-tail") > names.index("fold-pad")
    assert names.index("cut-postprocess") > names.index("mean-to-pool")
