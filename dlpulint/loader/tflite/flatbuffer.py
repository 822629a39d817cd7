"""Bounded reading of a FlatBuffer, whole vectors at once."""

import struct
from collections.abc import Iterator
from operator import add
from typing import cast

from dlpulint.basics.errors import ModelFileError

_SHORT, _SIGNED, _UNSIGNED = struct.Struct("<H"), struct.Struct("<i"), struct.Struct("<I")
_HEAD = struct.Struct("<HH")
"""The sizes in bytes of a table's list of fields, and of the table."""

_NUMBER = 4
"""Most bytes of a number among an operator's options."""

_SMALL = 128
"""Most bytes of a table of options, and of its list of fields."""

_FIRST = 18
"""Most numbers of a list of fields that are read at once; a hostile file has long ones."""
_SHORTS = [struct.Struct(f"<{count}H") for count in range(_FIRST + 1)]
_CHARACTERS = 4 * 513
"""Most bytes of a text that are read: more than the longest name that is kept."""

_LONG = 16
"""Elements from which a vector, read once, is kept for others that are at the same place."""

_MOST_REPEATED = 1_000
"""Tables that may be listed again: converters never do so, and each costs 4 bytes."""

_SAME_TABLES = "damaged TFLite file (it lists the same tables again and again)"

_FORMATS = {code: struct.Struct(f"<{code}") for code in "?bBhHiIqQfd"}


class Table:
    """A table of a file, by its position, which is never negative."""

    __slots__ = ("Bytes", "Pos", "offsets")

    def __init__(self, data: memoryview, position: int) -> None:
        self.Bytes = data
        self.Pos = position
        self.offsets: tuple[int, ...] = ()
        """The beginning of its list of fields, once it has been read: its own size, that of the
        table, then the offset of each field."""


class Tables:
    """The tables of a list, made on demand to save memory."""

    def __init__(self, data: memoryview, start: int, count: int) -> None:
        self._data = data
        self._positions = range(start, start + 4 * count, 4)

    def __len__(self) -> int:
        return len(self._positions)

    def __iter__(self) -> Iterator[Table]:
        return (table_at(self._data, position) for position in self._positions)


class BulkReader:
    """Reads whole vectors at once, in all no more than a file of `size` bytes can have.

    Vectors of a hostile file may alias one another, so that the elements read outgrow the file.
    Each method raises ModelFileError or `struct.error` for positions outside the file.
    """

    def __init__(self, size: int) -> None:
        self._left = 16 * size + 65536
        self._tables = size // 4
        self._operands = size // 4
        self._repeated = _MOST_REPEATED
        self._vectors: dict[tuple[int, str], tuple[float, ...]] = {}

    def numbers(self, table: Table, slot: int, code: str) -> tuple[float, ...]:
        """The vector in a table's `slot`, with elements of the `struct` code; () if absent."""
        span = self.span(table, slot, _FORMATS[code].size)
        if span is None:
            return ()
        start, length = span
        if length < _LONG:
            if length == 1:
                one: tuple[float] = _FORMATS[code].unpack_from(table.Bytes, start)
                return one
            return struct.unpack_from(f"<{length}{code}", table.Bytes, start)
        # Tensors may share a vector, of which each number takes 32 bytes in memory.
        key = start, code
        if key not in self._vectors:
            self._vectors[key] = struct.unpack_from(f"<{length}{code}", table.Bytes, start)
        return self._vectors[key]

    def integers(self, table: Table, slot: int, code: str = "i") -> tuple[int, ...]:
        """As `numbers`, for a `code` of whole numbers."""
        return cast(tuple[int, ...], self.numbers(table, slot, code))  # Because of the code

    def operands(self, table: Table, slot: int) -> tuple[int, ...]:
        """The vector in a table's `slot` with the numbers of an operator's tensors.

        All of them together may not be longer than the file, although operators may share them.
        """
        found = self.integers(table, slot)
        self._operands -= len(found)
        if self._operands < 0:
            raise ModelFileError(
                "damaged TFLite file (its operators list more tensors than fit into it)"
            )
        return found

    def integer(self, table: Table, slot: int, code: str, absent: int = 0) -> int:
        """The whole number in a table's `slot`; `absent` if it is left out."""
        offsets = table.offsets or _read_offsets(table)
        index = slot >> 1
        # Most calls of all: a call of `field` for each would take half of the time.
        offset = offsets[index] if index < len(offsets) else field(table, slot)
        if not offset:
            return absent
        found: int = _FORMATS[code].unpack_from(table.Bytes, table.Pos + offset)[0]
        return found

    def table(self, table: Table, slot: int) -> Table | None:
        """The table in a table's `slot`; `None` if absent."""
        offset = field(table, slot)
        return table_at(table.Bytes, table.Pos + offset) if offset else None

    def tables(self, table: Table, slot: int, *, shared: bool = False) -> Tables:
        """The tables in the vector in a table's `slot`.

        All lists together may not be longer than the file, and they may repeat few tables unless
        these are `shared`: both bound the work.
        """
        start, count = self.span(table, slot, 4) or (0, 0)
        self._tables -= count
        if self._tables < 0:
            raise ModelFileError(_SAME_TABLES)
        if count > 1 and not shared:
            offsets = struct.unpack_from(f"<{count}I", table.Bytes, start)
            self._repeated -= count - len(set(map(add, offsets, range(0, 4 * count, 4))))
            if self._repeated < 0:
                raise ModelFileError(_SAME_TABLES)
        return Tables(table.Bytes, start, count)

    def text(self, table: Table, slot: int) -> bytes:
        """The beginning of the text in a table's `slot`; empty if absent."""
        start, length = self.span(table, slot, 1) or (0, 0)
        return bytes(table.Bytes[start : start + min(length, _CHARACTERS)])

    def span(self, table: Table, slot: int, width: int) -> tuple[int, int] | None:
        """Position and length of a vector of elements of `width` bytes, within the file, if any."""
        offsets = table.offsets or _read_offsets(table)
        index = slot >> 1
        offset = offsets[index] if index < len(offsets) else field(table, slot)
        if not offset:
            return None
        data = table.Bytes
        start = table.Pos + offset
        start += _UNSIGNED.unpack_from(data, start)[0]
        length: int = _UNSIGNED.unpack_from(data, start)[0]
        start += 4
        if start + length * width > len(data):
            raise ModelFileError("damaged or truncated TFLite file (a list runs out of the file)")
        self._left -= length * width
        if self._left < 0:
            raise ModelFileError("damaged TFLite file (its lists overlap beyond the file's size)")
        return start, length


