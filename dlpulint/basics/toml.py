"""TOML that strangers may have written, parsed within bounds of time and memory."""

import re
import unicodedata
from math import isfinite
from typing import Any, TypeAlias

import tomli

from dlpulint.basics.errors import Unreadable

_MOST_PARTS = 10
"""Parts of one dotted key, also in the expressions below: memory grows with their square."""

_MOST_DEPTH = 16
"""Tables and lists within each other."""

_SHOWN = 60
"""Characters of a key that messages show."""

_LARGEST = 2**63
"""Whole numbers of TOML have 64 bits."""

_STRINGS_AND_COMMENTS = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+(?:"""|\Z)'
    r"|'''(?:[^']|'(?!''))*+(?:'''|\Z)"
    r'|"(?:[^"\\\n]|\\.)*+"'
    r"|'[^'\n]*'"
    r"|#[^\n]*",
    re.DOTALL,
)
_LONG_KEY = re.compile(r"(?<![\w-])(?:[\w-]+[ \t]*\.[ \t]*){10}")

_Path: TypeAlias = "tuple[_Path, str] | None"
"""Keys that lead to a value, the last one first: made into text only where it is shown."""

_JOINERS = frozenset("\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}\N{SOFT HYPHEN}")
"""Invisible characters that words of some languages, and emoji, are written with."""

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories that move a terminal's cursor or reverse text."""


def toml_text(data: bytes) -> str:
    """Text of a TOML file, without a byte order mark. Raises Unreadable for other encodings."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("not UTF-8 text; save the file as UTF-8") from None


def parsed_toml(text: str) -> dict[str, Any]:
    """Tables of a TOML text.

    Raises Unreadable, in one line, for what is not TOML, nested too deeply, or has characters that
    do not print.
    """
    if _has_long_key(text):
        raise Unreadable(f"a key of more than {_MOST_PARTS} parts with dots between them")
    try:
        tables = tomli.loads(text, parse_float=_finite)
    except tomli.TOMLDecodeError as error:
        raise Unreadable(f"not TOML: {error}") from None
    except RecursionError:
        raise Unreadable(_TOO_DEEP) from None
    except ValueError as error:
        # Python refuses to convert thousands of digits.
        raise Unreadable(f"not TOML: {str(error).split(';')[0]}") from None
    _refuse_odd_values(tables)
    return tables


_TOO_DEEP = f"tables and lists more than {_MOST_DEPTH} deep within each other"


def _has_long_key(text: str) -> bool:
    # Most files have no line with as many dots, in texts or out of them.
    if all(line.count(".") < _MOST_PARTS for line in text.split("\n")):
        return False
    return _LONG_KEY.search(_STRINGS_AND_COMMENTS.sub("s", text)) is not None


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(f"expected a finite number, found {text[:20]}")
    return number


def _refuse_odd_values(tables: dict[str, Any]) -> None:
    """Raises Unreadable for deep nesting, characters that do not print, and huge whole numbers."""
    level: list[tuple[Any, _Path]] = [(tables, None)]
    for _ in range(_MOST_DEPTH):
        deeper: list[tuple[Any, _Path]] = []
        for container, path in level:
            named = isinstance(container, dict)
            for key, value in container.items() if named else (("", part) for part in container):
                kind = type(value)
                if not key.isprintable():
                    _refuse_invisible(key, path)
                if kind is str:
                    if not value.isprintable():
                        _refuse_invisible(value, (path, key))
                elif kind is dict or kind is list:
                    deeper.append((value, (path, key) if named else path))
                elif kind is int and not -_LARGEST <= value < _LARGEST:
                    raise Unreadable(f"{_text((path, key))}: a whole number of more than 64 bits")
        level = deeper
    if level:
        raise Unreadable(_TOO_DEEP)


def _refuse_invisible(text: str, path: _Path) -> None:
    letter = _invisible(text)
    if letter is not None:
        where = _text(path)
        raise Unreadable(f"{where}: U+{ord(letter):04X}, a character that does not print")


def _text(path: _Path) -> str:
    """The keys of a path with dots between them; long ones are cut."""
    keys: list[str] = []
    while path is not None:
        path, key = path
        if key:
            keys.append(key[:_SHOWN])
    return ".".join(reversed(keys)) or "a key"


def _invisible(text: str) -> str | None:
    """The first character that neither prints nor breaks a line; `None` without one."""
    if text.isprintable():
        return None
    for letter in text:
        if letter.isprintable() or letter in "\n\t" or letter in _JOINERS:
            continue
        if unicodedata.category(letter) in _INVISIBLE:
            return letter
    return None
