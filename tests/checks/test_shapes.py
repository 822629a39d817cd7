"""Checks of dimensions and ranks."""

import pytest

from dlpulint.checks.operators import Range
from dlpulint.checks.shapes import (
    data_dependent_shapes,
    dimension_limits,
    input_dimension_limits,
    leading_ones,
    rank_limits,
    static_shapes,
)
from tests.checks.asking import FlatHit, ask


def test_open_dimensions_are_told_by_name_or_by_place() -> None:
    assert ask(static_shapes, "input x: uint8[1,?height,?,3]", part="rest") == [
        FlatHit("x", {"tensor": "x", "dimensions": "height, 2", "shape": "1x?x?x3"}, "rest")
    ]


def test_an_open_batch_is_a_question_of_its_own() -> None:
    sketch = "input x: uint8[?batch,96,96,3]"
    assert ask(static_shapes, sketch, part="batch") == [
        FlatHit("x", {"tensor": "x", "dimensions": "batch", "shape": "?x96x96x3"}, "batch")
    ]
    assert ask(static_shapes, sketch, part="rest") == []


def test_a_batch_without_a_name_is_told_by_its_place() -> None:
    (hit,) = ask(static_shapes, "input x: uint8[?,96]", part="batch")
    assert hit.values["dimensions"] == "0"


def test_a_dimension_left_open_has_a_size_where_the_file_gives_one() -> None:
    assert ask(static_shapes, "input x: uint8[?=1,96,?w=64,3]", part="batch") == [
        FlatHit("x", {"tensor": "x", "dimensions": "0", "shape": "1x96x64x3"}, "batch")
    ]
    assert ask(static_shapes, "input x: uint8[?=1,96,?w=64,3]", part="rest") == [
        FlatHit("x", {"tensor": "x", "dimensions": "w", "shape": "1x96x64x3"}, "rest")
    ]


def test_an_unknown_rank_leaves_everything_open_and_is_told_once() -> None:
    values = {"tensor": "x", "dimensions": "all", "shape": "unknown rank"}
    assert ask(static_shapes, "input x: float32[*]", part="rest") == [FlatHit("x", values, "rank")]
    assert ask(static_shapes, "input x: float32[*]", part="batch") == []


@pytest.mark.parametrize("shape", ["1,96,96,3", "", "8"])
@pytest.mark.parametrize("part", ["batch", "rest"])
def test_a_static_input_is_good(shape: str, part: str) -> None:
    assert ask(static_shapes, f"input x: uint8[{shape}]", part=part) == []


def test_open_tensors_within_the_graph_are_not_asked_about() -> None:
    sketch = "input x: uint8[1,8]\nrelu y: uint8[?,?] <- x\noutput y"
    assert ask(static_shapes, sketch, part="rest") == []
    assert ask(static_shapes, sketch, part="batch") == []


def test_a_size_that_only_running_tells_is_told() -> None:
    sketch = """
    input x: float32[1,8]
    non-max-suppression a: int64[?,3], b: int64[1] <- x
    non-max-suppression c: int64[8,3] <- x
    relu d: float32[?,8] <- x
    unique e: int64[*] <- x
    """
    found = ask(data_dependent_shapes, sketch, operators=("non-max-suppression", "unique"))
    assert found == [
        FlatHit("NON_MAX_SUPPRESSION_V4 0", {"native": "NON_MAX_SUPPRESSION_V4"}, "data"),
        FlatHit("UNIQUE 3", {"native": "UNIQUE"}, "data"),
    ]


RESHAPE = "input x: int8[1,8,8]\nreshape y: int8[{0}] <- x"


def test_too_many_dimensions_are_told_with_the_shape() -> None:
    assert ask(rank_limits, RESHAPE.format("1,2,4,2,4"), max=4) == [
        FlatHit(
            "RESHAPE 0",
            {"role": "output", "shape": "1x2x4x2x4", "allowed": "at most 4", "rank": 5},
            "rank",
        )
    ]


@pytest.mark.parametrize(
    ("shape", "limits", "good"),
    [
        ("1,2,4,8", {"max": 4}, True),
        ("1,2,4,2,4", {"max": 4}, False),
        ("8,8", {"min": 2}, True),
        ("64", {"min": 2}, False),
        ("1,8,8", {"min": 3, "max": 3}, True),
        ("", {"min": 1}, False),
    ],
)
def test_a_rank_is_taken_up_to_both_limits(shape: str, limits: dict[str, int], good: bool) -> None:
    found = ask(rank_limits, RESHAPE.format(shape), roles=("output",), **limits)
    assert [hit.unknown for hit in found] == ([] if good else [None])


def test_an_unknown_rank_cannot_be_told() -> None:
    assert ask(rank_limits, RESHAPE.format("*"), max=4) == [
        FlatHit(
            "RESHAPE 0",
            {"role": "output", "shape": "unknown rank", "allowed": "at most 4", "rank": "?"},
            "rank",
            unknown="the rank of its output is not known",
        )
    ]


CONV = "input x: int8[{0}]\nconv y: int8[1,8,8,16] <- x, weights: int8[16,3,3,64]"


