"""Names from model files are foreign text: made safe to print when they are read."""

import unicodedata

_LONGEST = 512
"""Characters of a name that are kept."""

_UNPRINTABLE = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
"""Unicode categories that move a terminal's cursor, turn text around or show nothing."""


def printable(name: str, longest: int = _LONGEST) -> str:
    """`name` without control and format characters, cut where it is longer than `longest`."""
    if len(name) > longest:
        name = name[: longest - 1] + "…"
    if name.isprintable():
        return name
    return "".join("\N{REPLACEMENT CHARACTER}" if _hidden(letter) else letter for letter in name)


def _hidden(letter: str) -> bool:
    return unicodedata.category(letter) in _UNPRINTABLE
