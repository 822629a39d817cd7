"""Checks of how an operator changes the shape of its input."""

import pytest

from dlpulint.checks.reshaping import equal_scaling, resize_factor, shape_kept
from tests.checks.asking import FlatHit, ask


def squeeze(given: str, made: str) -> str:
    return f"input x: int8[{given}]\nsqueeze y: int8[{made}] <- x"


@pytest.mark.parametrize(
    ("given", "made"), [("1,1,10", "1,10"), ("1,1,1,1001", "1001"), ("1,5,10", "5,10")]
)
def test_a_dimension_in_front_may_go(given: str, made: str) -> None:
    assert ask(shape_kept, squeeze(given, made)) == []


def test_a_dimension_further_back_may_not() -> None:
    values = {"shape": "5x1x10", "other_shape": "5x10"}
    assert ask(shape_kept, squeeze("5,1,10", "5,10")) == [FlatHit("SQUEEZE 0", values, "shape")]


def test_an_unknown_shape_cannot_be_told() -> None:
    values = {"shape": "5x?x10", "other_shape": "5x10"}
    hit = FlatHit("SQUEEZE 0", values, "shape", unknown="its shapes are not known")
    assert ask(shape_kept, squeeze("5,?,10", "5,10")) == [hit]


def resize(given: str, made: str) -> str:
    return f"input x: int8[{given}]\nresize-bilinear y: int8[{made}] <- x, size: int32[2]"


def test_a_side_grows_by_the_factor_and_no_more() -> None:
    assert ask(resize_factor, resize("1,4,4,8", "1,32,32,8"), max=8) == []
    values = {"factor": 8.2, "shape": "1x4x4x8", "other_shape": "1x32x33x8"}
    hit = FlatHit("RESIZE_BILINEAR 0", values, "factor")
    assert ask(resize_factor, resize("1,4,4,8", "1,32,33,8"), max=8) == [hit]


def test_a_side_that_shrinks_is_fine() -> None:
    assert ask(resize_factor, resize("1,32,32,8", "1,4,4,8"), max=2) == []


def test_one_side_that_grows_too_much_is_enough_and_an_unknown_one_is_told() -> None:
    bad = ask(resize_factor, resize("1,?,4,8", "1,9,64,8"), max=8)
    assert [(hit.cause, hit.unknown) for hit in bad] == [("factor", None)]
    open_ = ask(resize_factor, resize("1,?,4,8", "1,9,8,8"), max=8)
    assert [hit.unknown for hit in open_] == ["its sizes are not known"]


@pytest.mark.parametrize(
    ("given", "made", "good"),
    [
        ("1,5,7,8", "1,10,14,8", True),
        ("1,5,7,8", "1,9,13,8", True),
        ("1,5,7,8", "1,10,13,8", False),
        ("1,1,7,8", "1,1,13,8", False),
        ("1,1,7,8", "1,2,14,8", True),
        ("1,5,7,8", "1,15,7,8", True),
    ],
)
def test_both_sides_are_doubled_in_the_same_way(given: str, made: str, good: bool) -> None:
    values = {"shape": given.replace(",", "x"), "other_shape": made.replace(",", "x")}
    hits = [] if good else [FlatHit("RESIZE_BILINEAR 0", values, "scaling")]
    assert ask(equal_scaling, resize(given, made)) == hits


def test_of_a_side_that_is_not_known_nothing_can_be_told() -> None:
    (hit,) = ask(equal_scaling, resize("1,?,7,8", "1,?,14,8"))
    assert hit.unknown == "its sizes are not known"
