"""A .tflite file from its tables."""

from typing import Any

from dlpulint.basics.errors import DlpulintError
from dlpulint.mending.tflite.record import Record, Value
from dlpulint.mending.tflite.schema import Field, Schema, schema

_IDENTIFIER = b"TFL3"
_WEIGHTS = 16
"""Alignment of the bytes of a buffer, which TFLite's schema forces."""

LARGEST = 2**31 - 2**20
"""Most bytes of a FlatBuffer, whose offsets have 32 bits."""


def written(root: Record, size: int) -> bytes:
    """Bytes of the FlatBuffer of a model.

    Args:
        root: The table `Model`.
        size: About how many bytes it will have; more cost time only.

    Raises:
        DlpulintError: It would be larger than a FlatBuffer can be.
    """
    import flatbuffers
    from flatbuffers.builder import BuilderSizeError

    builder = flatbuffers.Builder(min(max(size, 1024), LARGEST))
    try:
        builder.Finish(_Writer(builder).table(root), _IDENTIFIER)
    except BuilderSizeError:
        raise DlpulintError("the mended file would be larger than 2 GiB") from None
    return bytes(builder.Output())


class _Writer:
    """Writes tables, what they refer to first, as the builder wants it."""

    def __init__(self, builder: Any) -> None:
        self._builder = builder
        self._schema: Schema = schema()
        self._strings: dict[bytes, int] = {}

    def table(self, record: Record) -> int:
        """Position of a table."""
        builder, fields = self._builder, self._schema.tables[record.table]
        offsets = {
            entry.name: self._referred(record, entry, record[entry.name])
            for entry in fields
            if entry.name in record.fields and (entry.vector or not entry.scalar)
        }
        builder.StartObject(len(fields))
        stated = [entry for entry in fields if entry.name in record.fields]
        # Large fields first, so that none has to be padded.
        for entry in sorted(stated, key=_width, reverse=True):
            position = (entry.slot - 4) // 2
            if entry.name in offsets:
                builder.PrependUOffsetTRelative(offsets[entry.name])
            else:
                _PREPEND[entry.type](builder, record[entry.name])
            builder.Slot(position)
        return int(builder.EndObject())

    def _referred(self, record: Record, entry: Field, value: Value) -> int:
        if entry.vector:
            return self._vector(record.table, entry, value)
        if entry.type == "string":
            return self._string(bytes(value))
        return self.table(value)

    def _vector(self, table: str, entry: Field, value: Value) -> int:
        builder = self._builder
        if entry.type == "B":
            return self._bytes(value, _WEIGHTS if table == "Buffer" else 1)
        if entry.scalar:
            import struct

            data = struct.pack(f"<{len(value)}{entry.type}", *value)
            return self._raw(data, len(value), struct.calcsize(f"<{entry.type}"))
        if entry.type == "string":
            offsets = [self._string(bytes(text)) for text in value]
        else:
            offsets = [self.table(member) for member in value]
        builder.StartVector(4, len(offsets), 4)
        for offset in reversed(offsets):
            builder.PrependUOffsetTRelative(offset)
        return int(builder.EndVector())

    def _bytes(self, data: Value, alignment: int) -> int:
        return self._raw(data, len(data), 1, alignment)

    def _raw(self, data: Value, count: int, width: int, alignment: int = 1) -> int:
        """Position of a vector of `count` elements of `width` bytes that is copied as it stands."""
        builder = self._builder
        builder.StartVector(width, count, max(alignment, width))
        size = count * width
        start = builder.Head() - size
        builder.head = start
        builder.Bytes[start : start + size] = data
        return int(builder.EndVector())

    def _string(self, text: bytes) -> int:
        if text not in self._strings:
            self._strings[text] = self._builder.CreateString(text)
        return self._strings[text]


_PREPEND = {
    "?": lambda builder, value: builder.PrependBool(bool(value)),
    "b": lambda builder, value: builder.PrependInt8(value),
    "B": lambda builder, value: builder.PrependUint8(value),
    "h": lambda builder, value: builder.PrependInt16(value),
    "H": lambda builder, value: builder.PrependUint16(value),
    "i": lambda builder, value: builder.PrependInt32(value),
    "I": lambda builder, value: builder.PrependUint32(value),
    "q": lambda builder, value: builder.PrependInt64(value),
    "Q": lambda builder, value: builder.PrependUint64(value),
    "f": lambda builder, value: builder.PrependFloat32(value),
    "d": lambda builder, value: builder.PrependFloat64(value),
}
"""Writers of a number, by `struct` code."""

_WIDTHS = {"?": 1, "b": 1, "B": 1, "h": 2, "H": 2, "q": 8, "Q": 8, "d": 8}


def _width(entry: Field) -> int:
    return 4 if entry.vector else _WIDTHS.get(entry.type, 4)
