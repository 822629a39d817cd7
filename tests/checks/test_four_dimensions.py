"""Checks of tensors written with four dimensions."""

import pytest

from dlpulint.checks.four_dimensions import large_map, middle_padding
from tests.checks.asking import FlatHit, ask


def pad(given: str, made: str, paddings: str | None) -> str:
    rank = len(given.split(","))
    values = "" if paddings is None else f" = {paddings}"
    return f"input x: int8[{given}]\npad y: int8[{made}] <- x, paddings: int32[{rank},2]{values}"


def test_padding_of_another_dimension_is_told_as_it_is_written_with_four() -> None:
    assert ask(middle_padding, pad("3,5,8", "3,5,9", "0,0,0,0,0,1"), max=7) == [
        FlatHit(
            "PAD 0",
            {
                "padding": "0+0, 0+0, 0+0, 0+1",
                "shape": "3x5x8",
                "other_shape": "3x5x9",
                "allowed": "at most 7",
            },
            "padding",
        )
    ]


@pytest.mark.parametrize(
    ("given", "made", "paddings", "good"),
    [
        ("3,8", "5,9", "1,1,0,1", True),
        ("1,8", "1,18", "0,0,7,3", True),
        ("1,8", "3,8", "1,1,0,0", False),
        ("1,5,8", "1,6,15", "0,0,0,1,7,0", True),
        ("1,5,8", "1,5,16", "0,0,0,0,8,0", False),
        ("3,5,8", "4,6,8", "0,1,1,0,0,0", True),
        ("8", "9", "1,0", True),
        ("1", "2", "1,0", False),
        ("1,8,8,3", "1,10,9,3", "0,0,1,1,0,1,0,0", True),
        ("1,8,8,3", "1,8,8,4", "0,0,0,0,0,0,0,1", False),
        # What a dimension grew by tells enough where the amounts are computed.
        ("3,8", "10,9", None, True),
        ("3,8", "18,8", None, False),
        ("1,8", "3,8", None, False),
        ("1,?,3,8", "1,?,3,9", None, False),
    ],
)
def test_the_two_dimensions_in_the_middle_take_padding(
    given: str, made: str, paddings: str | None, good: bool
) -> None:
    found = ask(middle_padding, pad(given, made, paddings), max=7)
    assert [hit.unknown for hit in found] == ([] if good else [None])


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("3,8", "11,8"),
        ("1,?", "1,?"),
        ("1,?", "1,8"),
        ("1,8", "1,?"),
        ("3,8", "*"),
        ("*", "3,8"),
        ("1,3,8", "3,8"),
        ("1,1,2,2,2", "1,1,2,2,3"),
    ],
)
def test_padding_whose_sides_are_not_known_cannot_be_told(given: str, made: str) -> None:
    (hit,) = ask(middle_padding, pad(given, made, None), max=7)
    assert hit.unknown == "its padding is not known"


def test_dimensions_that_are_added_at_the_end_have_no_padding() -> None:
    (hit,) = ask(middle_padding, pad("1,8", "3,8", "1,1,0,0"), max=7)
    assert hit.values["padding"] == "1+1, 0+0, 0+0, 0+0"


def test_sizes_of_another_rank_tell_nothing_about_four_dimensions() -> None:
    (hit,) = ask(middle_padding, pad("1,1,2,2,2", "1,1,2,2,3", "0,0,0,0,0,0,0,0,0,1"), max=7)
    assert hit.unknown == "its padding is not known"


@pytest.mark.parametrize(("side", "good"), [(7, True), (8, False)])
def test_padding_on_one_side_is_limited_not_that_of_both_together(side: int, good: bool) -> None:
    given, made = "1,8,8,3", f"1,{8 + side + 7},8,3"
    found = ask(middle_padding, pad(given, made, f"0,0,{side},7,0,0,0,0"), max=7)
    assert (found == []) is good
    # Without the amounts, twice as much may be half of it on each side.
    found = ask(middle_padding, pad(given, made, None), max=7)
    assert [hit.unknown for hit in found] == (["its padding is not known"] if good else [None])


def add(shape: str) -> str:
    return f"input x: int8[{shape}]\ninput z: int8[{shape}]\nadd y: int8[{shape}] <- x, z"


TALL = {"role": "output", "height": 2557, "width": 8, "channels": 16}


def test_a_tall_and_narrow_map_is_told_with_its_rows() -> None:
    values = {"shape": "1x8400x4", "rows": 8400, "columns": 4}
    assert ask(large_map, add("1,8400,4"), **TALL) == [FlatHit("ADD 0", values, "map")]


@pytest.mark.parametrize(
    ("shape", "good"),
    [
        ("1,2557,4", True),
        ("1,2558,4", False),
        ("1,4,8400", True),
        ("8400,4", False),
        ("1,8400,9", True),
        ("1,6400,3,2", False),
        ("1,6400,3,17", True),
        ("1,2,2,2,9000", True),
    ],
)
def test_few_rows_many_columns_or_many_channels_are_good(shape: str, good: bool) -> None:
    assert (ask(large_map, add(shape), **TALL) == []) is good


def pool(size: str, stride: int = 1) -> str:
    return (
        f"input x: int8[1,{size},16]\n"
        f"max-pool y: int8[1,{size},16] <- x {{kernel=5 stride={stride} padding=same}}"
    )


def test_a_map_may_be_limited_by_its_area_and_the_stride_of_the_operator() -> None:
    params = {"area": 25600, "channels": 16, "stride": 1}
    assert ask(large_map, pool("160,160"), **params) == []
    assert len(ask(large_map, pool("160,161"), **params)) == 1
    assert ask(large_map, pool("160,161", stride=2), **params) == []


def test_without_a_limit_of_rows_and_area_even_one_element_is_told() -> None:
    assert len(ask(large_map, pool("1,1"), channels=16)) == 1


def test_a_map_of_unknown_size_cannot_be_told_unless_a_known_one_settles_it() -> None:
    (hit,) = ask(large_map, add("1,?,4"), **TALL)
    assert hit.unknown == "the size of its output is not known"
    assert ask(large_map, add("1,?,9"), **TALL) == []
