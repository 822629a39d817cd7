"""Elements of int32 constants that are at a limit of 32 bits."""

import struct

import pytest

from dlpulint.loader.tflite.int32_limits import Int32Limits


def counted(*values: int) -> int:
    data = memoryview(struct.pack(f"<{len(values)}i", *values))
    return Int32Limits(data).count((0, len(data)))


@pytest.mark.parametrize(
    ("values", "count"),
    [((2**31 - 1,), 1), ((-(2**31), 5, 2**31 - 1), 2), ((2**31 - 2, -(2**31) + 1), 0), ((), 0)],
)
def test_both_limits_count_and_their_neighbours_do_not(values: tuple[int, ...], count: int) -> None:
    assert counted(*values) == count


def test_the_bytes_of_a_limit_across_two_elements_are_none() -> None:
    values = struct.unpack("<2i", b"\x01\xff\xff\xff\x7f\x01\x02\x03")
    assert counted(*values) == 0


def test_a_constant_that_several_tensors_share_is_read_once() -> None:
    limits = Int32Limits(memoryview(b"\xff\xff\xff\x7f"))
    assert [limits.count((0, 4)) for _ in range(3)] == [1, 1, 1]


def test_constants_that_overlap_are_read_up_to_the_size_of_the_file() -> None:
    limits = Int32Limits(memoryview(b"\xff\xff\xff\x7f" * 3))
    assert [limits.count((at, 8)) for at in (0, 4)] == [2, 0]
