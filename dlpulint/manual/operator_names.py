"""Which kinds of operator a user means: by viewer's name, by log's number, by our own word."""

import difflib
from collections.abc import Iterable

from dlpulint.basics.errors import UsageError
from dlpulint.model.kinds import KINDS, ONNX, PREFIXES, REFINED, TFLITE, natives_of

_FLEX = "Flex"

_CUSTOM = "CUSTOM"
"""What logs call each custom operator, by its number, whatever its own name is."""


def kinds_meant(word: str, further: Iterable[str] = ()) -> tuple[str, ...]:
    """The kinds that a word stands for, several where ONNX has one name for them.

    `CONV_2D`, `Conv`, `conv`, `Conv2D` and `3`, which is how a camera's log calls it, are all
    understood; `further` are kinds that packs name besides. Raises UsageError for a word that
    stands for none, with the nearest that does.
    """
    named = tuple(dict.fromkeys(further))
    known = {kind: (kind,) for kind in named} | _exact()
    custom = [kind for kind in sorted(named) if kind.startswith("custom:") and "*" not in kind]
    known |= {kind.removeprefix("custom:"): (kind,) for kind in custom}
    known[_CUSTOM] = (*custom, *known[_CUSTOM])
    if word in known:
        return known[word]
    if word.isdecimal() and int(word) < len(TFLITE):
        return known[tuple(TFLITE)[int(word)]]
    loosely = [kinds for name, kinds in known.items() if _plain(name) == _plain(word)]
    if loosely:
        return tuple(dict.fromkeys(kind for kinds in loosely for kind in kinds))
    prefix = next((prefix for prefix in PREFIXES if word.startswith(prefix)), None)
    if prefix is not None and word != prefix:
        return (word,)
    if word.startswith(_FLEX) and word != _FLEX:
        return (f"flex:{word.removeprefix(_FLEX)}",)
    raise UsageError(f"no operator {word!r}{_suggestion(word, known)}")


def every_spelling() -> tuple[str, ...]:
    """The names that TFLite and ONNX have for operators, and our words for their kinds."""
    return tuple(_exact())


def _exact() -> dict[str, tuple[str, ...]]:
    """What each name stands for; where formats share a name, both."""
    spellings: dict[str, tuple[str, ...]] = {kind: (kind,) for kind in sorted(KINDS)}
    for native, kind in ONNX.items():
        refined = sorted(
            refined_kind for refined_kind in REFINED if native in natives_of(refined_kind, "onnx")
        )
        spellings[native] = (
            kind,
            *(refined_kind for refined_kind in refined if refined_kind != kind),
        )
    for native, known in TFLITE.items():
        kinds = ("custom:*", "flex:*") if native == _CUSTOM else (known or f"tflite:{native}",)
        spellings[native] = kinds
    return spellings


def _plain(word: str) -> str:
    """A name without what spellings differ in: `Conv2D`, `CONV_2D`."""
    return "".join(letter for letter in word.casefold() if letter.isalnum())


def _suggestion(word: str, known: Iterable[str]) -> str:
    """The nearest name whatever its case and underscores."""
    by_plain = {_plain(name): name for name in known if not name.startswith("STABLEHLO")}
    close = difflib.get_close_matches(_plain(word), list(by_plain), n=1)
    return f"; did you mean {by_plain[close[0]]!r}?" if close else "; see --show-target"
