"""Files whose tables cannot be read in full."""

import struct

import pytest

from dlpulint.basics.errors import ModelFileError
from dlpulint.mending.refused import Refused
from dlpulint.mending.tflite.read import ReadTables
from dlpulint.mending.tflite.record import Record
from dlpulint.mending.tflite.schema import Field, Schema, schema
from dlpulint.mending.tflite.whole_file import WholeFile, written_file
from tests.mending.models import Builder


def small() -> bytes:
    b = Builder()
    image = b.tensor(1, 4, 4, 1)
    return b.file([image], [b.conv(image, 2)])


def test_a_field_that_the_schema_lacks_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    known = schema()
    newer = Schema(
        {**known.tables, "Model": (*known.tables["Model"], Field("more", "i", False, 24))},
        known.unions,
    )
    monkeypatch.setattr("dlpulint.mending.tflite.write.schema", lambda: newer)
    data = written_file(WholeFile(Record("Model", version=3, more=1), 64))
    with pytest.raises(Refused, match="a field of Model that this dlpulint does not know"):
        ReadTables(memoryview(data))


def test_options_of_an_unknown_kind_are_refused() -> None:
    b = Builder()
    image = b.tensor(1, 4, 4, 1)
    b.conv(image, 2)
    b.operators[0]["builtin_options_type"] = 1
    data = bytearray(b.file([image], []))
    wrong = 0
    for position, byte in enumerate(data):
        if byte != 1:
            continue
        changed = bytes(data[:position]) + b"\xfa" + bytes(data[position + 1 :])
        try:
            ReadTables(memoryview(changed))
        except Refused as error:
            wrong += str(error) == "the file has builtin_options of kind 250, which is unknown here"
        except ModelFileError:
            pass
    assert wrong == 1


@pytest.mark.parametrize("size", [0, 4, 8, 40, 200])
def test_a_truncated_file_is_damaged(size: int) -> None:
    with pytest.raises(ModelFileError):
        ReadTables(memoryview(small()[:size]))


def test_a_list_beyond_the_file_is_damaged() -> None:
    data = bytearray(small())
    (root,) = struct.unpack_from("<I", data)
    fields = root - struct.unpack_from("<i", data, root)[0]
    (offset,) = struct.unpack_from("<H", data, fields + 8)  # subgraphs
    where = root + offset
    where += struct.unpack_from("<I", data, where)[0]
    struct.pack_into("<I", data, where, 2**31)
    with pytest.raises(ModelFileError, match="runs out of the file"):
        ReadTables(memoryview(data))


def test_the_end_is_that_of_the_last_table() -> None:
    data = small()
    assert ReadTables(memoryview(data)).end <= len(data)
    assert len(data) - ReadTables(memoryview(data)).end < 16
    assert ReadTables(memoryview(data + bytes(100))).end == ReadTables(memoryview(data)).end
