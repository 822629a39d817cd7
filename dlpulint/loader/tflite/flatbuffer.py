"""Bounded, bulk reading of FlatBuffer vectors, which the accessors read element by element."""

import struct
from typing import Protocol

from dlpulint.errors import ModelFileError

_WIDTHS = {"b": 1, "B": 1, "i": 4, "I": 4, "q": 8, "f": 4}


class Table(Protocol):
    """What the `flatbuffers` package calls a table."""

    Bytes: memoryview
    Pos: int

    def Offset(self, slot: int) -> int:
        """Where a field's value lies relative to the table, 0 if the field is absent."""

    def Vector(self, offset: int) -> int:
        """The position of a vector's first element."""

    def VectorLen(self, offset: int) -> int:
        """The number of elements that a vector claims."""


class BulkReader:
    """Reads whole vectors at once, and no more in all than a file of this size can mean.

    Vectors of a hostile file may alias one another, so that the elements read outgrow the file.
    """

    def __init__(self, size: int) -> None:
        self._left = 16 * size + 65536

    def numbers(self, table: Table, slot: int, code: str) -> tuple[float, ...]:
        """The vector in a table's `slot`, elements of the `struct` format `code`; () if absent."""
        span = self.span(table, slot, _WIDTHS[code])
        if span is None:
            return ()
        start, length = span
        return struct.unpack_from(f"<{length}{code}", table.Bytes, start)

    def integers(self, table: Table, slot: int, code: str = "i") -> tuple[int, ...]:
        """As `numbers`, for whole numbers."""
        return tuple(map(int, self.numbers(table, slot, code)))

    def span(self, table: Table, slot: int, width: int) -> tuple[int, int] | None:
        """Position and length of a vector, checked against the file's end; `None` if absent."""
        offset = table.Offset(slot)
        if offset == 0:
            return None
        start, length = table.Vector(offset), table.VectorLen(offset)
        if start < 0 or start + length * width > len(table.Bytes):
            raise ModelFileError("damaged or truncated TFLite file (a list runs out of the file)")
        self._left -= length * width
        if self._left < 0:
            raise ModelFileError("damaged TFLite file (its lists overlap beyond the file's size)")
        return start, length
