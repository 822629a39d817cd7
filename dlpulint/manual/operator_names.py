"""Kinds of operator by a name from a user: a viewer's, a log's number or our own word."""

import difflib
from collections.abc import Iterable

from dlpulint.basics.errors import UsageError
from dlpulint.model.kinds import KINDS, ONNX, PREFIXES, REFINED, TFLITE, natives_of

_FLEX = "Flex"

_CUSTOM = "CUSTOM"
"""Name in logs of all custom operators, which are listed by number there."""


def kinds_named(word: str, further: Iterable[str] = ()) -> tuple[str, ...]:
    """The kinds that a word names; several if ONNX has one name for them.

    `CONV_2D`, `Conv`, `conv`, `Conv2D` and `3`, the number in a camera's log, are all accepted;
    `further` are additional kinds from packs. Raises UsageError for any other word, with the
    nearest name.
    """
    extra = tuple(dict.fromkeys(further))
    names = {kind: (kind,) for kind in extra} | _exact()
    custom = [kind for kind in sorted(extra) if kind.startswith("custom:") and "*" not in kind]
    names |= {kind.removeprefix("custom:"): (kind,) for kind in custom}
    names[_CUSTOM] = (*custom, *names[_CUSTOM])
    if word in names:
        return names[word]
    if word.isdecimal() and int(word) < len(TFLITE):
        return names[tuple(TFLITE)[int(word)]]
    loosely = [kinds for name, kinds in names.items() if _plain(name) == _plain(word)]
    if loosely:
        return tuple(dict.fromkeys(kind for kinds in loosely for kind in kinds))
    prefix = next((prefix for prefix in PREFIXES if word.startswith(prefix)), None)
    if prefix is not None and word != prefix:
        return (word,)
    if word.startswith(_FLEX) and word != _FLEX:
        return (f"flex:{word.removeprefix(_FLEX)}",)
    raise UsageError(f"no operator {word!r}{_suggestion(word, names)}")


def every_spelling() -> tuple[str, ...]:
    """The names of operators in TFLite and ONNX, and our words for their kinds."""
    return tuple(_exact())


def is_native(word: str) -> bool:
    """Whether a word is the exact name of an operator in TFLite or ONNX files."""
    return word in TFLITE or word in ONNX


def numbered(number: int) -> str | None:
    """Name of the operator with a number in a camera's log; `None` for an unknown number."""
    names = tuple(TFLITE)
    return names[number] if number < len(names) else None


def _exact() -> dict[str, tuple[str, ...]]:
    """The kinds of each name; both if formats share a name."""
    names: dict[str, tuple[str, ...]] = {kind: (kind,) for kind in sorted(KINDS)}
    for native, kind in ONNX.items():
        refined = {other for other in REFINED if native in natives_of(other, "onnx")}
        names[native] = (kind, *sorted(refined - {kind}))
    for native, known in TFLITE.items():
        names[native] = (known or f"tflite:{native}",)
    names[_CUSTOM] = ("custom:*", "flex:*")
    return names


def _plain(word: str) -> str:
    """A name without case and punctuation: the same for `Conv2D` and `CONV_2D`."""
    return "".join(letter for letter in word.casefold() if letter.isalnum())


def _suggestion(word: str, names: Iterable[str]) -> str:
    """The nearest name, regardless of case and underscores."""
    by_plain = {_plain(name): name for name in names if not name.startswith("STABLEHLO")}
    close = difflib.get_close_matches(_plain(word), list(by_plain), n=1)
    return f"; did you mean {by_plain[close[0]]!r}?" if close else "; see --show-target"
