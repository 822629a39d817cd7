"""Suggestions for misspelt words."""

import typing


def nearest(word: str, known: typing.Iterable[str]) -> str:
    """`; did you mean 'x'?` for a misspelt word, or `""` when no known word is near."""
    import difflib

    close = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
