"""Vectors of a FlatBuffer, read at once and within bounds."""

import struct

import flatbuffers
import pytest

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.tflite.flatbuffer import BulkReader, Table, content_of, field


def table(code: str, *numbers: float, length: int | None = None) -> Table:
    """A table whose field 4 is a vector and whose field 6 is left out."""
    claimed = len(numbers) if length is None else length
    data = struct.pack("<HHHHiII", 8, 8, 4, 0, 8, 4, claimed)
    return Table(memoryview(data + struct.pack(f"<{len(numbers)}{code}", *numbers)), 8)


def test_the_table_of_these_tests_is_one() -> None:
    ours = table("i", 1)
    given = flatbuffers.table.Table(ours.Bytes, ours.Pos)
    assert (given.Offset(4), given.Offset(6)) == (4, 0)
    assert (given.Vector(4), given.VectorLen(4)) == (20, 1)


@pytest.mark.parametrize(
    ("code", "numbers"),
    [
        ("i", (1, -2, 2**31 - 1)),
        ("I", (0, 2**32 - 1)),
        ("q", (-(2**63), 2**63 - 1)),
        ("b", (-128, 127)),
        ("B", (0, 255)),
        ("f", (0.5, -0.25)),
        ("i", ()),
    ],
)
def test_a_vector_is_read_whole(code: str, numbers: tuple[float, ...]) -> None:
    assert BulkReader(1000).numbers(table(code, *numbers), 4, code) == numbers


def test_whole_numbers_are_read_as_such() -> None:
    found = BulkReader(1000).integers(table("q", 5, -6), 4, "q")
    assert (found, [type(number) for number in found]) == ((5, -6), [int, int])
    assert BulkReader(1000).integers(table("i", 7), 4) == (7,)


def test_a_vector_that_is_left_out_is_empty() -> None:
    reader = BulkReader(1000)
    assert reader.numbers(table("i", 1), 6, "i") == ()
    assert reader.integers(table("i", 1), 6) == ()
    assert reader.span(table("i", 1), 6, 4) is None


def test_a_span_is_the_place_of_the_first_element_and_their_number() -> None:
    assert BulkReader(1000).span(table("i", 1, 2, 3), 4, 4) == (20, 3)


RUNS_OUT = "damaged or truncated TFLite file (a list runs out of the file)"
OVERLAPS = "damaged TFLite file (its lists overlap beyond the file's size)"


def refused(reader: BulkReader, given: Table, code: str = "i") -> str:
    with pytest.raises(ModelFileError) as raised:
        reader.numbers(given, 4, code)
    return str(raised.value)


@pytest.mark.parametrize("length", [4, 100, 2**31, 2**32 - 1])
def test_a_vector_beyond_the_end_is_refused(length: int) -> None:
    assert refused(BulkReader(1000), table("i", 1, 2, 3, length=length)) == RUNS_OUT


def test_a_vector_up_to_the_very_end_is_read_and_one_of_wider_elements_is_not() -> None:
    assert BulkReader(1000).numbers(table("i", 1, 2), 4, "i") == (1, 2)
    assert refused(BulkReader(1000), table("i", 1, 2), "q") == RUNS_OUT


def test_all_vectors_together_may_take_sixteen_times_the_file_and_64_kib() -> None:
    given = table("q", *range(1024))
    reader = BulkReader(8192)
    for _ in range(16 + 8):
        assert len(reader.numbers(given, 4, "q")) == 1024
    assert refused(reader, given, "q") == OVERLAPS
    small = BulkReader(0)
    for _ in range(8):
        small.span(given, 4, 8)
    assert refused(small, given, "q") == OVERLAPS


def test_a_table_whose_fields_lie_before_the_file_is_refused() -> None:
    # A negative position would count from the end of the bytes.
    given = Table(memoryview(struct.pack("<iI", 5, 0)), 0)
    expected = "damaged TFLite file (its tables do not fit together)"
    assert refused(BulkReader(1000), given) == expected


