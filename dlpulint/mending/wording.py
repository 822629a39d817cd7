"""Words for lists and numbers in sentences about edits."""

from collections.abc import Sequence


def listed(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def counted(count: int, noun: str) -> str:
    """`1 operator`, `2 operators`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
