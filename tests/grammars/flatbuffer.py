"""FlatBuffers of tables, written so that what they refer to may be shared, wrong or elsewhere."""

import struct

from dlpulint.mending.tflite.record import Record, Value
from dlpulint.mending.tflite.schema import Field, schema
from tests.grammars.luck import EXTREMES, Luck

_WIDTHS = {code: struct.calcsize(f"<{code}") for code in "?bBhHiIqQfd"}


class Writer:
    """A file that is written from its end: positions count from there, until the file is done.

    A record that is listed again is written once, and referred to again.
    """

    def __init__(self, luck: Luck) -> None:
        self._luck = luck
        self._chunks: list[bytes] = []
        self._size = 0
        self._tables: dict[int, int] = {}
        self._layouts: dict[bytes, int] = {}
        self._written: list[int] = [0]

    def file(self, root: Record, identifier: bytes) -> bytes:
        """The whole file of a root table."""
        table = self._table(root)
        self._pad(8, 16)
        head = struct.pack("<I", (self._size + 8 - table) & 0xFFFFFFFF) + identifier
        self._chunks.append(head)
        return b"".join(reversed(self._chunks))

    def _put(self, data: bytes, alignment: int) -> int:
        self._pad(len(data), alignment)
        self._chunks.append(data)
        self._size += len(data)
        self._written.append(self._size)
        return self._size

    def _pad(self, length: int, alignment: int) -> None:
        padding = -(self._size + length) % alignment
        self._chunks.append(bytes(padding))
        self._size += padding

    def _offset(self, at: int, to: int) -> int:
        """The number that leads from one position to another, or somewhere else."""
        if self._luck.odd and self._luck.chance(0.2):
            odd = (at - self._luck.pick(self._written), self._luck.pick(EXTREMES), 0, 4)
            return self._luck.pick(odd) & 0xFFFFFFFF
        return (at - to) & 0xFFFFFFFF

    def _count(self, count: int) -> bytes:
        if self._luck.odd and self._luck.chance(0.2):
            count = self._luck.pick((0, count + 1, self._size // 4, self._size, 2**31, 2**32 - 1))
        return struct.pack("<I", count)

    def _table(self, record: Record) -> int:
        known = self._tables.get(id(record))
        if known is not None:
            return known
        fields = schema().tables[record.table]
        stated = [entry for entry in fields if record.fields.get(entry.name) is not None]
        references = {
            entry.name: self._reference(entry, record[entry.name])
            for entry in stated
            if entry.vector or not entry.scalar
        }
        at, places = 4, {}
        for entry in sorted(stated, key=_width, reverse=True):
            width = _width(entry)
            at += -at % width
            places[entry.name] = at
            at += width
        length = at + -at % 8
        start = self._size + length
        start += -start % 8
        body = bytearray(length)
        for entry in stated:
            place = places[entry.name]
            if entry.name in references:
                number = self._offset(start - place, references[entry.name])
                struct.pack_into("<I", body, place, number)
            else:
                struct.pack_into(f"<{entry.type}", body, place, record[entry.name])
        slots = [places.get(entry.name, 0) for entry in fields]
        while slots and not slots[-1]:
            slots.pop()
        if self._luck.odd and slots and self._luck.chance(0.1):
            slots[self._luck.upto(len(slots) - 1)] = self._luck.upto(65535)
        layout = struct.pack(f"<{len(slots) + 2}H", 4 + 2 * len(slots), at, *slots)
        shared = self._layouts.get(layout)
        distance = len(layout) if shared is None else shared - start
        struct.pack_into("<i", body, 0, distance)
        position = self._put(bytes(body), 8)
        if shared is None:
            self._layouts[layout] = self._put(layout, 2)
        self._tables[id(record)] = position
        return position

    def _reference(self, entry: Field, value: Value) -> int:
        if entry.vector:
            return self._vector(entry, value)
        if entry.type == "string":
            return self._string(value)
        return self._table(value)

    def _string(self, value: bytes) -> int:
        self._put(value + b"\0", 4)
        return self._put(self._count(len(value)), 1)

    def _vector(self, entry: Field, value: Value) -> int:
        if entry.scalar:
            width = _WIDTHS[entry.type]
            data = struct.pack(f"<{len(value)}{entry.type}", *value)
            # Of a vector of wider numbers these are aligned, and the length stands before them.
            self._put(data, max(4, width))
            return self._put(self._count(len(value)), 4)
        write = self._string if entry.type == "string" else self._table
        positions = [write(member) for member in value]
        self._pad(4 * len(positions), 4)
        start = self._size + 4 * len(positions)
        offsets = [self._offset(start - 4 * n, to) for n, to in enumerate(positions)]
        self._put(struct.pack(f"<{len(offsets)}I", *offsets), 1)
        return self._put(self._count(len(positions)), 4)


def _width(entry: Field) -> int:
    return 4 if entry.vector or not entry.scalar else _WIDTHS[entry.type]
