"""Who made a TFLite file, and which runtime it says it needs."""

from typing import Any

from dlpulint.loader.printable import printable
from dlpulint.loader.tflite.flatbuffer import BulkReader
from dlpulint.model import Metadata

_CONVERTERS = {
    "TOCO Converted.": "TensorFlow 1 (TOCO converter)",
    "MLIR Converted.": "TensorFlow (MLIR converter)",
}
"""What converters write into a model's description; other descriptions tell what it is for."""

_LONGEST = 4096
"""Bytes of a metadata entry that are read; the entries read here are far shorter."""


def read_metadata(file: Any, bulk: BulkReader) -> Metadata:
    """The metadata of a `tflite.Model`; entries that are not understood are passed over."""
    made_by, runtime = None, None
    for place in range(bulk.tables(file._tab, 16)):
        entry = file.Metadata(place)
        name = bulk.text(entry._tab, 4)
        if name == b"min_runtime_version":
            text = _bytes_of(file, entry.Buffer(), bulk).split(b"\0")[0]
            runtime = printable(text.decode("utf-8", "replace").strip()) or None
        elif name == b"CONVERSION_METADATA":
            made_by = _tensorflow_version(_bytes_of(file, entry.Buffer(), bulk))
    description = printable(bulk.text(file._tab, 10).decode("utf-8", "replace").strip())
    return Metadata(
        made_by=made_by or _CONVERTERS.get(description),
        min_runtime_version=runtime,
    )


def _bytes_of(file: Any, index: int, bulk: BulkReader) -> bytes:
    if index >= file.BuffersLength():
        return b""
    table = file.Buffers(index)._tab
    span = bulk.span(table, 4, 1)
    if span is None:
        return b""
    start, length = span
    return bytes(table.Bytes[start : start + min(length, _LONGEST)])


def _tensorflow_version(data: bytes) -> str | None:
    """The TensorFlow version in a ConversionMetadata table, which the tflite package lacks.

    Its first field is the environment, whose first field is the version.
    """
    import struct

    from flatbuffers.table import Table

    try:
        table = Table(memoryview(data), struct.unpack_from("<I", data)[0])
        offset = table.Offset(4)
        if offset == 0:
            return None
        environment = Table(table.Bytes, table.Indirect(offset + table.Pos))
        offset = environment.Offset(4)
        if offset == 0:
            return None
        version = printable(environment.String(offset + environment.Pos).decode("utf-8", "replace"))
    except (struct.error, IndexError, TypeError, ValueError):
        return None
    return f"TensorFlow {version}" if version else None
