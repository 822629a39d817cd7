"""Fields of a protobuf message, found in its bytes without parsing their content."""

from collections.abc import Iterator
from typing import NamedTuple

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.ranges import Bytes

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
"""Wire types; 3 and 4 (groups) are in no ONNX file."""

_LONGEST_VARINT = 10


class Field(NamedTuple):
    """One field of a message: its number and its position."""

    number: int
    wire_type: int
    start: int
    content: int
    """Position of the value, after the tag and the length."""
    end: int


def fields(data: Bytes, start: int, end: int) -> Iterator[Field]:
    """The fields of the message from `start` to `end`, in order.

    Raises:
        ModelFileError: A field does not fit into the message.
    """
    position = start
    while position < end:
        tag, content = varint(data, position, end)
        wire_type = tag & 7
        if wire_type == BYTES:
            length, content = varint(data, content, end)
            stop = content + length
        elif wire_type == VARINT:
            stop = varint(data, content, end)[1]
        elif wire_type == FIXED32:
            stop = content + 4
        elif wire_type == FIXED64:
            stop = content + 8
        else:
            raise damaged(f"the bytes at {position:,} are no field")
        if tag < 8:
            raise damaged(f"the bytes at {position:,} are no field")
        if stop > end:
            raise damaged(f"the field at byte {position:,} ends {stop - end:,} bytes too late")
        yield Field(tag >> 3, wire_type, position, content, stop)
        position = stop


def varint(data: Bytes, position: int, end: int) -> tuple[int, int]:
    """The number written at `position`, and the position after it."""
    value = shift = 0
    for index in range(position, min(position + _LONGEST_VARINT, end)):
        byte = data[index]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, index + 1
        shift += 7
    raise damaged(f"the number at byte {position:,} does not end")


def length_prefix(number: int, length: int) -> bytes:
    """The tag and length before the content of a field."""
    return _encoded(number << 3 | BYTES) + _encoded(length)


def _encoded(value: int) -> bytes:
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    written.append(value)
    return bytes(written)


def damaged(reason: str) -> ModelFileError:
    """The error for a file whose bytes do not fit together."""
    return ModelFileError(f"damaged or truncated ONNX file ({reason})")