def dimension_found(shape: str, dimension: str, allow: object, format: str = "tflite") -> object:
    sketch = f"format {format}\n" + CONV.format(shape)
    found = ask(dimension_limits, sketch, dimension=dimension, allow=allow)
    return found[0].values["value"] if found else None


def test_a_dimension_beyond_the_limit_is_told() -> None:
    assert ask(
        dimension_limits, CONV.format("2,8,8,64"), dimension="batch", allow=Range(max=1)
    ) == [
        FlatHit(
            "CONV_2D 0",
            {
                "role": "input",
                "dimension": "batch",
                "shape": "2x8x8x64",
                "value": 2,
                "allowed": "at most 1",
            },
            "batch",
        )
    ]


@pytest.mark.parametrize(
    ("allow", "size", "good"),
    [
        (Range(max=64), 64, True),
        (Range(max=64), 65, False),
        (Range(min=16), 16, True),
        (Range(min=16), 15, False),
        (Range(multiple=16), 48, True),
        (Range(multiple=16), 47, False),
        ((16, 32), 32, True),
        ((16, 32), 24, False),
    ],
)
def test_a_dimension_is_taken_up_to_its_limit(allow: object, size: int, good: bool) -> None:
    assert dimension_found(f"1,8,8,{size}", "channels", allow) == (None if good else size)


def test_a_list_of_sizes_is_told_in_full() -> None:
    (hit,) = ask(dimension_limits, CONV.format("1,8,8,9"), dimension="channels", allow=(16, 32))
    assert hit.values["allowed"] == "16 or 32"


@pytest.mark.parametrize(
    ("dimension", "last", "first"),
    [("batch", 5, 5), ("height", 6, 7), ("width", 7, 8), ("channels", 8, 6)],
)
def test_a_dimension_stands_where_the_layout_puts_it(dimension: str, last: int, first: int) -> None:
    assert dimension_found("5,6,7,8", dimension, Range(max=0), "tflite") == last
    assert dimension_found("5,6,7,8", dimension, Range(max=0), "onnx") == first


def test_a_map_four_pixels_high_is_not_taken_for_a_planar_image() -> None:
    assert dimension_found("1,4,5,64", "channels", Range(max=0), "tflite") == 64
    assert dimension_found("1,64,5,4", "channels", Range(max=0), "onnx") == 64


def test_an_unknown_dimension_cannot_be_told() -> None:
    assert ask(dimension_limits, CONV.format("1,8,?,64"), dimension="width", allow=(8,)) == [
        FlatHit(
            "CONV_2D 0",
            {
                "role": "input",
                "dimension": "width",
                "shape": "1x8x?x64",
                "value": "?",
                "allowed": "8",
            },
            "width",
            unknown="the width of its input is not known",
        )
    ]


def test_an_unknown_rank_hides_the_dimension() -> None:
    (hit,) = ask(dimension_limits, CONV.format("*"), dimension="height", allow=(8,))
    assert hit.unknown == "the height of its input is not known"


def test_an_operand_of_another_rank_has_no_such_dimension() -> None:
    assert ask(dimension_limits, CONV.format("1,8,8"), dimension="width", allow=(5,)) == []


def test_another_role_may_be_asked_about() -> None:
    sketch = CONV.format("1,8,8,64")
    (hit,) = ask(dimension_limits, sketch, role="output", dimension="channels", allow=Range(max=15))
    assert (hit.values["role"], hit.values["value"]) == ("output", 16)


def test_of_several_inputs_the_first_that_is_too_large_is_told() -> None:
    sketch = "input a: int8[1,8,8,4]\ninput b: int8[3,8,8,4]\ninput c: int8[5,8,8,4]\n"
    sketch += "concatenation y: int8[9,8,8,4] <- a, b, c"
    found = ask(dimension_limits, sketch, dimension="batch", allow=Range(max=1))
    assert [hit.values["value"] for hit in found] == [3]


def test_an_image_of_a_size_that_is_not_taken_is_told_as_an_input() -> None:
    sketch = "format onnx\ninput x: float32[1,3,64,300]"
    found = ask(input_dimension_limits, sketch, dimension="width", allow=Range(multiple=32))
    assert found == [
        FlatHit(
            "x",
            {
                "role": "input",
                "dimension": "width",
                "shape": "1x3x64x300",
                "value": 300,
                "allowed": "a multiple of 32",
            },
            "width",
        )
    ]


@pytest.mark.parametrize(("width", "good"), [(320, True), (319, False), (321, False)])
@pytest.mark.parametrize("format", ["onnx", "tflite"])
@pytest.mark.parametrize("shape", ["1,3,64,{0}", "1,64,{0},3"])
def test_an_image_is_measured_in_its_own_layout(
    shape: str, format: str, width: int, good: bool
) -> None:
    sketch = f"format {format}\ninput x: uint8[{shape.format(width)}]"
    found = ask(input_dimension_limits, sketch, dimension="width", allow=Range(multiple=32))
    assert [hit.values["value"] for hit in found] == ([] if good else [width])


