"""Text measured in the columns of a terminal, where letters of the Far East take two."""

import re
from collections.abc import Iterator

_SINGLE = re.compile(r"[\x20-\u02ff\u2010-\u2027\u2212]*\Z")
"""Letters of one column each, which include all of our own sentences: no look-up needed."""


def columns(text: str) -> int:
    """How many columns a terminal needs for printable text."""
    if _SINGLE.match(text):
        return len(text)
    return sum(map(_columns_of, text))


def _columns_of(letter: str) -> int:
    import unicodedata

    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def fitted(text: str, room: int) -> str:
    """`text`, its end replaced by an ellipsis where it needs more than `room` columns."""
    if columns(text) <= room:
        return text
    return _start(text, room - 1) + "…" if room > 0 else ""


def cut_in_the_middle(text: str, room: int) -> str:
    """`text` without its middle where it needs more than `room` columns: its ends matter most."""
    if columns(text) <= room:
        return text
    if room < 3:
        return fitted(text, room)
    end = _start(text[::-1], room * 2 // 3)[::-1]
    return f"{_start(text, room - 1 - columns(end))}…{end}"


def short_path(path: str, room: int) -> str:
    """A path without its first folders where it needs more room: its end and name are kept."""
    if columns(path) <= room:
        return path
    parts = path.split("/")
    for begin in range(1, len(parts)):
        rest = "…/" + "/".join(parts[begin:])
        if columns(rest) <= room:
            return rest
    return cut_in_the_middle(parts[-1], room)


def padded(text: str, room: int) -> str:
    """`text` shortened or filled with blanks to exactly `room` columns."""
    text = fitted(text, room)
    return text + " " * (room - columns(text))


def wrapped(text: str, first: int, further: int) -> Iterator[str]:
    """Lines of words, the first of at most `first` columns and the others of `further`.

    A word is broken only where it is longer than a line; a web address never is.
    """
    line, used, room = "", 0, max(1, first)
    for word in text.split(" "):
        needed = columns(word)
        if line and used + 1 + needed <= room:
            line, used = f"{line} {word}", used + 1 + needed
            continue
        if line:
            yield line
            room = max(1, further)
        while needed > room and not word.startswith(("https://", "http://")):
            # At least one letter per line, however wide it is.
            part = _start(word, room) or word[0]
            yield part
            room = max(1, further)
            word = word[len(part) :]
            needed = columns(word)
        line, used = word, needed
    if line:
        yield line


def _start(text: str, room: int) -> str:
    """Beginning of `text` that fits into `room` columns."""
    if _SINGLE.match(text):
        return text[: max(0, room)]
    used = 0
    for position, letter in enumerate(text):
        used += _columns_of(letter)
        if used > room:
            return text[:position]
    return text