def field(table: Table, slot: int) -> int:
    """Offset of the field in a table's `slot` from the table's position; 0 if it is left out."""
    offsets = table.offsets or _read_offsets(table)
    index = slot >> 1
    if index < len(offsets):
        return offsets[index]
    if slot >= offsets[0]:
        return 0
    offset: int = _SHORT.unpack_from(table.Bytes, _list_of(table) + slot)[0]
    return offset


def _list_of(table: Table) -> int:
    """Position of a table's list of fields."""
    start: int = table.Pos - _SIGNED.unpack_from(table.Bytes, table.Pos)[0]
    if start < 0:
        raise ModelFileError("damaged TFLite file (its tables do not fit together)")
    return start


def _read_offsets(table: Table) -> tuple[int, ...]:
    """The offsets of the first fields, read at once: most of a table's fields are read."""
    data, start = table.Bytes, _list_of(table)
    size: int = _SHORT.unpack_from(data, start)[0]
    count = (size + 1) // 2
    if not 0 < count <= _FIRST or start + 2 * count > len(data):
        count = max(1, min(count, _FIRST, (len(data) - start) // 2))
    table.offsets = found = _SHORTS[count].unpack_from(data, start)
    return found


def content_of(table: Table) -> bytes | None:
    """The bytes of a small table and of its list of fields: equal ones hold equal numbers.

    `None` for a table that is larger than those of options are.
    """
    data, position = table.Bytes, table.Pos
    fields = position - _SIGNED.unpack_from(data, position)[0]
    if fields < 0:
        return None
    listed, length = _HEAD.unpack_from(data, fields)
    if not 4 <= listed <= _SMALL or listed % 2:
        return None
    slots = struct.unpack_from(f"<{listed // 2 - 2}H", data, fields + 4)
    # A field of a damaged file may lie outside its table.
    end = max((length, *(offset + _NUMBER for offset in slots)))
    if end > _SMALL:
        return None
    return bytes(data[fields : fields + listed]) + bytes(data[position + 4 : position + end])


def table_at(data: memoryview, start: int) -> Table:
    """The table whose offset is at `start`."""
    return Table(data, start + _UNSIGNED.unpack_from(data, start)[0])


def vector_at(data: memoryview, start: int) -> tuple[int, int]:
    """Position and length, both unchecked, of the vector whose offset is at `start`."""
    start += _UNSIGNED.unpack_from(data, start)[0]
    length: int = _UNSIGNED.unpack_from(data, start)[0]
    return start + 4, length
