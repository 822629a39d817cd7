"""The fields of TFLite's options, held against the package that is generated from its schema."""

import inspect
import re

import flatbuffers
import pytest
import tflite

from dlpulint.loader.tflite.operator_tables import LISTS, OPTIONS
from dlpulint.loader.tflite.option_fields import FIELDS

EVERY = [(table, field) for table, (_, fields) in FIELDS.items() for field in fields]


@pytest.mark.parametrize("table", FIELDS)
def test_a_table_has_the_number_that_the_schema_gives_it(table: str) -> None:
    assert getattr(tflite.BuiltinOptions, table) == FIELDS[table][0]


@pytest.mark.parametrize(("table", "field"), EVERY, ids="-".join)
def test_a_field_lies_where_the_package_reads_it(table: str, field: str) -> None:
    source = inspect.getsource(getattr(getattr(tflite, table), field))
    slot = re.search(r"_tab\.Offset\((\d+)\)", source)
    flags = re.search(r"number_types\.(\w+), o \+ ", source)
    assert slot is not None
    assert flags is not None
    packed = getattr(flatbuffers.number_types, flags[1]).packer_type.format
    assert FIELDS[table][1][field][:2] == (int(slot[1]), packed.removeprefix("<"))


@pytest.mark.parametrize(("table", "field"), EVERY, ids="-".join)
def test_a_field_that_is_left_out_has_the_value_of_the_package(table: str, field: str) -> None:
    # A table without fields: the distance to its list of slots, which is as short as can be.
    options = getattr(tflite, table)()
    options.Init(bytearray(b"\x04\0\x04\0\x04\0\0\0"), 4)
    stated = FIELDS[table][1][field][2]
    assert (getattr(options, field)(), type(stated)) == (stated, type(getattr(options, field)()))


def test_every_field_that_is_kept_is_there() -> None:
    kept = {(table, field) for table, fields in OPTIONS.values() for field, *_ in fields}
    assert kept == set(EVERY)
    assert {table for table, *_ in LISTS.values()} <= FIELDS.keys()
