"""Checks of which operators are there, and of their options and operands."""

import pytest

from dlpulint.checks.operators import (
    Range,
    SameAs,
    attribute_limits,
    forbidden_operators,
    not_beside,
    operand_count,
    operand_kind,
    standard_domain,
    text_of,
)
from tests.checks.asking import FlatHit, ask

RELU = "input x: int8[1,8]\nrelu y: int8[1,8] <- x"


def conv(**options: object) -> str:
    """A convolution whose options are all there but those given as `None`."""
    given = {"kernel": "3x3", "stride": "1x1", "padding": "same"} | options
    words = " ".join(f"{name}={value}" for name, value in given.items())
    # A sketch gives conv strides of its own; l2-pool has only what is written.
    return f"input x: int8[1,9,9,8]\nl2-pool y: int8[1,9,9,8] <- x {{{words}}}"


VALUES = {
    "kernel_height": 3,
    "kernel_width": 3,
    "stride_height": 1,
    "stride_width": 1,
    "padding": "same",
}


def test_a_forbidden_operator_is_told_by_its_native_name() -> None:
    sketch = "input x: int8[1,8]\nflex:Erf y: int8[1,8] <- x"
    assert ask(forbidden_operators, sketch) == [
        FlatHit("FlexErf 0", {"native": "FlexErf"}, "FlexErf")
    ]


def test_an_operator_that_is_excepted_is_good() -> None:
    sketch = "input x: int8[1,8]\ncustom:Known y: int8[1,8] <- x\ncustom:Other z: int8[1,8] <- y"
    assert ask(forbidden_operators, sketch, allow=("custom:Known",)) == [
        FlatHit("Other 1", {"native": "Other"}, "Other")
    ]
    assert ask(forbidden_operators, sketch, allow=("custom:*",)) == []


def test_an_operator_of_somebodys_extension_is_told_with_its_domain() -> None:
    sketch = "format onnx\ninput x: int8[1]\nonnx:com.microsoft.Rope y: int8[1] <- x"
    assert ask(standard_domain, sketch) == [
        FlatHit("com.microsoft.Rope 0", {"domain": "com.microsoft"}, "com.microsoft")
    ]


@pytest.mark.parametrize("format", ["onnx", "tflite"])
def test_an_operator_of_the_formats_own_set_is_good(format: str) -> None:
    assert ask(standard_domain, f"format {format}\n{RELU}") == []


def test_an_option_outside_a_list_is_told_with_all_options() -> None:
    assert ask(attribute_limits, conv(stride="4x1"), limits={"stride_height": (1, 2, 3)}) == [
        FlatHit(
            "L2_POOL_2D 0",
            VALUES
            | {
                "stride_height": 4,
                "attribute": "stride_height",
                "allowed": "1, 2 or 3",
                "value": 4,
            },
            "stride",
        )
    ]


@pytest.mark.parametrize("stride", [1, 2, 3])
def test_an_option_of_the_list_is_good(stride: int) -> None:
    sketch = conv(stride=f"{stride}x1")
    assert ask(attribute_limits, sketch, limits={"stride_height": (1, 2, 3)}) == []


@pytest.mark.parametrize(
    ("value", "limit", "good"),
    [
        (2, Range(min=2), True),
        (1, Range(min=2), False),
        (7, Range(max=7), True),
        (8, Range(max=7), False),
        (2, Range(min=2, max=4), True),
        (4, Range(min=2, max=4), True),
        (5, Range(min=2, max=4), False),
        (1, Range(min=2, max=4), False),
        (8, Range(multiple=4), True),
        (6, Range(multiple=4), False),
        (12, Range(max=10, multiple=4), False),
        (8, Range(above=7, below=9), True),
        (7, Range(above=7), False),
        (9, Range(below=9), False),
        (8, Range(parity="even"), True),
        (7, Range(parity="even"), False),
        (7, Range(parity="odd"), True),
        (8, Range(parity="odd"), False),
        (8, Range(), True),
    ],
)
def test_a_range_takes_what_lies_within_both_its_ends(value: int, limit: Range, good: bool) -> None:
    assert limit.admits(value) is good
    found = ask(attribute_limits, conv(kernel=f"{value}x3"), limits={"kernel_height": limit})
    assert [hit.cause for hit in found] == ([] if good else ["kernel"])


