"""Values of a FlexBuffer map, as custom operators keep their options; only what is asked for."""

import struct

from msgspec import Struct

_INT, _UINT, _FLOAT, _BLOB_LIKE, _MAP, _BOOL = 1, 2, 3, (5, 25), 9, 26
_INDIRECT = {6: _INT, 7: _UINT, 8: _FLOAT}
"""Types of numbers that are stored elsewhere, with the type of the number."""

_KEYS = 64
"""Most keys of a map that are read; the maps that we know have up to twelve."""

_FLOATS = {2: "<e", 4: "<f", 8: "<d"}


class Value(Struct, frozen=True):
    """A value of a map."""

    data: memoryview
    """The whole buffer."""
    at: int
    """Position of the value, or of the offset to it."""
    width: int
    kind: int
    """Its type, and the width of what is stored elsewhere."""

    def number(self) -> int | float | bool | None:
        """The number; `None` for a value of another type."""
        kind, at, width = self.kind >> 2, self.at, self.width
        if kind in _INDIRECT:
            at -= unsigned(self.data, at, width)
            kind, width = _INDIRECT[kind], 1 << (self.kind & 3)
        stored = part(self.data, at, width)
        if kind == _FLOAT:
            code = _FLOATS.get(width)
            return None if code is None else float(struct.unpack(code, stored)[0])
        if kind not in (_INT, _UINT, _BOOL):
            return None
        found = int.from_bytes(stored, "little", signed=kind == _INT)
        return bool(found) if kind == _BOOL else found

    def content(self) -> memoryview | None:
        """The bytes of a string or blob; `None` for a value of another type."""
        if self.kind >> 2 not in _BLOB_LIKE:
            return None
        start = self.at - unsigned(self.data, self.at, self.width)
        width = 1 << (self.kind & 3)
        return part(self.data, start, unsigned(self.data, start - width, width))


def values_of(data: memoryview, wanted: tuple[bytes, ...]) -> dict[bytes, Value]:
    """The values of some keys; none where the root is no map.

    Args:
        data: The buffer, which may be damaged.
        wanted: The keys, which the buffer need not have.

    Raises:
        ValueError, IndexError: An offset leads out of the buffer.
    """
    width, kind = data[-1], data[-2]
    root = len(data) - 2 - width
    if kind >> 2 != _MAP:
        return {}
    values = root - unsigned(data, root, width)
    width = 1 << (kind & 3)
    count = unsigned(data, values - width, width)
    keys_at = values - 3 * width
    keys = keys_at - unsigned(data, keys_at, width)
    key_width = unsigned(data, values - 2 * width, width)
    found: dict[bytes, Value] = {}
    for index in range(min(count, _KEYS)):
        key_at = keys + index * key_width
        key = key_at - unsigned(data, key_at, key_width)
        for name in wanted:
            if key >= 0 and data[key : key + len(name) + 1] == name + b"\0":
                kind = data[values + count * width + index]
                found[name] = Value(data, values + index * width, width, kind)
    return found


def unsigned(data: memoryview, at: int, width: int) -> int:
    """The unsigned number of some bytes; raises ValueError if they are not in the buffer."""
    return int.from_bytes(part(data, at, width), "little")


def part(data: memoryview, start: int, length: int) -> memoryview:
    """A part of the buffer; raises ValueError if it is not all there."""
    if start < 0 or length < 0 or start + length > len(data):
        raise ValueError("outside the buffer")
    return data[start : start + length]
