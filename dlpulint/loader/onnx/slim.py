"""An ONNX file without its weights: the same messages, short enough to be parsed quickly."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from msgspec import Struct, field

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.bounds import HIGHEST_RANK, MOST_ATTRIBUTES, refuse_more
from dlpulint.loader.onnx.tensor_faults import DOUBLES, FLOATS, LEFT_OUT, RAW, elements_fault
from dlpulint.loader.onnx.wire import BYTES, VARINT, Field, fields, length_prefix, varint
from dlpulint.loader.ranges import Bytes

KEPT = 1024
"""Most bytes of any field that is kept; shapes and axes are constants of the graph too."""

VECTOR_KEPT = 256 * 1024
"""Most bytes of a vector that is kept because it may hold scales or zero points."""

_DEEPEST = 30
"""Deepest nesting of graphs that is read; protobuf itself gives up at some 33."""


class _Message(Struct, frozen=True):
    """Treatment of the fields of one type of message, by field number."""

    opened: dict[int, str] = field(default_factory=dict)
    """Fields that are slimmed when they are long, with the type of their message."""
    whole: frozenset[int] = frozenset()
    """Fields kept at any length; other long fields are left out."""
    dropped: frozenset[int] = frozenset()
    """Fields left out at any length: documentation, metadata, training."""


_MESSAGES: Final = {
    "model": _Message({7: "graph", 25: "function"}, frozenset({8}), frozenset({6, 20, 26})),
    "graph": _Message(
        {1: "node", 5: "tensor", 15: "sparse tensor"},
        frozenset({2, 11, 12, 13}),
        frozenset({10, 14, 16}),
    ),
    "function": _Message(
        {7: "node", 11: "attribute"}, frozenset({1, 4, 5, 6, 9, 10, 12}), frozenset({8, 14})
    ),
    "node": _Message({5: "attribute"}, frozenset({1, 2, 3, 4, 7, 8}), frozenset({6, 9, 10})),
    "attribute": _Message(
        {5: "tensor", 6: "graph", 10: "tensor", 11: "graph"}
        | dict.fromkeys((22, 23), "sparse tensor"),
        frozenset({1, 7, 8, 14, 15, 21}),
        frozenset({13}),
    ),
    "sparse tensor": _Message({1: "tensor", 2: "tensor"}, frozenset({3})),
}

_FEW: Final = {
    "function": {11: "default attributes of a local function"},
    "attribute": dict.fromkeys((10, 11, 15, 23), "values of an attribute"),
}
"""Fields with few messages in any valid file: they may be empty, two bytes each, and an empty one
takes hundreds of bytes in memory."""

_NONE: Final[dict[int, str]] = {}

_ELEMENTS: Final = frozenset({4, 5, 6, 7, 9, 10, 11})
"""Fields of a tensor with its elements."""

_DIMENSIONS, _DATA_TYPE, _NAME, _DOCUMENTATION, _LOCATION = 1, 2, 8, 12, 14

_WIDTHS: Final = {FLOATS: 4, RAW: 1, DOUBLES: 8}
"""Bytes of a number in fields whose numbers all have the same; others are not counted."""

_NOT_COUNTED: Final = 2**63

_SCALE_TYPES: Final = frozenset({1, 2, 3, 4, 5, 6, 10, 16, 21, 22})
"""Element types of scales and zero points."""


def slim(data: Bytes) -> bytes:
    """The file's ModelProto without documentation and without the elements of large tensors.

    Copies only the bytes that it keeps.

    Raises:
        ModelFileError: The bytes are not a ModelProto, or graphs are nested too deeply.
    """
    top = _Copy("model", 0, fields(data, 0, len(data)))
    waiting = [top]
    try:
        while True:
            here = waiting[-1]
            inner = _copied_to_next_inner(data, here)
            if inner is None:
                waiting.pop()
                if not waiting:
                    break
                waiting[-1].add(length_prefix(here.number, here.size), *here.parts)
                continue
            if inner.message == "graph" and _graphs(waiting) >= _DEEPEST:
                raise ModelFileError(f"graphs nested more than {_DEEPEST} deep")
            waiting.append(inner)
    except ModelFileError:
        if not top.begun:
            raise ModelFileError("not an ONNX model") from None
        raise
    return b"".join(top.parts)


class _Copy(Struct):
    """The part of one message that has been copied so far."""

    message: str
    number: int
    """The field of the outer message with this message."""
    rest: Iterator[Field]
    parts: list[bytes] = field(default_factory=list)
    size: int = 0
    messages: int = 0
    """Messages in fields of `_FEW`."""
    begun: bool = False
    """Whether one of the first fields of a model has been seen."""

    def add(self, *parts: bytes) -> None:
        self.parts += parts
        self.size += sum(map(len, parts))


def _graphs(waiting: list[_Copy]) -> int:
    return sum(copy.message == "graph" for copy in waiting)


def _copied_to_next_inner(data: Bytes, here: _Copy) -> _Copy | None:
    """Copy fields up to the next message to slim, which is returned; `None` at the end."""
    message = _MESSAGES[here.message]
    few = _FEW.get(here.message, _NONE)
    run_start = run_end = 0
    for found in here.rest:
        number, wire_type, start, content, end = found
        here.begun = here.begun or (number == 1 and wire_type == VARINT) or number == 7
        if number in few:
            here.messages += 1
            refuse_more(here.messages, MOST_ATTRIBUTES, few[number])
        long = wire_type == BYTES and end - content > KEPT
        inner = message.opened.get(number) if long else None
        if number not in message.dropped and not (long and number not in message.whole):
            if start != run_end:
                here.add(bytes(data[run_start:run_end]))
                run_start = start
            run_end = end
        elif inner == "tensor":
            here.add(bytes(data[run_start:run_end]))
            run_start = run_end = 0
            kept = _slim_tensor(data, content, end)
            here.add(length_prefix(number, len(kept)), kept)
        elif inner is not None:
            here.add(bytes(data[run_start:run_end]))
            return _Copy(inner, number, fields(data, content, end))
    here.add(bytes(data[run_start:run_end]))
    return None


def _slim_tensor(data: Bytes, start: int, end: int) -> bytes:
    """A TensorProto without its elements, unless they are few or may be scales."""
    rest, elements = bytearray(), list[tuple[int, int]]()
    stored: dict[int, int] = {}
    dims: list[int] = []
    size = data_type = location = 0
    for found in fields(data, start, end):
        if found.number in _ELEMENTS:
            size += found.end - found.start
            width = _WIDTHS.get(found.number)
            count = (found.end - found.content) // width if width else _NOT_COUNTED
            if count:
                stored[found.number] = stored.get(found.number, 0) + count
            if elements and elements[-1][1] == found.start:
                elements[-1] = (elements[-1][0], found.end)
            else:
                elements.append((found.start, found.end))
        elif found.number == _DOCUMENTATION:
            continue
        elif found.number == _NAME or found.end - found.start <= KEPT:
            rest += data[found.start : found.end]
        if found.number == _DIMENSIONS:
            dims += islice(_numbers(data, found), HIGHEST_RANK + 1 - len(dims))
        elif found.number == _DATA_TYPE and found.wire_type == VARINT:
            data_type = varint(data, found.content, found.end)[0]
        elif found.number == _LOCATION and found.wire_type == VARINT:
            location = varint(data, found.content, found.end)[0]
    vector = len(dims) <= 1 and data_type in _SCALE_TYPES
    if size <= KEPT or (vector and size <= VECTOR_KEPT):
        for first, last in elements:
            rest += data[first:last]
    elif not location and len(dims) <= HIGHEST_RANK:
        fault = elements_fault(data_type, dims, stored)
        note = f"{LEFT_OUT}{fault or ''}".encode()
        rest += length_prefix(_DOCUMENTATION, len(note)) + note
    return bytes(rest)


def _numbers(data: Bytes, found: Field) -> Iterator[int]:
    """The whole numbers in a field, packed or not."""
    position = found.content
    while position < found.end:
        number, position = varint(data, position, found.end)
        yield number - 2**64 if number >= 2**63 else number
