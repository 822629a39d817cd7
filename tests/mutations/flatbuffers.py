"""Damage to TFLite files that knows where in them offsets, lengths and numbers stand."""

import struct
from collections.abc import Iterator
from functools import lru_cache
from random import Random
from typing import Literal

from msgspec import Struct

from tests.mutations.plain import EXTREMES

_TABLES: dict[str, dict[int, str]] = {
    "Model": {
        0: "4",
        1: "[OperatorCode]",
        2: "[SubGraph]",
        3: "text",
        4: "[Buffer]",
        6: "[Metadata]",
    },
    "OperatorCode": {0: "1", 1: "text", 2: "4", 3: "4"},
    "SubGraph": {0: "[Tensor]", 1: "[4]", 2: "[4]", 3: "[Operator]", 4: "text"},
    "Tensor": {0: "[4]", 1: "1", 2: "4", 3: "text", 4: "Quantization", 5: "1", 7: "[4]", 8: "1"},
    "Quantization": {2: "[4]", 3: "[8]", 4: "1", 5: "Options", 6: "4"},
    "Operator": {
        **{0: "4", 1: "[4]", 2: "[4]", 3: "1", 4: "Options", 5: "[1]", 11: "1"},
        12: "Options",
    },
    "Options": {0: "4", 1: "4", 2: "4", 3: "4", 4: "4", 5: "4"},
    "Buffer": {0: "[1]", 1: "8", 2: "8"},
    "Metadata": {0: "text", 1: "4"},
}
"""Of each table the fields that are read, by place: bytes of a number, a table, or a vector."""

_ELEMENTS = 24
"""Elements of a vector that are told of; more would drown the rest."""


class Spot(Struct, frozen=True):
    """A number in the file, and what it is."""

    kind: Literal["fields", "field", "offset", "length", "number"]
    position: int
    width: int
    target: str = ""
    """What an offset leads to."""


def _spots(content: bytes) -> Iterator[Spot]:
    (root,) = struct.unpack_from("<I", content)
    yield Spot("offset", 0, 4, "Model")
    waiting = [("Model", root)]
    while waiting:
        table, position = waiting.pop()
        yield Spot("fields", position, 4)
        vtable = position - struct.unpack_from("<i", content, position)[0]
        yield Spot("field", vtable, 2)
        (size,) = struct.unpack_from("<H", content, vtable)
        for place, what in _TABLES[table].items():
            if 4 + 2 * place >= size:
                continue
            yield Spot("field", vtable + 4 + 2 * place, 2)
            (offset,) = struct.unpack_from("<H", content, vtable + 4 + 2 * place)
            if not offset:
                continue
            at = position + offset
            if what.isdigit():
                yield Spot("number", at, int(what))
                continue
            yield Spot("offset", at, 4, what)
            start = at + struct.unpack_from("<I", content, at)[0]
            if what in _TABLES:
                waiting.append((what, start))
                continue
            yield Spot("length", start, 4)
            inner = "1" if what == "text" else what[1:-1]
            (length,) = struct.unpack_from("<I", content, start)
            width = int(inner) if inner.isdigit() else 4
            for element in range(start + 4, start + 4 + width * min(length, _ELEMENTS), width):
                if inner.isdigit():
                    yield Spot("number", element, width)
                else:
                    yield Spot("offset", element, 4, inner)
                    there = element + struct.unpack_from("<I", content, element)[0]
                    waiting.append((inner, there))


@lru_cache(maxsize=64)
def _spots_by_kind(content: bytes) -> dict[str, tuple[Spot, ...]]:
    found: dict[str, list[Spot]] = {}
    for spot in dict.fromkeys(_spots(content)):
        found.setdefault(spot.kind, []).append(spot)
    return {kind: tuple(spots) for kind, spots in found.items()}


def _any_spot(content: bytes, random: Random) -> Spot:
    # Kinds first: there are far more numbers than offsets.
    kinds = _spots_by_kind(content)
    return random.choice(kinds[random.choice(sorted(kinds))])


def _offsets(content: bytes) -> tuple[Spot, ...]:
    return _spots_by_kind(content)["offset"]


def set_to_extreme(content: bytes, random: Random) -> bytes:
    """Some offsets, lengths, places of fields or numbers set to an extreme."""
    changed = bytearray(content)
    for _ in range(random.choice((1, 1, 2, 4))):
        spot = _any_spot(content, random)
        _put(changed, spot, random.choice((*EXTREMES[spot.width], len(content), len(content) // 4)))
    return bytes(changed)


def set_to_likely(content: bytes, random: Random) -> bytes:
    """Some numbers set to others that the file has: indices, sizes, types, codes."""
    changed = bytearray(content)
    numbers = _spots_by_kind(content)["number"]
    for _ in range(random.choice((1, 2, 4, 16))):
        spot = random.choice(numbers)
        likely = (random.randrange(-2, 16), random.randrange(256), random.randrange(4096))
        _put(changed, spot, random.choice(likely))
    return bytes(changed)


def led_elsewhere(content: bytes, random: Random) -> bytes:
    """Offsets that lead to other tables of any kind, themselves included."""
    changed = bytearray(content)
    for _ in range(random.choice((1, 1, 2, 8))):
        one, other = random.choice(_offsets(content)), random.choice(_offsets(content))
        _lead(changed, one, _led_to(content, other))
    return bytes(changed)


def swapped(content: bytes, random: Random) -> bytes:
    """Two tables or vectors that stand for each other."""
    changed = bytearray(content)
    one, other = random.choice(_offsets(content)), random.choice(_offsets(content))
    _lead(changed, one, _led_to(content, other))
    _lead(changed, other, _led_to(content, one))
    return bytes(changed)


def aliased(content: bytes, random: Random) -> bytes:
    """All offsets of one kind lead to the same place: what is read outgrows the file."""
    changed = bytearray(content)
    one = random.choice(_offsets(content))
    place = _led_to(content, one)
    for spot in _offsets(content):
        if spot.target == one.target:
            _lead(changed, spot, place)
    return bytes(changed)


def lengthened(content: bytes, random: Random) -> bytes:
    """Vectors that go on to the end of the file, or somewhat beyond it."""
    changed = bytearray(content)
    for _ in range(random.choice((1, 1, 4))):
        spot = random.choice(_spots_by_kind(content)["length"])
        rest = len(content) - spot.position - 4
        _put(changed, spot, random.choice((rest, rest // 4, rest // 8, rest + 1, rest // 4 + 1)))
    return bytes(changed)


def _led_to(content: bytes, spot: Spot) -> int:
    return int(spot.position + struct.unpack_from("<I", content, spot.position)[0])


def _lead(content: bytearray, spot: Spot, place: int) -> None:
    _put(content, spot, place - spot.position)


def _put(content: bytearray, spot: Spot, number: int) -> None:
    masked = number & ((1 << (8 * spot.width)) - 1)
    content[spot.position : spot.position + spot.width] = masked.to_bytes(spot.width, "little")


KNOWING = (set_to_extreme, set_to_likely, led_elsewhere, swapped, aliased, lengthened)
