"""Names from model files are foreign text: made safe to print when they are read."""

import os
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


CRASHED = "internal error, please report it (DLPULINT_DEBUG=1 shows the traceback)"
"""What is said of a model over which a check of ours fell."""


DEBUG = "DLPULINT_DEBUG"
"""The environment variable that lets internal errors through with their traceback."""


def crash_text(error: Exception) -> str:
    """What is said, in one line, when a loader, check or reporter of ours falls over a model.

    Such a mistake must not hide the other models; exit code 2 tells of it.
    """
    if DEBUG in os.environ:
        raise error
    return f"{CRASHED}: {type(error).__name__}: {printable(str(error))}"
