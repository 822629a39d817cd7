"""The order of a map's channels in words."""

import pytest

from dlpulint.mending.decoding.contract import contract_of
from tests.mending.decoding.tails import Draft
from tests.mending.decoding.test_numpy_function import centre_head


def channels(draft: Draft, *outputs: int) -> list[str]:
    """The sentences about channels of a tail with these outputs."""
    model, data = draft.file(*outputs)
    steps = contract_of(model, data, model.inputs).steps
    return [step for step in steps if step.startswith("Channels")]


@pytest.mark.parametrize(("product", "scores"), [(False, "4 to 6"), (True, "5 to 6")])
def test_anchors_follow_each_other_with_all_their_channels(product: bool, scores: str) -> None:
    # The head reads its map as (8, 8, 3 anchors, 7): `centre_head` writes that itself.
    draft = Draft()
    (sentence,) = channels(draft, centre_head(draft, product=product))
    objectness = "4 objectness; " if product else ""
    assert sentence == (
        "Channels of a map, anchor by anchor (7 each): 0 to 3 centre x, centre y, width and "
        f"height; {objectness}{scores} scores."
    )


def test_a_map_of_one_part_and_one_anchor_needs_no_sentence() -> None:
    draft = Draft()
    given = draft.given(1, 8, 8, 3)
    assert channels(draft, draft.apply("LOGISTIC", draft.reshape(given, 1, 64, 3))) == []
