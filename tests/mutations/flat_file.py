"""A FlatBuffer written table by table, whose tables and vectors may be listed again and again."""

import struct
from collections.abc import Mapping, Sequence

from flatbuffers import Builder


class FlatFile:
    """A TFLite file in the making; fields are named by their slots (`slots.py`).

    Each method but `whole` returns the position of what it wrote, for the fields of tables.
    """

    def __init__(self) -> None:
        self._builder = Builder(1 << 16)

    def text(self, content: int | str) -> int:
        """A string, or one of so many letters."""
        return int(
            self._builder.CreateString("n" * content if isinstance(content, int) else content)
        )

    def same(self, table: int, count: int) -> int:
        """A vector that lists one table again and again, at 4 bytes a time."""
        return self._offsets([table], count)

    def tables(self, tables: Sequence[int]) -> int:
        """A vector of tables."""
        return self._offsets(tables, 1)

    def numbers(self, numbers: Sequence[float], code: str = "i") -> int:
        """A vector of numbers of a `struct` code."""
        width = struct.calcsize(code)
        return self._vector(struct.pack(f"<{len(numbers)}{code}", *numbers), width)

    def bytes(self, content: bytes) -> int:
        """A vector of bytes."""
        return self._vector(content, 1)

    def table(
        self, offsets: Mapping[int, int], numbers: Mapping[int, tuple[str, float]] | None = None
    ) -> int:
        """A table of fields that are offsets, and of others, each a `struct` code and a number."""
        builder = self._builder
        builder.StartObject(13)
        for slot, offset in offsets.items():
            builder.PrependUOffsetTRelativeSlot((slot - 4) // 2, offset, 0)
        for slot, (code, number) in (numbers or {}).items():
            put = {
                "i": builder.PrependInt32Slot, "I": builder.PrependUint32Slot,
                "b": builder.PrependInt8Slot, "B": builder.PrependUint8Slot,
                "Q": builder.PrependUint64Slot,
            }[code]  # fmt: skip
            put((slot - 4) // 2, number, 0)
        return int(builder.EndObject())

    def whole(self, offsets: Mapping[int, int]) -> bytes:
        """The file with these fields in its model."""
        self._builder.Finish(self.table(offsets), b"TFL3")
        return bytes(self._builder.Output())

    def _offsets(self, tables: Sequence[int], times: int) -> int:
        builder = self._builder
        count = len(tables) * times
        builder.StartVector(4, count, 4)
        # Offsets are counted from the place of each element; the last one lies next to the tables.
        end = builder.Offset()
        listed = (end + 4 * (count - place) - tables[place % len(tables)] for place in range(count))
        self._put(struct.pack(f"<{count}I", *listed))
        return int(builder.EndVector())

    def _vector(self, content: bytes, width: int) -> int:
        self._builder.StartVector(width, len(content) // width, width)
        self._put(content)
        return int(self._builder.EndVector())

    def _put(self, content: bytes) -> None:
        builder = self._builder
        builder.Prep(1, len(content))
        builder.head -= len(content)
        builder.Bytes[builder.head : builder.head + len(content)] = content