@pytest.mark.parametrize(
    ("limit", "written"),
    [
        (Range(min=1, max=4), "1 to 4"),
        (Range(min=2), "at least 2"),
        (Range(max=7), "at most 7"),
        (Range(multiple=16), "a multiple of 16"),
        (Range(max=64, multiple=16), "at most 64 and a multiple of 16"),
        (Range(min=0, max=0), "0"),
        (Range(above=0, below=0.5), "more than 0 and less than 0.5"),
        (Range(parity="odd"), "an odd number"),
        (Range(max=417, parity="even"), "at most 417 and an even number"),
        (SameAs(same_as="stride_height"), "the same as stride height"),
        ((1, 2), "1 or 2"),
        (("same",), "same"),
    ],
)
def test_what_is_allowed_is_written_as_people_do(limit: object, written: str) -> None:
    assert text_of(limit) == written  # type: ignore[arg-type]


def test_options_that_have_to_be_equal_may_not_differ() -> None:
    limits = {"stride_width": SameAs(same_as="stride_height")}
    assert ask(attribute_limits, conv(stride="2x2"), limits=limits) == []
    (hit,) = ask(attribute_limits, conv(stride="2x1"), limits=limits)
    assert hit.values["value"] == 1
    assert hit.values["allowed"] == "the same as stride height"
    assert (hit.cause, hit.unknown) == ("stride", None)


def test_an_option_that_is_not_in_the_file_cannot_be_told() -> None:
    assert ask(attribute_limits, conv(), limits={"block_size": (2,)}) == [
        FlatHit(
            "L2_POOL_2D 0",
            VALUES | {"attribute": "block_size", "allowed": "2", "value": "?"},
            "block_size",
            unknown="its block size is not in the file",
        )
    ]


def test_an_option_that_has_to_equal_an_absent_one_cannot_be_told() -> None:
    limits = {"stride_width": SameAs(same_as="dilation_height")}
    (hit,) = ask(attribute_limits, conv(), limits=limits)
    assert hit.unknown == "its dilation height is not in the file"


def test_a_bad_option_outweighs_an_absent_one_and_one_answer_is_enough() -> None:
    limits = {"block_size": (2,), "stride_height": (2,), "kernel_width": (5,), "axis": (1,)}
    (hit,) = ask(attribute_limits, conv(), limits=limits)
    assert (hit.cause, hit.unknown, hit.values["attribute"]) == ("stride", None, "stride_height")


def test_of_absent_options_the_first_is_told() -> None:
    (hit,) = ask(attribute_limits, conv(), limits={"block_size": (2,), "axis": (1,)})
    assert hit.cause == "block_size"


def test_words_and_flags_are_options_too() -> None:
    flags = "input x: int8[1,4,4,8]\nresize-bilinear y: int8[1,8,8,8] <- x {align_corners=true}"
    (hit,) = ask(attribute_limits, flags, limits={"align_corners": (False,)})
    assert (hit.values["value"], hit.values["allowed"]) == (True, "False")
    assert ask(attribute_limits, flags, limits={"align_corners": (True,)}) == []
    (hit,) = ask(attribute_limits, conv(padding="valid"), limits={"padding": ("same",)})
    assert (hit.values["value"], hit.cause) == ("valid", "padding")


def test_a_word_or_a_list_of_numbers_lies_in_no_range() -> None:
    (hit,) = ask(attribute_limits, conv(), limits={"padding": Range(min=0)})
    assert hit.values["value"] == "same"
    sketch = "input x: int8[1,8]\ntranspose y: int8[8,1] <- x {perm=1,0}"
    (hit,) = ask(attribute_limits, sketch, limits={"perm": Range(max=3)})
    assert hit.values["value"] == "1, 0"