@pytest.mark.parametrize("shape", ["?,64,64,3", "*", "9,64", "1,64,?,3"])
def test_an_input_whose_size_is_open_is_left_to_the_question_of_static_shapes(shape: str) -> None:
    sketch = f"input x: uint8[{shape}]"
    for dimension in ("batch", "width"):
        found = ask(input_dimension_limits, sketch, dimension=dimension, allow=Range(max=64))
        assert found == []


def leading(shapes: tuple[str, str], innermost: int = 3) -> list[FlatHit]:
    given, result = shapes
    sketch = f"input x: int8[{given}]\nreshape y: int8[{result}] <- x"
    return ask(leading_ones, sketch, innermost=innermost)


def test_dimensions_before_the_innermost_that_are_not_one_are_told() -> None:
    values = {"role": "output", "shape": "2x3x8x8x4", "leading": "2x3"}
    assert leading(("1,8,8,24", "2,3,8,8,4")) == [FlatHit("RESHAPE 0", values, "leading")]


@pytest.mark.parametrize(
    ("shape", "good"),
    [
        ("1,8,8,4", True),
        ("2,8,8,4", False),
        ("1,1,8,8,4", True),
        ("1,2,8,8,4", False),
        ("0,8,8,4", False),
        ("8,8,4", True),
        ("4", True),
        ("", True),
        ("?,2,8,8,4", False),  # one that is known is enough
    ],
)
def test_only_ones_may_stand_before_the_innermost_dimensions(shape: str, good: bool) -> None:
    assert [hit.unknown for hit in leading((shape, "1"))] == ([] if good else [None])


def test_without_innermost_dimensions_all_have_to_be_one() -> None:
    assert leading(("1,1", "1"), innermost=0) == []
    assert leading(("1,2", "1"), innermost=0)[0].values["leading"] == "1x2"


def test_leading_dimensions_that_are_not_known_cannot_be_told() -> None:
    assert leading(("?,8,8,4", "1")) == [
        FlatHit(
            "RESHAPE 0",
            {"role": "input", "shape": "?x8x8x4", "leading": "?"},
            "leading",
            unknown="the leading dimensions of its input are not known",
        )
    ]
    assert leading(("1", "*")) == [
        FlatHit(
            "RESHAPE 0",
            {"role": "output", "shape": "unknown rank", "leading": "?"},
            "leading",
            unknown="the rank of its output is not known",
        )
    ]


def test_a_certain_answer_outweighs_one_that_cannot_be_told() -> None:
    sketch = "input x: int8[*]\ninput z: int8[1,8,8,9]\n"
    sketch += "concatenation y: int8[1,2,2,2,2] <- x, z"
    (hit,) = ask(rank_limits, sketch, max=4)
    assert (hit.unknown, hit.values["rank"]) == (None, 5)
    (hit,) = ask(leading_ones, sketch, innermost=3)
    assert (hit.unknown, hit.values["leading"]) == (None, "1x2")
    (hit,) = ask(dimension_limits, sketch, dimension="channels", allow=Range(max=8))
    assert (hit.unknown, hit.values["value"]) == (None, 9)


def test_several_dimensions_keep_to_one_limit() -> None:
    sketch = CONV.format("1,8,9,64")
    params = {"dimension": ("height", "width"), "allow": Range(parity="even")}
    (hit,) = ask(dimension_limits, sketch, **params)
    assert (hit.values["dimension"], hit.values["value"], hit.cause) == ("width", 9, "width")
    assert ask(dimension_limits, CONV.format("1,8,8,64"), **params) == []


def test_a_dimension_by_its_place_is_asked_about_at_any_rank() -> None:
    relu = "input x: int8[{}]\nrelu y: int8[1] <- x"
    params = {"dimension": 0, "allow": (1,)}
    assert ask(dimension_limits, relu.format("1,8"), **params) == []
    (hit,) = ask(dimension_limits, relu.format("4,8"), **params)
    assert (hit.values["dimension"], hit.values["value"]) == ("dimension 0", 4)
    (hit,) = ask(dimension_limits, relu.format("1,8"), dimension=-1, allow=(4,))
    assert hit.values["value"] == 8
    assert ask(dimension_limits, relu.format("8"), dimension=1, allow=(4,)) == []
    for shape in ("*", "?,8"):
        (hit,) = ask(dimension_limits, relu.format(shape), **params)
        assert hit.unknown == "the dimension 0 of its input is not known"


def test_one_kind_of_inputs_is_asked_about() -> None:
    sketch = "input x: int8[4,8]\nadd y: int8[4,8] <- x, int8[1,8]"
    params = {"dimension": 0, "allow": (1,)}
    assert ask(dimension_limits, sketch, role="constant-input", **params) == []
    assert len(ask(dimension_limits, sketch, role="variable-input", **params)) == 1


@pytest.mark.parametrize(("shape", "expected"), [("1,8,9,3", True), ("1,49,9,1", False)])
def test_of_colour_images_alone_other_inputs_are_passed_over(shape: str, expected: bool) -> None:
    sketch = f"input x: uint8[{shape}]"
    params = {"dimension": "width", "allow": Range(multiple=2), "colour": True}
    assert bool(ask(input_dimension_limits, sketch, **params)) is expected
