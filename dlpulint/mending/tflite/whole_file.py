"""A whole .tflite file: its tables, and what follows them."""

from collections.abc import Iterator

from msgspec import Struct

from dlpulint.basics.errors import ModelFileError
from dlpulint.mending.refused import Refused
from dlpulint.mending.tflite.archive import moved
from dlpulint.mending.tflite.read import ReadTables
from dlpulint.mending.tflite.record import Record
from dlpulint.mending.tflite.write import LARGEST, written

_ALIGNED = 16
"""Bytes of padding that may stand between the parts of a file."""

_OVERLAPS = 16
"""How often the bytes of a file may be the weights of several buffers, which get their own."""

_LEFT_OVER = 64
"""Bytes at the end that nothing refers to: some writers leave a table there."""


class WholeFile(Struct, frozen=True):
    """A file in parts that can be edited and written again."""

    root: Record
    size: int
    """Bytes of the file that was read."""
    archive: bytes = b""
    """The zip archive after the FlatBuffer, with associated files."""
    archive_start: int = 0


def read_file(data: bytes | memoryview) -> WholeFile:
    """A file in parts.

    Weights that stand after the FlatBuffer are moved into it.

    Raises:
        ModelFileError: The file is damaged.
        Refused: The file has something that would be lost.
    """
    view = memoryview(data)
    if len(view) > LARGEST:
        raise Refused("the file is larger than a FlatBuffer can be (2 GiB)")
    tables = ReadTables(view)
    end, left = tables.end, _OVERLAPS * len(view)
    for record, names in _outside(tables.root):
        offset, size = (record.integer(name) for name in names[:2])
        if offset > 1:
            left -= size
            if offset + size > len(view) or left < 0:
                raise ModelFileError("damaged or truncated TFLite file (weights run out of it)")
            record[names[2]] = view[offset : offset + size]
            end = max(end, offset + size)
        record.remove(*names[:2])
    if tables.root.records("external_buffers"):
        raise Refused("the model has weights in other files")
    archive, start = _archive(view, end)
    return WholeFile(tables.root, len(view), archive, start)


def written_file(file: WholeFile) -> bytes:
    """Bytes of a file.

    Raises:
        DlpulintError: It would be larger than a FlatBuffer can be.
        Refused: Its archive cannot be moved.
    """
    data = written(file.root, file.size + file.size // 64)
    if not file.archive:
        return data
    return data + moved(file.archive, file.archive_start, len(data))


def _outside(root: Record) -> Iterator[tuple[Record, tuple[str, str, str]]]:
    """Records whose bytes may stand after the FlatBuffer: names of offset, size and the bytes."""
    for buffer in root.records("buffers"):
        if "offset" in buffer.fields:
            yield buffer, ("offset", "size", "data")
    for graph in root.records("subgraphs"):
        for operator in graph.records("operators"):
            if "large_custom_options_offset" in operator.fields:
                names = ("large_custom_options_offset", "large_custom_options_size")
                yield operator, (*names, "custom_options")


def _archive(view: memoryview, end: int) -> tuple[bytes, int]:
    """The archive after a position, and where it starts; empty where nothing follows."""
    rest = bytes(view[end:])
    content = rest.lstrip(b"\0")
    padding = len(rest) - len(content)
    if not content or (b"PK" not in content and len(content) <= _LEFT_OVER):
        return b"", 0
    if padding < _ALIGNED and content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return content, end + padding
    raise Refused("bytes follow the model in the file that are no zip archive")
