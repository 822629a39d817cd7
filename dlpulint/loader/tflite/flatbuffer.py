"""Bounded, bulk reading of FlatBuffer vectors, which the accessors read element by element."""

import struct
from typing import Protocol, cast

from dlpulint.errors import ModelFileError

_SHORT, _SIGNED, _UNSIGNED = struct.Struct("<H"), struct.Struct("<i"), struct.Struct("<I")
_CHARACTERS = 4 * 513
"""Bytes of a text that are read: more than the longest name that is kept can take."""

_WIDTHS = {"b": 1, "B": 1, "i": 4, "I": 4, "q": 8, "f": 4}


class Table(Protocol):
    """What the `flatbuffers` package calls a table."""

    Bytes: memoryview
    Pos: int
    """Never negative: the package refuses that."""


class BulkReader:
    """Reads whole vectors at once, and no more in all than a file of this size can mean.

    Vectors of a hostile file may alias one another, so that the elements read outgrow the file.
    """

    def __init__(self, size: int) -> None:
        self._left = 16 * size + 65536
        self._tables = size // 4

    def numbers(self, table: Table, slot: int, code: str) -> tuple[float, ...]:
        """The vector in a table's `slot`, elements of the `struct` format `code`; () if absent."""
        span = self.span(table, slot, _WIDTHS[code])
        if span is None:
            return ()
        start, length = span
        return struct.unpack_from(f"<{length}{code}", table.Bytes, start)

    def integers(self, table: Table, slot: int, code: str = "i") -> tuple[int, ...]:
        """As `numbers`, for whole numbers."""
        return cast(tuple[int, ...], self.numbers(table, slot, code))  # `code` is of whole numbers

    def tables(self, table: Table, slot: int) -> int:
        """How many tables the vector in a table's `slot` lists.

        All lists together may not be longer than the file: whoever goes through them then does no
        more than the file has room for, though the tables may be the same ones again and again.
        """
        span = self.span(table, slot, 4)
        count = 0 if span is None else span[1]
        self._tables -= count
        if self._tables < 0:
            raise ModelFileError("damaged TFLite file (it lists the same tables again and again)")
        return count

    def text(self, table: Table, slot: int) -> bytes:
        """The beginning of the text in a table's `slot`; empty if absent."""
        start, length = self.span(table, slot, 1) or (0, 0)
        return bytes(table.Bytes[start : start + min(length, _CHARACTERS)])

    def span(self, table: Table, slot: int, width: int) -> tuple[int, int] | None:
        """Position and length of a vector, checked against the file's end; `None` if absent."""
        # As the package's `Offset`, `Vector` and `VectorLen` do it, in a third of their time.
        data, place = table.Bytes, table.Pos
        fields = place - _SIGNED.unpack_from(data, place)[0]
        if fields < 0:
            raise ModelFileError("damaged TFLite file (its tables do not fit together)")
        if slot >= _SHORT.unpack_from(data, fields)[0]:
            return None
        offset = _SHORT.unpack_from(data, fields + slot)[0]
        if offset == 0:
            return None
        start = place + offset
        start += _UNSIGNED.unpack_from(data, start)[0]
        length = _UNSIGNED.unpack_from(data, start)[0]
        start += 4
        if start + length * width > len(data):
            raise ModelFileError("damaged or truncated TFLite file (a list runs out of the file)")
        self._left -= length * width
        if self._left < 0:
            raise ModelFileError("damaged TFLite file (its lists overlap beyond the file's size)")
        return start, length
