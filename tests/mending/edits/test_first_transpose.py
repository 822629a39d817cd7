"""Inputs without the TRANSPOSE that comes first."""

import pytest

from dlpulint.mending.ends import Step
from tests.mending.applying import left_alone, mended, natives
from tests.mending.models import INT64, UINT8, Builder
from tests.mending.samples import first_transpose


def test_an_input_has_the_layout_of_the_layers() -> None:
    change, after = mended("first-transpose", first_transpose())
    assert natives(after) == ["CONV_2D"]
    (image,) = after.inputs
    assert after.tensors[image].numbers("shape") == (1, 8, 6, 3)
    assert after.tensors[image].text("name") == "image"
    assert after.input_steps == [(Step(kind="transpose", permutation=(0, 2, 3, 1)),)]
    assert change.promise == "exact"
    assert change.application == (
        "Feed 'image' as 1x8x6x3 instead of 1x3x8x6: x.transpose(0, 2, 3, 1)",
    )


def transposed(
    *, axes: tuple[int, ...] = (0, 2, 3, 1), type: int = -1, scale: float = 0.1, stated: int = 8
) -> Builder:
    """An input that is transposed; the height that the file states of the result may be wrong."""
    b = Builder()
    image = b.tensor(1, 3, 8, 6)
    given = {} if type < 0 else {"type": type}
    result = b.tensor(1, stated, 6, 3, scale=scale, **given)
    b.operator("TRANSPOSE", [image, b.numbers(*axes)], result, "TransposeOptions", version=2)
    return b


def test_the_true_size_counts_where_the_file_states_another() -> None:
    b = transposed(stated=1)
    output = b.conv(1, 4)
    _, after = mended("first-transpose", b.file([0], [output]))
    assert after.tensors[after.inputs[0]].numbers("shape") == (1, 8, 6, 3)


@pytest.mark.parametrize("change", [{"scale": 0.2}, {"type": UINT8}])
def test_a_transpose_that_converts_is_left_alone(change: dict[str, float]) -> None:
    b = transposed(**change)  # type: ignore[arg-type]  # One of its arguments
    assert left_alone("first-transpose", b.file([0], [b.conv(1, 4)]))


@pytest.mark.parametrize("axes", [(0, 2, 3), (0, 2, 2, 1), (0, 2, 3, -3)])
def test_axes_that_are_no_permutation_are_left_alone(axes: tuple[int, ...]) -> None:
    b = transposed(axes=axes)
    assert left_alone("first-transpose", b.file([0], [b.conv(1, 4)]))


def test_axes_of_another_type_are_left_alone() -> None:
    b = Builder()
    image, axes = b.tensor(1, 3, 8, 6), b.numbers(0, 2, 3, 1, type=INT64)
    b.operator("TRANSPOSE", [image, axes], b.tensor(1, 8, 6, 3), "TransposeOptions")
    assert left_alone("first-transpose", b.file([image], [b.conv(2, 4)]))


def test_computed_axes_are_left_alone() -> None:
    b = Builder()
    image, axes = b.tensor(1, 3, 8, 6), b.tensor(4, type=2, scale=None)
    b.operator("TRANSPOSE", [image, axes], b.tensor(1, 8, 6, 3), "TransposeOptions")
    assert left_alone("first-transpose", b.file([image, axes], [b.conv(2, 4)]))


def test_an_input_with_a_second_reader_is_left_alone() -> None:
    b = transposed()
    other = b.operator("ADD", [0, 0], b.tensor(1, 3, 8, 6), "AddOptions")
    assert left_alone("first-transpose", b.file([0], [b.conv(1, 4), other]))


@pytest.mark.parametrize("end", [0, 1])
def test_ends_that_are_outputs_as_well_are_left_alone(end: int) -> None:
    b = transposed()
    assert left_alone("first-transpose", b.file([0], [b.conv(1, 4), end]))


def test_a_transpose_in_the_middle_is_left_alone() -> None:
    b = Builder()
    image = b.tensor(1, 8, 8, 3)
    layer = b.conv(image, 4)
    result = b.tensor(1, 4, 8, 8, scale=0.5)
    b.operator("TRANSPOSE", [layer, b.numbers(0, 3, 1, 2)], result, "TransposeOptions")
    assert left_alone("first-transpose", b.file([image], [result]))
