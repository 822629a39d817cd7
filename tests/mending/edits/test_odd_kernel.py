"""Even kernels that are filled with zeros."""

import pytest

from dlpulint.mending.draft import Draft
from tests.mending.applying import left_alone, mended, natives
from tests.mending.models import FLOAT32, UINT8, VALID, Builder
from tests.mending.samples import even_kernel


def kernels(draft: Draft) -> list[tuple[int, ...]]:
    return [draft.shape(o.numbers("inputs")[1])[1:3] for o in draft.operators]


@pytest.mark.parametrize("kernel", [2, 4, 6, 8])
def test_an_even_kernel_has_a_row_and_a_column_more(kernel: int) -> None:
    change, after = mended("odd-kernel", even_kernel(kernel))
    assert natives(after) == ["CONV_2D"]
    assert kernels(after) == [(kernel + 1, kernel + 1)]
    weights = after.operators[0].numbers("inputs")[1]
    assert len(after.content(weights)) == 4 * (kernel + 1) ** 2 * 3
    sizes = f"{kernel}x{kernel} to {kernel + 1}x{kernel + 1}"
    assert change.description == f"Filled the kernel of 1 convolution with zeros ({sizes})"
    assert change.promise == "exact"


@pytest.mark.parametrize("kernel", [1, 3, 5, 10])
def test_odd_and_larger_kernels_are_left_alone(kernel: int) -> None:
    assert left_alone("odd-kernel", even_kernel(kernel, size=12))


def test_a_dilated_kernel_is_left_alone() -> None:
    assert left_alone("odd-kernel", even_kernel(2, dilation=2))


def test_a_kernel_that_leaves_rows_unused_is_left_alone() -> None:
    assert left_alone("odd-kernel", even_kernel(2, stride=3, size=9))
    mended("odd-kernel", even_kernel(2, stride=2, size=8))


def convolution(
    *, type: int = 9, padding: int = 0, zero_point: int = 0, signature: tuple[int, ...] = ()
) -> bytes:
    b = Builder()
    image = b.tensor(1, 8, 8, 1, type=type, signature=signature)
    layer = b.conv(image, 1, kernel=2, padding=padding)
    if type != FLOAT32:
        b.tensors[1]["quantization"]["zero_point"] = (zero_point,)
    return b.file([image], [layer])


@pytest.mark.parametrize(
    ("type", "zero_point", "byte"), [(9, 0, 0), (9, -3, 253), (UINT8, 128, 128), (FLOAT32, 0, 0)]
)
def test_the_zeros_are_those_of_the_type(type: int, zero_point: int, byte: int) -> None:
    data = convolution(type=type, zero_point=zero_point)
    before, (_, after) = Draft(data), mended("odd-kernel", data)
    width = 4 if type == FLOAT32 else 1
    old = bytes(before.content(1))
    new = bytes(after.content(after.operators[0].numbers("inputs")[1]))
    zero = bytes([byte]) * width
    # Of a row or column in all, one comes before: TFLite pads 0 rows before and 1 after.
    rows = [[old[:width], old[width : 2 * width]], [old[2 * width : 3 * width], old[3 * width :]]]
    assert new == b"".join([zero * 3, *(b"".join([zero, *row]) for row in rows)])


@pytest.mark.parametrize("zero_point", [128, -129, 2**40])
def test_a_zero_point_beyond_the_type_is_left_alone(zero_point: int) -> None:
    assert left_alone("odd-kernel", convolution(zero_point=zero_point))


def test_no_padding_and_an_open_height_are_left_alone() -> None:
    assert left_alone("odd-kernel", convolution(padding=VALID))
    assert left_alone("odd-kernel", convolution(signature=(1, -1, 8, 1)))
    mended("odd-kernel", convolution(signature=(-1, 8, 8, 1)))


def test_weights_that_another_layer_shares_stay_as_they_are() -> None:
    b = Builder()
    image = b.tensor(1, 8, 8, 1)
    first = b.conv(image, 1, kernel=2)
    second = b.conv(image, 1, kernel=2, padding=VALID)
    b.operators[1]["inputs"] = (image, *b.operators[0].numbers("inputs")[1:])
    _, after = mended("odd-kernel", b.file([image], [first, second]))
    assert kernels(after) == [(3, 3), (2, 2)]


def test_a_convolution_without_weights_is_left_alone() -> None:
    b = Builder()
    image = b.tensor(1, 8, 8, 1)
    layer = b.conv(image, 1, kernel=2)
    b.operators[0]["inputs"] = (image,)
    assert left_alone("odd-kernel", b.file([image], [layer]))
