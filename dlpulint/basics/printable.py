"""Foreign text, such as names from model files, made safe to print when it is read."""

import os
import unicodedata

_LONGEST = 512
"""Characters of a name that are kept."""

_UNPRINTABLE = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
"""Unicode categories that move a terminal's cursor, reverse text or show nothing."""


def printable(name: str, longest: int = _LONGEST) -> str:
    """`name` without control and format characters, cut where it is longer than `longest`."""
    if len(name) > longest:
        name = name[: longest - 1] + "…"
    if name.isprintable():
        return name
    return "".join("\N{REPLACEMENT CHARACTER}" if _hidden(letter) else letter for letter in name)


def printable_lines(text: str) -> str:
    """`text`, each of its lines made printable: of control characters only line breaks stay."""
    return "\n".join(printable(line, longest=len(line)) for line in text.split("\n"))


def _hidden(letter: str) -> bool:
    return unicodedata.category(letter) in _UNPRINTABLE


CRASHED = "internal error, please report it (DLPULINT_DEBUG=1 shows the traceback)"
"""The message for a model that crashes a check."""

DEBUG = "DLPULINT_DEBUG"
"""The environment variable that lets internal errors through with their traceback."""


def crash_text(error: Exception) -> str:
    """One-line message for a model that crashes a loader, check or reporter.

    Such a bug must not hide the other models; exit code 2 reports it.
    """
    if DEBUG in os.environ:
        raise error
    return f"{CRASHED}: {type(error).__name__}: {printable(str(error))}"
