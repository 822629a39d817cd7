"""The joint that gives scores the coarse scale of boxes."""

import pytest

from dlpulint.mending.draft import Draft
from dlpulint.mending.edits.split_concat import split_concat
from dlpulint.mending.refused import Refused
from tests.mending.applying import left_alone, mended, natives
from tests.mending.models import Builder
from tests.mending.samples import decoded, mixed
from tests.places import FIXTURES


def test_scores_and_boxes_have_a_scale_each() -> None:
    change, after = mended("split-concat", mixed())
    assert natives(after) == ["CONV_2D", "CONV_2D", "LOGISTIC"]
    assert [after.scale(end) for end in after.outputs] == [(0.5, 0), (1 / 256, -128)]
    assert after.routes == [None, None]
    assert (
        change.description == "Cut off the 2 operators that give scores the coarse scale of boxes"
    )
    assert change.application == (
        "Read 2 outputs with a scale each instead of one joined output, and dequantize each "
        "before joining them",
    )
    assert left_alone("split-concat", after.data)


def test_scores_that_lost_their_resolution_earlier_are_left_alone() -> None:
    data = (FIXTURES / "pixel_boxes_int8.tflite").read_bytes()
    assert left_alone("split-concat", data)


def test_24_outputs_are_made_and_25_refused() -> None:
    _, after = mended("split-concat", mixed(boxes=23))
    assert len(after.outputs) == 24
    with pytest.raises(Refused, match="the graph would have 25 outputs"):
        split_concat(Draft(mixed(boxes=24)))


def test_scores_that_are_joined_with_constants_are_left_alone() -> None:
    b = Builder()
    image, priors = b.tensor(1, 2, 2, 4), b.noise(1, 2, 2, 4, scale=0.5)
    scores = b.tensor(1, 2, 2, 4, scale=1 / 256, zero_point=-128)
    b.operator("LOGISTIC", [b.conv(image, 4)], scores, version=2)
    coarse = b.operator("QUANTIZE", [scores], b.tensor(1, 2, 2, 4, scale=0.5))
    joined = b.tensor(1, 2, 2, 8, scale=0.5)
    b.operator("CONCATENATION", [priors, coarse], joined, "ConcatenationOptions", axis=3)
    assert left_alone("split-concat", b.file([image], [joined]))


def test_a_joint_of_one_scale_is_left_alone() -> None:
    assert left_alone("split-concat", decoded())
