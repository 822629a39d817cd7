"""Suggestions for misspelt or shortened words."""

import typing

_LEAST = 3
"""Letters from which the beginning or a part of a known word is a suggestion."""


def nearest(word: str, known: typing.Iterable[str]) -> str:
    """`; did you mean 'x'?` for a shortened or misspelt word, or `""` without a near one."""
    near = nearest_words(word, known, most=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def nearest_words(word: str, known: typing.Iterable[str], *, most: int) -> list[str]:
    """Known words near to a word: those that it begins, those that contain it, then alike ones.

    Upper and lower case are the same; of several, the shortest come first.
    """
    words = list(dict.fromkeys(known))
    wanted = word.casefold()
    begun: list[str] = []
    containing: list[str] = []
    if len(word) >= _LEAST:
        by_length = sorted(words, key=lambda entry: (len(entry), entry))
        begun = [entry for entry in by_length if entry.casefold().startswith(wanted)]
        containing = [entry for entry in by_length if wanted in entry.casefold()]
    found = dict.fromkeys([*begun, *containing])
    if len(found) < most:
        import difflib

        by_plain = {entry.casefold(): entry for entry in reversed(words)}
        alike = difflib.get_close_matches(wanted, by_plain, n=most)
        found |= dict.fromkeys(by_plain[entry] for entry in alike)
    return list(found)[:most]
