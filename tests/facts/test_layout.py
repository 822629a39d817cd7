"""Which dimension of an image tensor is which."""

import pytest

from dlpulint.facts.layout import (
    Dimension,
    as_four_dimensions,
    dimension,
    image_dimension,
    image_layout,
    in_four_dimensions,
    index_of,
)
from dlpulint.model.graph import Layout, Shape, Tensor


@pytest.mark.parametrize(
    ("shape", "layout"),
    [
        ((1, 96, 64, 3), "nhwc"),
        ((1, 96, 64, 4), "nhwc"),
        ((1, 3, 96, 64), "nchw"),
        ((1, 4, 96, 64), "nchw"),
        ((None, None, None, 3), "nhwc"),
        ((None, 3, None, None), "nchw"),
    ],
)
def test_colour_channels_tell_the_layout_of_an_image(shape: Shape, layout: str) -> None:
    assert image_layout(shape) == layout


@pytest.mark.parametrize(
    "shape",
    [
        None,
        (),
        (96, 64, 3),
        (1, 1, 96, 64, 3),
        (1, 96, 64, 1),  # grey: both layouts are the same bytes
        (1, 2, 96, 64),
        (1, 96, 64, 5),
        (1, 3, 96, 3),
        (1, 3, 64, 4),
        (1, None, 96, 64),
    ],
)
def test_other_shapes_tell_no_layout(shape: Shape | None) -> None:
    assert image_layout(shape) is None


def four(which: Dimension, shape: Shape) -> list[int | None]:
    tensor = Tensor("x", "int8", shape)
    return [
        dimension(tensor, which, "channels-last"),
        dimension(tensor, which, "channels-first"),
        image_dimension(tensor, which, "channels-last"),
        image_dimension(tensor, which, "channels-first"),
    ]


def test_within_a_graph_the_models_layout_tells_the_dimensions() -> None:
    assert four("batch", (5, 6, 7, 8)) == [5, 5, 5, 5]
    assert four("height", (5, 6, 7, 8)) == [6, 7, 6, 7]
    assert four("width", (5, 6, 7, 8)) == [7, 8, 7, 8]
    assert four("channels", (5, 6, 7, 8)) == [8, 6, 8, 6]


def test_of_an_image_its_own_channels_tell_the_dimensions() -> None:
    assert four("width", (1, 3, 96, 64)) == [96, 64, 64, 64]
    assert four("width", (1, 96, 64, 3)) == [64, 3, 64, 64]
    assert four("channels", (1, 96, 64, 3)) == [3, 96, 3, 3]


@pytest.mark.parametrize("shape", [None, (), (1, 8), (1, 8, 8), (1, 2, 3, 4, 5)])
def test_a_tensor_of_another_rank_has_no_such_dimensions(shape: Shape | None) -> None:
    tensor = Tensor("x", "int8", shape)
    assert dimension(tensor, "batch", "channels-last") is None
    assert image_dimension(tensor, "batch", "channels-last") is None


def test_an_open_dimension_is_unknown() -> None:
    assert four("height", (1, None, None, 16)) == [None, None, None, None]


@pytest.mark.parametrize(
    ("which", "rank", "layout", "place"),
    [
        ("height", 4, "channels-last", 1),
        ("channels", 4, "channels-last", 3),
        ("channels", 4, "channels-first", 1),
        ("width", 4, "channels-first", 3),
        ("batch", 3, "channels-last", 0),
        ("batch", 1, "channels-last", None),
        ("channels", 2, "channels-last", 1),
        ("channels", 3, "channels-first", 1),
        ("channels", 2, "channels-first", 1),
        ("channels", 1, "channels-first", 0),
        ("channels", 0, "channels-last", None),
        ("height", 3, "channels-last", None),
        (0, 2, "channels-last", 0),
        (-1, 5, "channels-last", 4),
        (2, 2, "channels-last", None),
        (-3, 2, "channels-last", None),
    ],
)
def test_a_dimension_has_a_place_at_any_rank(
    which: Dimension | int, rank: int, layout: Layout, place: int | None
) -> None:
    assert index_of(which, rank, layout) == place


@pytest.mark.parametrize(
    ("shape", "written"),
    [
        ((), (1, 1, 1, 1)),
        ((1,), (1, 1, 1, 1)),
        ((8,), (1, 8, 1, 1)),
        ((3, 8), (1, 3, 8, 1)),
        ((1, 8), (1, 8, 1, 1)),
        ((1, 5, 8), (1, 5, 8, 1)),
        ((3, 5, 8), (1, 3, 5, 8)),
        ((None, 8), (None, 8, 1, 1)),
        ((2, 4, 4, 2), (2, 4, 4, 2)),
        ((1, 2, 3, 4, 5), None),
    ],
)
def test_a_shape_is_written_with_four_dimensions(shape: Shape, written: Shape | None) -> None:
    assert as_four_dimensions(shape) == written
    kept = shape if len(shape) > 3 else written
    assert in_four_dimensions(Tensor("x", "int8", shape)).shape == kept


def test_a_tensor_of_unknown_rank_stays_as_it_is() -> None:
    assert in_four_dimensions(Tensor("x", "int8", None)).shape is None