def test_lists_of_tables_may_together_be_as_long_as_the_file() -> None:
    reader = BulkReader(8)
    assert [found.Pos for found in reader.tables(table("i", 7), 4)] == [20 + 7]
    assert [found.Pos for found in reader.tables(table("i", -1), 4)] == [20 + 2**32 - 1]
    assert list(reader.tables(table("i"), 4)) == []
    with pytest.raises(ModelFileError) as raised:
        reader.tables(table("i", 1), 4)
    assert str(raised.value) == "damaged TFLite file (it lists the same tables again and again)"


def test_a_single_field_is_read() -> None:
    given = table("i", 7)
    reader = BulkReader(1000)
    assert (reader.integer(given, 4, "I"), reader.integer(given, 6, "I", 5)) == (4, 5)
    inner = reader.table(given, 4)
    assert inner is not None
    assert (inner.Bytes, inner.Pos) == (given.Bytes, 16)
    assert reader.table(given, 6) is None


@pytest.mark.parametrize("position", [12, 100, 2**32])
def test_a_table_outside_the_file_has_no_fields(position: int) -> None:
    with pytest.raises(struct.error):
        BulkReader(1000).integer(Table(memoryview(bytes(12)), position), 4, "I")


def test_of_a_text_no_more_is_read_than_the_longest_name_takes() -> None:
    assert BulkReader(1000).text(table("B", *b"name"), 4) == b"name"
    assert BulkReader(1000).text(table("B", 1), 6) == b""
    assert len(BulkReader(100_000).text(table("B", *bytes(100_000)), 4)) == 4 * 513


def options(*numbers: int, slots: tuple[int, ...] = (4, 8), length: int = 12) -> Table:
    """A table of two numbers behind its list of fields, with four bytes of another one after it."""
    fields = struct.pack(f"<HH{len(slots)}H", 4 + 2 * len(slots), length, *slots)
    data = fields + struct.pack(f"<i{len(numbers)}i", len(fields), *numbers)
    return Table(memoryview(data), len(fields))


def test_tables_with_equal_numbers_have_equal_content_wherever_they_lie() -> None:
    one = options(1, 2)
    other = Table(memoryview(b"\x07" * 8 + bytes(one.Bytes) + b"\x09"), one.Pos + 8)
    assert content_of(one) == content_of(other) is not None


@pytest.mark.parametrize(
    "other",
    [options(1, 3), options(2, 2), options(1, 2, slots=(8, 4)), options(1, 2, slots=(4,))],
    ids=["second number", "first number", "other order", "fewer fields"],
)
def test_tables_that_differ_have_another_content(other: Table) -> None:
    assert content_of(other) not in (None, content_of(options(1, 2)))


def test_a_field_outside_its_table_is_part_of_its_content() -> None:
    one, other = (options(1, 2, n, slots=(4, 12)) for n in (5, 6))
    assert content_of(one) != content_of(other)


@pytest.mark.parametrize(
    "large", [options(1, 2, slots=(4, 200)), options(1, 2, length=200), options(1, slots=(4,) * 70)]
)
def test_large_tables_are_not_told_apart_by_content(large: Table) -> None:
    assert content_of(large) is None


def test_a_field_behind_those_that_are_read_at_once_is_read() -> None:
    slots = [*range(100, 119), 4]
    fields = struct.pack("<HH20H", 44, 8, *slots)
    far = Table(memoryview(fields + struct.pack("<ii", len(fields), 7)), len(fields))
    assert [field(far, slot) for slot in (4, 34, 40, 42, 44)] == [100, 115, 118, 4, 0]
    assert BulkReader(1000).integer(far, 42, "i") == 7


def test_a_list_of_fields_may_claim_to_be_longer_than_the_file() -> None:
    cut = struct.pack("<iHHH", -4, 60, 8, 99)
    given = Table(memoryview(cut), 0)
    assert field(given, 4) == 99
    with pytest.raises(struct.error):
        field(given, 6)
    assert field(given, 60) == 0
