"""Checks of a window against its input, and of the padding around it."""

import pytest
from msgspec.structs import replace

from dlpulint.checks.operators import Range
from dlpulint.checks.windows import idle_window, output_padding, padding_limits, window_limits
from dlpulint.facts.facts import Facts
from dlpulint.loader.sketch.read import model_from_sketch
from tests.checks.asking import FlatHit, ask


def pool(kernel: str, size: str = "7,7", words: str = "stride=1 padding=valid") -> str:
    return (
        f"input x: int8[1,{size},8]\naverage-pool y: int8[1,1,1,8] <- x {{kernel={kernel} {words}}}"
    )


def test_a_window_that_does_not_cover_its_input_is_told() -> None:
    assert ask(window_limits, pool("7x5"), window="whole-input") == [
        FlatHit(
            "AVERAGE_POOL_2D 0",
            {"kernel": "7x5", "shape": "1x7x7x8", "allowed": "the whole input"},
            "window",
        )
    ]
    assert ask(window_limits, pool("7x7"), window="whole-input") == []


@pytest.mark.parametrize(("kernel", "good"), [("7x7", True), ("5x7", True), ("7x8", False)])
def test_a_window_lies_within_its_input_or_not(kernel: str, good: bool) -> None:
    assert (ask(window_limits, pool(kernel), window="within-input") == []) is good


def test_a_window_against_an_unknown_size_cannot_be_told() -> None:
    (hit,) = ask(window_limits, pool("7x7", "7,?"), window="whole-input")
    assert hit.unknown == "its window or the size of its input is not known"
    (hit,) = ask(window_limits, pool("6x7", "7,?"), window="whole-input")
    assert hit.unknown is None


def test_padding_beyond_the_limit_is_told_side_by_side() -> None:
    sketch = (
        "input x: int8[1,9,9,8]\n"
        "pad y: int8[1,17,11,8] <- x {pad_top=0 pad_bottom=8 pad_left=1 pad_right=1}"
    )
    assert ask(padding_limits, sketch, allow=Range(max=7)) == [
        FlatHit(
            "PAD 0",
            {"padding": "0+8 rows and 1+1 columns", "allowed": "at most 7"},
            "padding",
        )
    ]
    assert ask(padding_limits, sketch, allow=Range(max=8)) == []


@pytest.mark.parametrize(
    ("kernel", "size", "words", "most"),
    [
        ("3x3", "7,7", "stride=1 padding=valid", 0),
        ("3x3", "7,7", "stride=1 padding=same", 1),
        ("5x5", "7,7", "stride=1 padding=same", 2),
        ("3x3", "8,8", "stride=2 padding=same", 1),
        ("2x2", "8,8", "stride=2 padding=same", 0),
        ("2x2", "7,7", "stride=2 padding=same", 1),
        ("7x7", "7,7", "stride=7 padding=same", 0),
        ("7x7", "7,7", "stride=1 padding=same", 3),
        ("3x3", "7,7", "stride=1 dilation=2 padding=same", 2),
    ],
)
def test_padding_follows_from_window_stride_and_size(
    kernel: str, size: str, words: str, most: int
) -> None:
    sketch = pool(kernel, size, words)
    assert ask(padding_limits, sketch, allow=Range(max=most)) == []
    if most:
        assert len(ask(padding_limits, sketch, allow=Range(max=most - 1))) == 1
        assert ask(padding_limits, sketch, allow=Range(max=0), or_same=True) == []


@pytest.mark.parametrize(
    ("sketch", "reason"),
    [
        (pool("3x3", words="stride=1 padding=other"), "its padding is not known"),
        (pool("3x3", "?,7", "stride=1 padding=same"), "its padding is not known"),
    ],
)
def test_padding_that_is_not_in_the_file_cannot_be_told(sketch: str, reason: str) -> None:
    (hit,) = ask(padding_limits, sketch, allow=Range(max=0))
    assert hit.unknown == reason


def folded(pads: str, padding: str = "valid", more: str = "") -> str:
    top, bottom, left, right = pads.split()
    return (
        "input x: int8[1,32,32,8]\n"
        f"pad p: int8[1,64,64,8] <- x "
        f"{{pad_top={top} pad_bottom={bottom} pad_left={left} pad_right={right}}}\n"
        "conv y: int8[1,32,32,8] <- p, "
        f"weights: int8[8,9,9,8] {{stride=1 padding={padding}}}\n{more}"
    )


