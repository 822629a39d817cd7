"""RESHAPE to a constant shape in place of a computed one."""

import struct

import pytest

from tests.mending.applying import left_alone, mended, natives
from tests.mending.models import INT32, Builder
from tests.mending.samples import computed_shape
from tests.places import FIXTURES


def test_the_shape_stands_in_the_file() -> None:
    change, after = mended("constant-reshape", computed_shape())
    assert natives(after) == ["CONV_2D", "RESHAPE"]
    shape = after.operators[1].numbers("inputs")[1]
    assert struct.unpack("<2i", after.content(shape)) == (-1, 32)
    assert after.operators[1]["builtin_options"].numbers("new_shape") == (-1, 32)
    assert change.promise == "exact"
    assert change.description == (
        "Gave 1 RESHAPE a constant shape, without the 3 operators that computed it"
    )
    assert after.outputs == (after.operators[1].numbers("outputs")[0],)
    assert after.routes[0] is not None


def test_the_batch_can_be_fixed_afterwards() -> None:
    data = (FIXTURES / "flatten_open_batch_int8.tflite").read_bytes()
    _, after = mended("constant-reshape", data)
    mended("fixed-batch", after.data)


def reshaped(stated: tuple[int, ...], signature: tuple[int, ...] = ()) -> bytes:
    """A RESHAPE to the size of its input."""
    b = Builder()
    image = b.tensor(2, 4)
    shape = b.tensor(2, type=INT32, scale=None)
    b.operator("SHAPE", [image], shape, "ShapeOptions", out_type=INT32)
    output = b.tensor(*stated, signature=signature)
    b.operator("RESHAPE", [image, shape], output, "ReshapeOptions")
    return b.file([image], [output])


@pytest.mark.parametrize("signature", [(), (-1, 4), (2, -1)])
def test_one_open_size_or_none_is_written(signature: tuple[int, ...]) -> None:
    _, after = mended("constant-reshape", reshaped((2, 4), signature))
    shape = after.operators[0].numbers("inputs")[1]
    assert struct.unpack("<2i", after.content(shape)) == (signature or (2, 4))


@pytest.mark.parametrize("signature", [(-1, -1), (0, 4), (-1, 0), (-2, 4)])
def test_several_open_sizes_are_left_alone(signature: tuple[int, ...]) -> None:
    assert left_alone("constant-reshape", reshaped((2, 4), signature))


@pytest.mark.parametrize(("stated", "signature"), [((2, 5), ()), ((1, 4), ()), ((2, 3), (-1, 3))])
def test_a_stated_size_of_other_elements_is_left_alone(
    stated: tuple[int, ...], signature: tuple[int, ...]
) -> None:
    assert left_alone("constant-reshape", reshaped(stated, signature))


def test_a_shape_that_an_input_decides_is_left_alone() -> None:
    b = Builder()
    image, source = b.tensor(1, 8), b.tensor(2, type=INT32, scale=None)
    shape = b.operator("ADD", [source, source], b.tensor(2, type=INT32, scale=None), "AddOptions")
    b.operator("RESHAPE", [image, shape], b.tensor(1, 8), "ReshapeOptions")
    assert left_alone("constant-reshape", b.file([image, source], [3]))


def test_a_constant_shape_is_left_alone() -> None:
    b = Builder()
    image = b.tensor(1, 8)
    b.operator("RESHAPE", [image, b.numbers(2, 4)], b.tensor(2, 4), "ReshapeOptions")
    b.operator("RESHAPE", [image], b.tensor(2, 4), "ReshapeOptions")
    assert left_alone("constant-reshape", b.file([image], [2, 3]))


def test_a_shape_that_is_an_input_is_left_alone() -> None:
    b = Builder()
    image, shape = b.tensor(1, 8), b.tensor(2, type=INT32, scale=None)
    b.operator("RESHAPE", [image, shape], b.tensor(2, 4), "ReshapeOptions")
    assert left_alone("constant-reshape", b.file([image, shape], [2]))
