"""The tables of a .tflite file, all of them, so that they can be written again."""

import struct
from typing import cast

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.tflite.flatbuffer import BulkReader, Table, field, table_at
from dlpulint.mending.refused import Refused
from dlpulint.mending.tflite.record import Record, Value
from dlpulint.mending.tflite.schema import Field, Schema, schema

_NUMBERS = {code: struct.Struct(f"<{code}") for code in "?bBhHiIqQfd"}


class ReadTables:
    """The root table of a file, and where its FlatBuffer ends."""

    def __init__(self, data: memoryview) -> None:
        """Reads all tables.

        Args:
            data: The file's bytes, longer than the FlatBuffer where more follows it.

        Raises:
            ModelFileError: The tables do not fit together.
            Refused: The file has a field that this schema does not know.
        """
        self._data = data
        self._bulk = BulkReader(len(data))
        self._schema: Schema = schema()
        self.end = 8
        try:
            self.root = self._record("Model", table_at(data, 0))
        except (struct.error, IndexError, OverflowError):
            raise ModelFileError("damaged TFLite file (a table runs out of it)") from None

    def _record(self, table: str, at: Table) -> Record:
        self._refuse_unknown_fields(table, at)
        record = Record(table)
        for entry in self._schema.tables[table]:
            offset = field(at, entry.slot)
            if offset:
                value = self._value(entry, at, offset, record)
                if value is not None:
                    record[entry.name] = value
        return record

    def _refuse_unknown_fields(self, table: str, at: Table) -> None:
        start = at.Pos - _NUMBERS["i"].unpack_from(self._data, at.Pos)[0]
        if start < 0:
            raise ModelFileError("damaged TFLite file (its tables do not fit together)")
        size, inline = struct.unpack_from("<HH", self._data, start)
        self._seen(start + size)
        self._seen(at.Pos + inline)
        known = 4 + 2 * len(self._schema.tables[table])
        for slot in range(known, size - 1, 2):
            if _NUMBERS["H"].unpack_from(self._data, start + slot)[0]:
                raise Refused(
                    f"the file has a field of {table} that this dlpulint does not know, and "
                    "writing it again would lose it"
                )

    def _value(self, entry: Field, at: Table, offset: int, record: Record) -> Value:
        if entry.vector:
            return self._vector(entry, at)
        if entry.scalar:
            return _NUMBERS[entry.type].unpack_from(self._data, at.Pos + offset)[0]
        if entry.type == "string":
            return bytes(self._bytes(at, entry.slot))
        child = table_at(self._data, at.Pos + offset)
        if entry.union is None:
            return self._record(entry.type, child)
        number = record.integer(f"{entry.name}_type")
        member = self._schema.unions[entry.union].get(number)
        if member is None:
            raise Refused(f"the file has {entry.name} of kind {number}, which is unknown here")
        return self._record(member, child)

    def _vector(self, entry: Field, at: Table) -> Value:
        if entry.type == "B":
            return self._bytes(at, entry.slot)
        if entry.scalar:
            size = _NUMBERS[entry.type].size
            self._span(at, entry.slot, size)
            return self._bulk.numbers(at, entry.slot, entry.type)
        if entry.type == "string":
            start, count = self._span(at, entry.slot, 4)
            return [self._string(start + 4 * position) for position in range(count)]
        self._span(at, entry.slot, 4)
        listed = self._bulk.tables(at, entry.slot, shared=entry.type == "Buffer")
        return [self._record(entry.type, child) for child in listed]

    def _bytes(self, at: Table, slot: int) -> memoryview | bytes:
        start, length = self._span(at, slot, 1)
        return self._data[start : start + length]

    def _string(self, position: int) -> bytes:
        start = position + _NUMBERS["I"].unpack_from(self._data, position)[0]
        length = _NUMBERS["I"].unpack_from(self._data, start)[0]
        if start + 4 + length > len(self._data):
            raise ModelFileError("damaged or truncated TFLite file (a list runs out of the file)")
        self._seen(start + 4 + length)
        return bytes(self._data[start + 4 : start + 4 + length])

    def _span(self, at: Table, slot: int, width: int) -> tuple[int, int]:
        start, count = cast(tuple[int, int], self._bulk.span(at, slot, width))  # It is present
        self._seen(start + count * width)
        return start, count

    def _seen(self, end: int) -> None:
        self.end = max(self.end, end)
