"""Damage to ONNX files that knows their messages: what is changed is well-formed around it."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from tests.mutations.plain import EXTREMES, flipped

_VARINT, _BYTES = 0, 2
_FIXED = {1: 8, 5: 4}

_MESSAGES: dict[str, dict[int, str]] = {
    "model": {7: "graph", 8: "opset", 25: "function", 2: "text", 3: "text"},
    "opset": {1: "text"},
    "graph": {1: "node", 2: "text", 5: "tensor", 11: "value", 12: "value", 13: "value"},
    "node": {1: "text", 2: "text", 3: "text", 4: "text", 5: "attribute", 7: "text"},
    "attribute": {1: "text", 4: "text", 5: "tensor", 6: "graph", 8: "numbers", 21: "text"},
    "tensor": {1: "numbers", 7: "numbers", 8: "text", 13: "entry"},
    "entry": {1: "text", 2: "text"},
    "value": {1: "text", 2: "type"},
    "type": {1: "tensor type", 4: "sequence type"},
    "sequence type": {1: "type"},
    "tensor type": {2: "shape"},
    "shape": {1: "dimension"},
    "dimension": {2: "text"},
    "function": {1: "text", 4: "text", 5: "text", 7: "node", 9: "opset", 10: "text"},
}
"""Of each message the fields that are of one as well, or text, or packed numbers."""

_LEAVES = frozenset({"text", "numbers", ""})

_TEXTS = (b"", b"\xff\xfe", b"\xed\xa0\x80", b"\0", b"x" * 5000, "e\u0301\u202e".encode(), b"Loop")
"""Names that are none, or are no UTF-8, or are long."""


class Part(Struct, frozen=True):
    """One field of a message."""

    number: int
    wire_type: int
    value: int
    """Of a varint."""
    content: bytes
    claimed: int | None = None
    """The length that is written, where that is not the content's own."""

    def written(self) -> bytes:
        """The field as it stands in a file."""
        tag = varint(self.number << 3 | self.wire_type)
        if self.wire_type == _VARINT:
            return tag + varint(self.value)
        if self.wire_type == _BYTES:
            length = len(self.content) if self.claimed is None else self.claimed
            return tag + varint(length) + self.content
        return tag + self.content


def varint(number: int) -> bytes:
    """A whole number as protobuf writes it."""
    written = bytearray()
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*written, number])


def parts_of(content: bytes) -> list[Part] | None:
    """The fields of a message, or `None` if it is damaged already."""
    found: list[Part] = []
    position = 0
    try:
        while position < len(content):
            tag, position = _number(content, position)
            wire_type, value, end = tag & 7, 0, 0
            if wire_type == _VARINT:
                value, end = _number(content, position)
                position = end
            elif wire_type == _BYTES:
                length, position = _number(content, position)
                end = position + length
            else:
                end = position + _FIXED[wire_type]
            if end > len(content):
                return None
            found.append(Part(tag >> 3, wire_type, value, content[position:end]))
            position = end
    except (IndexError, KeyError):
        return None
    return found


def _number(content: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = content[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7


def inside(content: bytes, random: Random) -> bytes:
    """One message anywhere in the file changed, with the lengths around it as they have to be."""
    return _inside(content, "model", random, _pool(content))


def several(content: bytes, random: Random) -> bytes:
    """Several messages changed."""
    for _ in range(random.choice((2, 4, 16))):
        content = inside(content, random)
    return content


def _inside(content: bytes, message: str, random: Random, pool: dict[str, list[bytes]]) -> bytes:
    parts = parts_of(content)
    if not parts:
        return flipped(content, random) if content else b"\x08\x01"
    known = _MESSAGES.get(message, {})
    inner = [place for place, part in enumerate(parts) if part.number in known]
    if inner and random.random() < 0.85:
        place = random.choice(inner)
        part = parts[place]
        what = known[part.number]
        if what in _LEAVES or random.random() < 0.1:
            parts[place] = _other(part, what, random, pool)
        else:
            changed = _inside(part.content, what, random, pool)
            claimed = random.choice(EXTREMES[8]) if random.random() < 0.02 else None
            parts[place] = replace(part, content=changed, claimed=claimed)
    else:
        _rearrange(parts, random)
    return b"".join(part.written() for part in parts)


def _other(part: Part, what: str, random: Random, pool: dict[str, list[bytes]]) -> Part:
    if what == "text":
        return replace(part, content=random.choice((*_TEXTS, *random.sample(pool[what], 1) * 12)))
    if what == "numbers":
        numbers = [varint(_likely(random)) for _ in range(random.choice((0, 1, 2, 4, 5, 9, 300)))]
        return replace(part, content=b"".join(numbers))
    return replace(part, content=random.choice(pool[what]))


def _rearrange(parts: list[Part], random: Random) -> None:
    """Fields of one message left out, doubled, exchanged, renumbered or set to other numbers."""
    place, other = random.randrange(len(parts)), random.randrange(len(parts))
    numbers = [place for place, part in enumerate(parts) if part.wire_type == _VARINT]
    choice = random.randrange(6 if numbers else 4)
    if choice == 0:
        del parts[place]
    elif choice == 1:
        parts.insert(other, parts[place])
    elif choice == 2:
        parts[place], parts[other] = parts[other], parts[place]
    elif choice == 3:
        parts[place] = replace(parts[place], number=random.choice((parts[other].number, 1, 5, 25)))
    else:
        place = random.choice(numbers)
        parts[place] = replace(parts[place], value=_likely(random))


def _likely(random: Random) -> int:
    near = random.randrange(-3, 24) & (2**64 - 1)
    return random.choice((near, near, random.randrange(4096), random.choice(EXTREMES[8])))


@lru_cache(maxsize=64)
def _pool(content: bytes) -> dict[str, list[bytes]]:
    """All messages and texts of a file, by what they are."""
    found: dict[str, list[bytes]] = {"text": [b"x"]}
    for what, inner in _everything(content):
        found.setdefault(what, []).append(inner)
    return found


def _everything(content: bytes) -> Iterator[tuple[str, bytes]]:
    waiting: list[tuple[str, Sequence[Part]]] = [("model", parts_of(content) or [])]
    while waiting:
        message, parts = waiting.pop()
        for part in parts:
            what = _MESSAGES.get(message, {}).get(part.number, "")
            if not what:
                continue
            yield what, part.content
            if what not in _LEAVES:
                waiting.append((what, parts_of(part.content) or []))


KNOWING = (inside, inside, several)
