"""The padding that a convolution or pool really has."""

import pytest

from dlpulint.facts.window_padding import Padding, folded_pad, padding_of, same_padding
from dlpulint.loader.sketch.read import model_from_sketch


def padding(words: str, size: str = "7,8", head: str = "") -> Padding | None:
    model = model_from_sketch(
        f"{head}input x: int8[1,{size},8]\nmax-pool y: int8[1,4,4,8] <- x {{kernel=3 {words}}}"
    )
    return padding_of(model.operators[0], "channels-last")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("stride=1 padding=valid", Padding(0, 0, 0, 0)),
        ("stride=1 padding=same", Padding(1, 1, 1, 1)),
        ("stride=2 padding=same", Padding(1, 1, 0, 1)),
        ("stride=2 pad_top=1 pad_bottom=2 pad_left=3 pad_right=4", Padding(1, 2, 3, 4)),
        ("stride=2 padding=explicit", None),
        ("stride=0 padding=same", None),
    ],
)
def test_padding_is_written_or_follows(words: str, expected: Padding | None) -> None:
    assert padding(words) == expected


def test_padding_of_an_input_of_unknown_size_is_unknown() -> None:
    assert padding("stride=1 padding=same", "?,8") is None


def test_paddings_add_up_and_can_be_mirrored() -> None:
    found = Padding(1, 2, 3, 4) + Padding(10, 20, 30, 40)
    assert found.sides == (11, 22, 33, 44)
    assert found.mirrored == Padding(22, 11, 44, 33)
    assert str(found) == "11+22 rows and 33+44 columns"


PAD = """
input x: int8[1,6,6,8]
pad p: int8[1,8,8,8] <- x {pad_top=1 pad_bottom=1 pad_left=1 pad_right=1}
max-pool y: int8[1,6,6,8] <- p {kernel=3 stride=1 padding=valid}
"""


def test_a_pad_that_one_operator_reads_is_folded() -> None:
    model = model_from_sketch(PAD)
    assert folded_pad(model.operators[1], model) is model.operators[0]
    assert folded_pad(model.operators[0], model) is None
    assert same_padding(model.operators[1], "channels-last", model.inputs[0]) == Padding(1, 1, 1, 1)


@pytest.mark.parametrize(
    "text",
    [
        PAD + "relu z: int8[1,8,8,8] <- p",
        PAD + "output p",
        PAD.replace("{pad_top=1 pad_bottom=1 pad_left=1 pad_right=1}", ""),
    ],
)
def test_a_pad_that_is_read_elsewhere_or_says_nothing_is_not_folded(text: str) -> None:
    model = model_from_sketch(text)
    assert folded_pad(model.operators[1], model) is None
