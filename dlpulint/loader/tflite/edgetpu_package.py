"""Runtime requirements in the custom operator that the Edge TPU compiler writes.

The operator's options are a FlexBuffer map. Its key `4` holds a FlatBuffer of the schema
google-coral/libedgetpu executable/executable.fbs: a Package, whose MultiExecutable holds the
executables with their parameters. Only sizes and numbers are read.
"""

import struct
from collections.abc import Iterator

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.tflite.flatbuffer import BulkReader, Table, field, table_at
from dlpulint.model.graph import Attribute

NATIVE = "edgetpu-custom-op"
"""The name of the operator that holds a compiled network."""

_EXECUTABLE = b"4\0"
"""The package's key in the map."""

_MAGIC = b"DWN1"
_MAP, _STRING, _BLOB = 9, 5, 25
"""Types of FlexBuffer values."""

_KEYS = 64
"""Most keys of a map that are read; the compiler writes five."""

_EXECUTABLES = 64
"""Most executables of a valid package; the compiler writes one or two."""

_PARAMETER_CACHING = 1
"""Type of an executable with parameters on the chip; others' are sent at every inference."""


def package_attributes(options: memoryview) -> dict[str, Attribute]:
    """The operator's options under our names; empty if the package cannot be read.

    Args:
        options: The operator's custom options, a FlexBuffer.
    """
    try:
        package = _package(options)
        return {} if package is None else dict(_attributes(package))
    except (struct.error, IndexError, TypeError, ValueError, OverflowError, ModelFileError):
        # The offsets of a damaged package may cause any of these.
        return {}


def _package(options: memoryview) -> memoryview | None:
    """The package in the operator's map."""
    width, kind = options[-1], options[-2]
    root = len(options) - 2 - width
    if kind >> 2 != _MAP:
        return None
    values = root - _number(options, root, width)
    width = 1 << (kind & 3)
    count = _number(options, values - width, width)
    keys_at = values - 3 * width
    keys = keys_at - _number(options, keys_at, width)
    key_width = _number(options, values - 2 * width, width)
    for index in range(min(count, _KEYS)):
        key_at = keys + index * key_width
        key = key_at - _number(options, key_at, key_width)
        if key >= 0 and options[key : key + len(_EXECUTABLE)] == _EXECUTABLE:
            kind = options[values + count * width + index]
            return _bytes(options, values + index * width, width, kind)
    return None


def _bytes(options: memoryview, at: int, width: int, kind: int) -> memoryview | None:
    """The string or blob whose offset is at a position."""
    if kind >> 2 not in (_STRING, _BLOB):
        return None
    start = at - _number(options, at, width)
    width = 1 << (kind & 3)
    return _slice(options, start, _number(options, start - width, width))


def _number(data: memoryview, at: int, width: int) -> int:
    return int.from_bytes(_slice(data, at, width), "little")


def _slice(data: memoryview, start: int, length: int) -> memoryview:
    if start < 0 or length < 0 or start + length > len(data):
        raise ValueError("outside the package")
    return data[start : start + length]


def _attributes(package: memoryview) -> Iterator[tuple[str, Attribute]]:
    if package[4:8] != _MAGIC:
        return
    bulk = BulkReader(len(package))
    root = _root(package)
    executables = list(_executables(root, bulk))
    if not executables:
        return
    runtime = _scalar(root, 4, "<i")
    if runtime > 0:
        yield "edgetpu_runtime", runtime
    cached = streamed = scratch = 0
    for executable in executables:
        parameters = bulk.span(executable, 16, 1)
        size = 0 if parameters is None else parameters[1]
        if _scalar(executable, 30, "<h") == _PARAMETER_CACHING:
            cached += size
        else:
            streamed += size
        scratch += max(0, _scalar(executable, 12, "<i"))
    yield "executables", len(executables)
    yield "cached_bytes", cached
    yield "streamed_bytes", streamed
    yield "scratch_bytes", scratch


def _executables(package: Table, bulk: BulkReader) -> Iterator[Table]:
    nested = bulk.span(package, 6, 1)
    if nested is None:
        return
    multi = _root(_slice(package.Bytes, *nested))
    listed = bulk.span(multi, 4, 4)
    start, count = listed or (0, 0)
    for index in range(count if count <= _EXECUTABLES else 0):
        at = table_at(multi.Bytes, start + 4 * index).Pos
        yield _root(_slice(multi.Bytes, at + 4, _number(multi.Bytes, at, 4)))


def _root(data: memoryview) -> Table:
    """The root table of a FlatBuffer."""
    return Table(data, _number(data, 0, 4))


def _scalar(table: Table, slot: int, code: str) -> int:
    offset = field(table, slot)
    return struct.unpack_from(code, table.Bytes, table.Pos + offset)[0] if offset else 0
