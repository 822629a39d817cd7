"""The zip archive at the end of a .tflite file, which holds the files that belong to the model."""

import struct

from dlpulint.mending.refused import Refused

_END = struct.Struct("<4s4H2IH")
"""The record at the end of an archive."""
_ENTRY = struct.Struct("<4s6H3I5H2I")
"""An entry of its directory."""


def moved(archive: bytes, from_start: int, to_start: int) -> bytes:
    """The archive for another position in its file.

    Programs write the positions of the files either from the start of the whole file, as Python's
    zipfile does, or from the start of the archive. The former have to move along.

    Args:
        archive: All bytes from the first file's header to the end.
        from_start: Where it starts now.
        to_start: Where it will start.

    Raises:
        Refused: It is no plain archive.
    """
    end = archive.rfind(b"PK\x05\x06")
    if end < 0 or end + _END.size > len(archive):
        raise Refused("the bytes after the model are no whole zip archive")
    fields = list(_END.unpack_from(archive, end))
    count, size, stated = fields[4], fields[5], fields[6]
    directory = end - size
    if stated == 0xFFFFFFFF or count == 0xFFFF or directory < 0:
        raise Refused("the zip archive after the model is of a kind (zip64) that cannot be moved")
    if stated == directory:
        return archive
    if stated != from_start + directory:
        raise Refused("the zip archive after the model does not state where its files are")
    changed = bytearray(archive)
    difference = to_start - from_start
    position = directory
    for _ in range(count):
        if position + _ENTRY.size > end or archive[position : position + 4] != b"PK\x01\x02":
            raise Refused("the zip archive after the model is damaged")
        entry = list(_ENTRY.unpack_from(archive, position))
        entry[-1] = _shifted(entry[-1], difference)
        _ENTRY.pack_into(changed, position, *entry)
        position += _ENTRY.size + entry[10] + entry[11] + entry[12]
    fields[6] = _shifted(stated, difference)
    _END.pack_into(changed, end, *fields)
    return bytes(changed)


def _shifted(position: int, difference: int) -> int:
    if not 0 <= position + difference < 0xFFFFFFFF:
        raise Refused("the zip archive after the model would lie too far back in the file")
    return position + difference
