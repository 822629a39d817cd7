"""Suggestions for misspelt words."""

import typing


def nearest(word: str, known: typing.Iterable[str]) -> str:
    """`; did you mean 'x'?` for a misspelt or cut word, or `""` when no known word is near."""
    import difflib

    words = list(known)
    begun = sorted(entry for entry in words if len(word) > 2 and entry.startswith(word))
    close = difflib.get_close_matches(word, words, n=1) or begun
    return f"; did you mean {close[0]!r}?" if close else ""