@pytest.mark.parametrize(
    ("pads", "padding", "most", "good"),
    [
        ("2 2 2 2", "valid", 2, True),
        ("2 3 2 2", "valid", 2, False),
        ("4 4 4 4", "valid", 2, True),  # what SAME means for a 9x9 window
        ("1 1 1 1", "same", 5, True),
        ("1 1 1 1", "same", 4, False),
    ],
)
def test_a_pad_before_is_a_part_of_the_padding(
    pads: str, padding: str, most: int, good: bool
) -> None:
    params = {"or_same": True, "folded": True, "allow": Range(max=most)}
    found = ask(padding_limits, folded(pads, padding), **params)
    assert ([hit for hit in found if hit.subject == "CONV_2D 1"] == []) is good


def test_a_pad_that_others_read_is_no_part_of_the_padding() -> None:
    sketch = folded("9 9 9 9", more="relu z: int8[1,64,64,8] <- p")
    found = ask(padding_limits, sketch, allow=Range(max=7), folded=True)
    assert [hit.subject for hit in found if hit.unknown is None] == ["PAD 0"]


@pytest.mark.parametrize(
    ("pad", "good"),
    [
        ("pad p: int8[1,16,16,8] <- x", False),
        ("pad-v2 p: int8[1,16,16,8] scale=0.1 zp=3 <- x, parameter: int8[1] = 3", False),
        ("pad-v2 p: int8[1,16,16,8] scale=0.1 zp=3 <- x, parameter: int8[1] = 4", True),
        ("pad p: int8[1,16,16,9] <- x", True),
        ("pad p: int8[2,16,16,8] <- x", True),
    ],
)
def test_a_pad_of_zeros_around_height_and_width_is_a_part_of_the_padding(
    pad: str, good: bool
) -> None:
    sketch = (
        "input x: int8[1,0,0,8] scale=0.1 zp=3\n"
        f"{pad} {{pad_top=8 pad_bottom=8 pad_left=8 pad_right=8}}\n"
        "conv y: int8[1,16,16,8] <- p, weights: int8[8,1,1,8] {stride=1 padding=valid}"
    ).replace("1,0,0,8", "1,1,1,8")
    found = ask(padding_limits, sketch, allow=Range(max=7), folded=True)
    assert ([hit for hit in found if hit.subject == "CONV_2D 1"] == []) is good


def transposed(size: str, words: str = "stride=2 padding=valid", given: str = "8,8") -> str:
    return (
        f"input x: int8[1,{given},4]\n"
        f"transpose-conv y: int8[1,{size},4] <- x, weights: int8[4,3,3,4] {{{words}}}"
    )


def test_a_row_that_no_window_reaches_is_told() -> None:
    assert ask(output_padding, transposed("17,17")) == []
    values = {"padding": 1, "shape": "1x8x8x4", "other_shape": "1x18x17x4"}
    hit = FlatHit("TRANSPOSE_CONV 0", values, "output-padding")
    assert ask(output_padding, transposed("18,17")) == [hit]
    assert ask(output_padding, transposed("18,18"), max=1) == []


def test_rows_of_an_unknown_size_cannot_be_told() -> None:
    (hit,) = ask(output_padding, transposed("17,17", given="?,8"))
    assert hit.unknown == "its window or a size is not known"
    assert ask(output_padding, "input x: int8[4]\nrelu y: int8[4] <- x")[0].unknown is not None


def test_without_an_input_or_a_result_there_is_no_row_to_reach() -> None:
    model = model_from_sketch(transposed("18,17"))
    (operator,) = model.operators
    facts = Facts(model)
    for without in (replace(operator, inputs=(), roles=()), replace(operator, outputs=())):
        assert list(output_padding.ask(without, facts, output_padding.params())) == []


def test_a_window_of_one_element_with_stride_1_does_nothing() -> None:
    assert ask(idle_window, pool("1x1")) == [
        FlatHit("AVERAGE_POOL_2D 0", {"kernel": "1x1"}, "window")
    ]
    assert ask(idle_window, pool("2x1")) == []
    assert ask(idle_window, pool("1x1", words="stride=2")) == []
    (hit,) = ask(idle_window, "input x: int8[4]\nmax-pool y: int8[4] <- x {stride=1}")
    assert hit.unknown == "its window or its stride is not in the file"
