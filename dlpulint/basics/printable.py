"""Foreign text, such as names from model files, made safe to print when it is read."""

import os
import re
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


_ESCAPE = re.compile(r"\\(?:\\|x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8}))")


def escaped(path: str) -> str:
    """A path whose unprintable letters and bytes are written out: `a\\xff.tflite`.

    No two paths have the same text: a path that looks as if it had been escaped is escaped as well.
    """
    if path.isprintable() and not is_escaped(path):
        return path
    return "".join(map(_visible, path))


def is_escaped(text: str) -> bool:
    """Whether a path's text differs from the path."""
    return _ESCAPE.search(text) is not None


def unescaped(text: str) -> str:
    """The path of a text that `escaped` has made."""
    return _ESCAPE.sub(_letter, text)


def _visible(letter: str) -> str:
    if letter == "\\":
        return "\\\\"
    if not _hidden(letter):
        return letter
    code = ord(letter)
    if 0xDC80 <= code <= 0xDCFF:  # A byte that is no UTF-8, as Python has it.
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _letter(found: re.Match[str]) -> str:
    byte, short, long = found.groups()
    if byte is not None:
        code = int(byte, 16)
        return chr(code if code < 0x80 else code + 0xDC00)
    code = int(short or long or "5c", 16)
    # A text that nobody has made may ask for a letter that there is not.
    return chr(code) if code <= 0x10FFFF else found[0]


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