OPERANDS = """
input x: int8[1,8]
input w: int8[4,8]
fully-connected a: int8[1,4] <- x, weights: int8[4,8], bias: int32[4]
fully-connected b: int8[1,4] <- x, weights: w
"""


@pytest.mark.parametrize(
    ("be", "hits"),
    [
        ("constant", [("FULLY_CONNECTED 1", "variable")]),
        ("variable", [("FULLY_CONNECTED 0", "constant")]),
        ("present", []),
        ("absent", [("FULLY_CONNECTED 0", "constant"), ("FULLY_CONNECTED 1", "variable")]),
    ],
)
def test_weights_are_constant_or_computed_as_they_have_to_be(
    be: str, hits: list[tuple[str, str]]
) -> None:
    assert ask(operand_kind, OPERANDS, role="weights", be=be) == [
        FlatHit(subject, {"role": "weights", "found": found}, "weights") for subject, found in hits
    ]


@pytest.mark.parametrize(
    ("be", "hits"),
    [
        ("present", [("FULLY_CONNECTED 1", "absent")]),
        ("absent", [("FULLY_CONNECTED 0", "constant")]),
        ("constant", []),  # one that is left out is not asked about
        ("variable", [("FULLY_CONNECTED 0", "constant")]),
    ],
)
def test_a_bias_is_there_or_left_out_as_it_has_to_be(be: str, hits: list[tuple[str, str]]) -> None:
    assert ask(operand_kind, OPERANDS, role="bias", be=be) == [
        FlatHit(subject, {"role": "bias", "found": found}, "bias") for subject, found in hits
    ]


def test_of_several_operands_of_a_role_the_first_that_is_wrong_is_told_once() -> None:
    sketch = "input x: int8[8]\nadd y: int8[8] <- x, int8[8]\nadd z: int8[8] <- int8[8], int8[8]"
    assert ask(operand_kind, sketch, role="input", be="variable") == [
        FlatHit("ADD 0", {"role": "input", "found": "constant"}, "input"),
        FlatHit("ADD 1", {"role": "input", "found": "constant"}, "input"),
    ]


def test_several_operands_may_be_asked_about_at_once() -> None:
    sketch = "input x: int8[8]\ninput s: int32[1]\nslice y: int8[4] <- x, begin: int32[1], size: s"
    assert ask(operand_kind, sketch, role=("begin", "size"), be="constant") == [
        FlatHit("SLICE 0", {"role": "size", "found": "variable"}, "size")
    ]
    assert ask(operand_kind, sketch, role=("begin", "axes"), be="constant") == []
    assert ask(operand_kind, sketch, role=("begin", "axes"), be="present") == [
        FlatHit("SLICE 0", {"role": "axes", "found": "absent"}, "axes")
    ]


def test_more_operands_than_are_taken_are_counted() -> None:
    sketch = "input x: int8[1,8]\nconcatenation y: int8[1,24] <- x, x, x"
    hit = FlatHit("CONCATENATION 0", {"count_of_role": 3, "role": "input"}, "input")
    assert ask(operand_count, sketch, role="input", max=2) == [hit]
    assert ask(operand_count, sketch, role="input", max=3) == []


@pytest.mark.parametrize(("operands", "good"), [("x", False), ("x, x", True), ("x, x, x", True)])
def test_fewer_operands_than_are_wanted_are_counted(operands: str, good: bool) -> None:
    sketch = f"input x: int8[4]\nconcatenation y: int8[4] <- {operands}"
    assert (ask(operand_count, sketch, role="input", min=2) == []) is good


def test_every_operator_beside_a_compiled_network_is_named() -> None:
    sketch = "input x: int8[1]\ncustom:a y: int8[1] <- x\nrelu z: int8[1] <- y"
    assert ask(not_beside, sketch, beside=("custom:*",)) == [
        FlatHit("a 0", {"native": "a"}, "beside"),
        FlatHit("RELU 1", {"native": "RELU"}, "beside"),
    ]


def test_operators_without_such_company_are_good() -> None:
    assert ask(not_beside, RELU, beside=("custom:*",)) == []
