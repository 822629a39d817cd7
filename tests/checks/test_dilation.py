"""A check of how far apart the taps of a convolution lie."""

import pytest

from dlpulint.checks.dilation import equal_dilation
from tests.checks.asking import FlatHit, ask


def conv(kernel: str, dilation: str) -> str:
    return (
        "input x: int8[1,32,32,8]\n"
        f"l2-pool y: int8[1,32,32,8] <- x {{kernel={kernel} stride=1{dilation}}}"
    )


@pytest.mark.parametrize(
    ("kernel", "dilation"),
    [("3x3", "2x2"), ("1x7", "1x4"), ("7x1", "4x1"), ("1x1", "1x2")],
)
def test_equal_dilation_is_fine_and_so_is_any_along_one_side(kernel: str, dilation: str) -> None:
    assert ask(equal_dilation, conv(kernel, f" dilation={dilation}")) == []


def test_two_dilations_of_a_square_kernel_are_bad() -> None:
    hit = FlatHit("L2_POOL_2D 0", {"dilation": "1x2"}, "dilation")
    assert ask(equal_dilation, conv("3x3", " dilation=1x2")) == [hit]


def test_a_dilation_that_the_file_does_not_say_cannot_be_told() -> None:
    hit = FlatHit(
        "L2_POOL_2D 0", {"dilation": "?x?"}, "dilation", unknown="its dilation is not in the file"
    )
    assert ask(equal_dilation, conv("3x3", "")) == [hit]
