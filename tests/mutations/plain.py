"""Damage that knows nothing of a file's format: what disks, downloads and bad copies do."""

from random import Random

EXTREMES = {
    1: (0, 1, 0x7F, 0x80, 0xFE, 0xFF),
    2: (0, 1, 4, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF),
    4: (0, 1, 4, 0x7FFFFFFF, 0x80000000, 0x80000001, 0xFFFFFFF0, 0xFFFFFFFE, 0xFFFFFFFF),
    8: (0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 2**62, 2**63 - 1, 2**63, 2**64 - 1),
}
"""Numbers at which code goes wrong, by the bytes that they are written in."""


def truncated(content: bytes, percent: int) -> bytes:
    """The first hundredths of a file."""
    return content[: len(content) * percent // 100]


def flipped(content: bytes, random: Random) -> bytes:
    """Some bits turned over."""
    changed = bytearray(content)
    for _ in range(random.choice((1, 1, 2, 8, 64))):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def overwritten(content: bytes, random: Random) -> bytes:
    """A piece replaced with zeros, ones or noise, or with another piece of the file."""
    start, end = _piece(content, random)
    length = end - start
    other = random.randrange(len(content))
    filling = random.choice(
        (bytes(length), b"\xff" * length, random.randbytes(length), content[other : other + length])
    )
    return content[:start] + filling + content[start + len(filling) :]


def moved(content: bytes, random: Random) -> bytes:
    """A piece left out, or there twice."""
    start, end = _piece(content, random)
    return content[: random.choice((start, end))] + content[random.choice((start, end)) :]


def extreme(content: bytes, random: Random) -> bytes:
    """A number somewhere set to an extreme."""
    width = random.choice((1, 2, 4, 8))
    start = random.randrange(max(1, len(content) // width)) * width
    number = random.choice(EXTREMES[width]).to_bytes(width, "little")
    return content[:start] + number + content[start + width :]


def _piece(content: bytes, random: Random) -> tuple[int, int]:
    start = random.randrange(len(content))
    return start, min(len(content), start + random.choice((1, 4, 16, 64, 1024)))


PLAIN = (flipped, overwritten, moved, extreme)
