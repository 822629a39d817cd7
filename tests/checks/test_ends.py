"""Checks of inputs and outputs as the application sees them."""

import pytest

from dlpulint.checks.ends import RealRange, end_dtypes, end_ranks, input_range
from tests.checks.asking import FlatHit, ask

RANGES = {
    "ranges": (
        RealRange(low=0, high=1),
        RealRange(low=-1, high=1),
        RealRange(low=0, high=255),
    ),
    "tolerance": 0.05,
}
BOTH = "input x: int8[1,4]\nrelu y: uint8[1,2,4] <- x\noutput y"


def test_an_input_of_a_type_that_is_not_wanted_is_told() -> None:
    values = {"tensor": "x", "dtype": "int8", "shape": "1x4"}
    assert ask(end_dtypes, BOTH, end="input", forbid=("int8",)) == [
        FlatHit("x", values, "dtype:int8")
    ]


def test_an_output_of_a_type_that_is_not_wanted_is_told() -> None:
    values = {"tensor": "y", "dtype": "uint8", "shape": "1x2x4"}
    found = ask(end_dtypes, BOTH, end="output", forbid=("uint8", "int16"))
    assert found == [FlatHit("y", values, "dtype:uint8")]


def test_each_end_has_its_own_types() -> None:
    assert ask(end_dtypes, BOTH, end="input", forbid=("uint8",)) == []
    assert ask(end_dtypes, BOTH, end="output", forbid=("int8",)) == []


def test_of_colour_images_alone_other_ends_are_passed_over() -> None:
    for shape, expected in (("1,8,8,3", True), ("1,49,40,1", False), ("1,4", False)):
        text = f"input x: int8[{shape}]"
        found = ask(end_dtypes, text, end="input", forbid=("int8",), colour=True)
        assert bool(found) is expected


def test_more_dimensions_than_a_tensor_has_are_told_of_both_ends() -> None:
    values = {"end": "output", "tensor": "y", "rank": 3, "shape": "1x2x4"}
    assert ask(end_ranks, BOTH, max=2) == [FlatHit("y", values, "rank")]
    assert [hit.subject for hit in ask(end_ranks, BOTH, max=1)] == ["x", "y"]


def test_as_many_dimensions_as_a_tensor_has_are_good() -> None:
    assert ask(end_ranks, BOTH, max=3) == []


def test_a_rank_that_is_not_stated_cannot_be_told() -> None:
    values = {"end": "input", "tensor": "x", "rank": "?", "shape": "unknown rank"}
    found = ask(end_ranks, "input x: float32[*]", max=12)
    assert found == [FlatHit("x", values, "rank", unknown="its rank is not stated")]


def image(quantization: str, dtype: str = "uint8", shape: str = "1,8,8,3") -> str:
    return f"input x: {dtype}[{shape}] {quantization}\noutput x"


def test_an_input_normalised_in_another_way_is_told_with_its_range() -> None:
    assert ask(input_range, image("scale=0.02 zp=114"), **RANGES) == [
        FlatHit(
            "x",
            {
                "tensor": "x",
                "range": "-2.28 to 2.82",
                "dtype": "uint8",
                "expected": "0 to 1, -1 to 1 or 0 to 255",
            },
            "range",
        )
    ]


@pytest.mark.parametrize(
    ("quantization", "dtype"),
    [
        ("scale=0.00392157 zp=0", "uint8"),
        ("scale=0.0078125 zp=128", "uint8"),
        ("scale=0.00787402 zp=128", "uint8"),
        ("scale=1 zp=0", "uint8"),
        ("scale=1 zp=-128", "int8"),
        ("scale=0.00392157 zp=-128", "int8"),
    ],
)
def test_ranges_that_camera_bytes_stand_for_are_good(quantization: str, dtype: str) -> None:
    assert ask(input_range, image(quantization, dtype), **RANGES) == []


@pytest.mark.parametrize(("scale", "bad"), [("0.00373", False), ("0.00372", True)])
def test_the_tolerance_is_a_part_of_the_width(scale: str, bad: bool) -> None:
    # 0.95 / 255 is 0.003725: below, white is more than a twentieth away from 1.
    assert bool(ask(input_range, image(f"scale={scale} zp=0"), **RANGES)) is bad


def test_the_tolerance_itself_is_near() -> None:
    whole = RealRange(low=0, high=1)
    assert whole.near(RealRange(low=0.5, high=1.5), 0.5)
    assert whole.has_part(RealRange(low=0.25, high=0.5), 0.25)
    assert not whole.near(RealRange(low=0.5, high=1.625), 0.5)


def test_bytes_without_a_scale_cannot_be_told() -> None:
    (hit,) = ask(input_range, image(""), **RANGES)
    assert (hit.unknown, hit.values["range"]) == ("its scale is not in the file", "?")


@pytest.mark.parametrize(
    ("dtype", "shape"), [("float32", "1,8,8,3"), ("uint8", "1,49,40,1"), ("uint8", "1,100")]
)
def test_floats_and_what_is_no_colour_image_are_passed_over(dtype: str, shape: str) -> None:
    assert ask(input_range, image("scale=0.02 zp=114", dtype, shape), **RANGES) == []


UNIT = (RealRange(low=0, high=1), RealRange(low=-1, high=1))


@pytest.mark.parametrize(
    ("quantization", "part"),
    [
        ("scale=0.00196078 zp=0", True),  # 0 to 0.5
        ("scale=0.00588235 zp=170", True),  # -1 to 0.5
        ("scale=0.00588235 zp=0", False),  # 0 to 1.5
        ("scale=0.00392157 zp=127", False),  # -0.5 to 0.5
        ("scale=0.02 zp=114", False),  # -2.28 to 2.82
    ],
)
def test_a_part_of_a_range_shares_an_end_with_it(quantization: str, part: bool) -> None:
    assert bool(ask(input_range, image(quantization), **RANGES, part_of=UNIT)) is part
    assert bool(ask(input_range, image(quantization), **RANGES, not_part_of=UNIT)) is not part


def test_whether_bytes_without_a_scale_are_a_part_is_asked_once() -> None:
    assert ask(input_range, image(""), **RANGES, part_of=UNIT) == []
    assert len(ask(input_range, image(""), **RANGES, not_part_of=UNIT)) == 1


@pytest.mark.parametrize(("sides", "asked"), [("64,64", True), ("?,?", True), ("64,63", False)])
def test_a_smaller_image_than_the_least_one_is_not_asked_about(sides: str, asked: bool) -> None:
    model = image("scale=0.02 zp=114", "uint8", f"1,{sides},3")
    assert bool(ask(input_range, model, **RANGES, min_side=64)) is asked
