"""Convolutions that pad by themselves."""

import pytest

from dlpulint.mending.draft import Draft
from dlpulint.mending.edits.fold_pad import fold_pad
from tests.mending.applying import left_alone, mended, natives
from tests.mending.models import INT64, SAME, VALID, Builder
from tests.mending.samples import padded


@pytest.mark.parametrize(
    ("before", "after", "stride", "size", "kernel"),
    [(1, 1, 1, 8, 3), (2, 2, 1, 8, 5), (0, 1, 2, 8, 3), (1, 1, 2, 7, 3), (0, 1, 1, 8, 2),
     (1, 2, 2, 8, 5), (1, 2, 1, 8, 4)],
)  # fmt: skip
def test_padding_that_same_adds_as_well_is_folded(
    before: int, after: int, stride: int, size: int, kernel: int
) -> None:
    data = padded(before, after, stride=stride, size=size, kernel=kernel)
    change, mended_file = mended("fold-pad", data)
    assert natives(mended_file) == ["CONV_2D"]
    (convolution,) = mended_file.operators
    assert convolution["builtin_options"].integer("padding") == SAME
    assert convolution.numbers("inputs")[0] == mended_file.inputs[0]
    assert len(mended_file.tensors) == 4
    assert change.description == "Folded PAD into 1 convolution with SAME padding"
    assert (change.promise, change.application) == ("exact", ())


@pytest.mark.parametrize(
    ("before", "after", "stride", "size", "kernel"),
    [(1, 2, 1, 8, 3), (2, 1, 1, 8, 3), (0, 1, 1, 8, 3), (1, 0, 1, 8, 3), (1, 1, 2, 8, 3),
     (1, 0, 2, 8, 3), (2, 2, 1, 8, 3), (1, 0, 1, 8, 2), (1, 1, 1, 8, 4), (1, 1, 4, 8, 1)],
)  # fmt: skip
def test_other_padding_is_left_alone(
    before: int, after: int, stride: int, size: int, kernel: int
) -> None:
    data = padded(before, after, stride=stride, size=size, kernel=kernel)
    assert left_alone("fold-pad", data)


def test_depthwise_and_dilated_convolutions_are_folded() -> None:
    b = Builder()
    image = b.tensor(1, 8, 8, 3)
    edges = b.numbers(0, 0, 2, 2, 2, 2, 0, 0, shape=(4, 2))
    inner = b.operator("PAD", [image, edges], b.tensor(1, 12, 12, 3), "PadOptions", version=2)
    layer = b.conv(inner, 3, dilation=2, padding=VALID, depthwise=True)
    _, after = mended("fold-pad", b.file([image], [layer]))
    assert natives(after) == ["DEPTHWISE_CONV_2D"]


def with_pad(
    *edges: int,
    scale: float = 0.1,
    type: int = 2,
    signature: tuple[int, ...] = (),
) -> tuple[Builder, int]:
    """A file that begins with a PAD, and the PAD's result."""
    b = Builder()
    image = b.tensor(1, 8, 8, 3, signature=signature)
    numbers = b.numbers(*edges, shape=(4, 2), type=type)
    inner = b.tensor(1, 10, 10, 3, scale=scale)
    b.operator("PAD", [image, numbers], inner, "PadOptions", version=2)
    return b, inner


GOOD = (0, 0, 1, 1, 1, 1, 0, 0)


def test_the_options_that_differ_from_here_on_are_the_only_reason() -> None:
    b, inner = with_pad(*GOOD)
    mended("fold-pad", b.file([0], [b.conv(inner, 4, padding=VALID)]))


@pytest.mark.parametrize(
    "edges", [(0, 0, 1, 1, 1, 1, 0, 1), (1, 0, 1, 1, 1, 1, 0, 0), (0, 0, 1, 1, 0, 2, 0, 0)]
)
def test_padding_of_channels_batch_or_one_side_is_left_alone(edges: tuple[int, ...]) -> None:
    b, inner = with_pad(*edges)
    assert left_alone("fold-pad", b.file([0], [b.conv(inner, 4, padding=VALID)]))


def test_another_scale_is_left_alone() -> None:
    b, inner = with_pad(*GOOD, scale=0.2)
    assert left_alone("fold-pad", b.file([0], [b.conv(inner, 4, padding=VALID)]))


def test_edges_of_another_type_are_left_alone() -> None:
    b, inner = with_pad(*GOOD, type=INT64)
    assert left_alone("fold-pad", b.file([0], [b.conv(inner, 4, padding=VALID)]))


def test_a_convolution_that_pads_besides_is_left_alone() -> None:
    b, inner = with_pad(*GOOD)
    assert left_alone("fold-pad", b.file([0], [b.conv(inner, 4, padding=SAME)]))


def test_an_open_height_is_left_alone_and_an_open_batch_is_not() -> None:
    b, inner = with_pad(*GOOD, signature=(1, -1, 8, 3))
    assert left_alone("fold-pad", b.file([0], [b.conv(inner, 4, padding=VALID)]))
    b, inner = with_pad(*GOOD, signature=(-1, 8, 8, 3))
    mended("fold-pad", b.file([0], [b.conv(inner, 4, padding=VALID)]))


@pytest.mark.parametrize("output", [True, False])
def test_a_pad_that_something_else_needs_stays(output: bool) -> None:
    b, inner = with_pad(*GOOD)
    layer = b.conv(inner, 4, padding=VALID)
    other = b.operator("ADD", [inner, inner], b.tensor(1, 10, 10, 3), "AddOptions")
    data = b.file([0], [layer, inner if output else other])
    _, after = mended("fold-pad", data)
    assert natives(after)[:2] == ["PAD", "CONV_2D"]
    assert after.operators[1].numbers("inputs")[0] == after.inputs[0]


def test_two_convolutions_after_one_pad_are_folded() -> None:
    b, inner = with_pad(*GOOD)
    layers = [b.conv(inner, 4, padding=VALID) for _ in range(2)]
    change, after = mended("fold-pad", b.file([0], layers))
    assert natives(after) == ["CONV_2D", "CONV_2D"]
    assert change.description == "Folded PAD into 2 convolutions with SAME padding"


def test_computed_edges_are_left_alone() -> None:
    b = Builder()
    image, edges = b.tensor(1, 8, 8, 3), b.tensor(4, 2, type=2, scale=None)
    inner = b.operator("PAD", [image, edges], b.tensor(1, 10, 10, 3), "PadOptions")
    assert left_alone("fold-pad", b.file([image, edges], [b.conv(inner, 4, padding=VALID)]))


def test_a_pad_with_an_input_too_many_is_left_alone() -> None:
    b, inner = with_pad(*GOOD)
    b.operators[0]["inputs"] = (*b.operators[0].numbers("inputs"), 1)
    assert left_alone("fold-pad", b.file([0], [b.conv(inner, 4, padding=VALID)]))


def test_a_convolution_without_options_is_left_alone() -> None:
    b, inner = with_pad(*GOOD)
    layer = b.conv(inner, 4, padding=VALID)
    b.operators[-1].remove("builtin_options", "builtin_options_type")
    assert fold_pad(Draft(b.file([0], [layer]))) is None
