"""Runtime requirements in the custom operator that the Edge TPU compiler writes.

The operator's options are a FlexBuffer map. Its key `4` holds a FlatBuffer of the schema
google-coral/libedgetpu executable/executable.fbs: a Package, whose MultiExecutable holds the
executables with their parameters. Only sizes and numbers are read.
"""

import struct
from collections.abc import Iterator

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.tflite.flatbuffer import BulkReader, Table, field, table_at
from dlpulint.loader.tflite.flexbuffer import part, unsigned, values_of
from dlpulint.model.graph import Attribute

NATIVE = "edgetpu-custom-op"
"""The name of the operator that holds a compiled network."""

_EXECUTABLE = b"4"
"""The package's key in the map."""

_MAGIC = b"DWN1"
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
    found = values_of(options, (_EXECUTABLE,)).get(_EXECUTABLE)
    return None if found is None else found.content()


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
    multi = _root(part(package.Bytes, *nested))
    listed = bulk.span(multi, 4, 4)
    start, count = listed or (0, 0)
    for index in range(count if count <= _EXECUTABLES else 0):
        at = table_at(multi.Bytes, start + 4 * index).Pos
        yield _root(part(multi.Bytes, at + 4, unsigned(multi.Bytes, at, 4)))


def _root(data: memoryview) -> Table:
    """The root table of a FlatBuffer."""
    return Table(data, unsigned(data, 0, 4))


def _scalar(table: Table, slot: int, code: str) -> int:
    offset = field(table, slot)
    return struct.unpack_from(code, table.Bytes, table.Pos + offset)[0] if offset else 0
