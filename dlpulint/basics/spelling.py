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

    Upper and lower case are the same; of several, the shortest come first. Of an id, such as
    `artpec8/strides`, the part after the first slash is looked for among ids of that pack.
    """
    by_plain = {entry.casefold(): entry for entry in reversed(list(dict.fromkeys(known)))}
    wanted = word.casefold()
    pack, slash, _ = wanted.partition("/")
    owner = pack + slash if slash else ""
    if not any(entry.startswith(owner) for entry in by_plain):
        owner = ""
    wanted = wanted.removeprefix(owner)
    rests = {
        entry.removeprefix(owner): found
        for entry, found in by_plain.items()
        if entry.startswith(owner)
    }
    near: dict[str, None] = {}
    if len(wanted) >= _LEAST:
        by_length = sorted(rests, key=lambda rest: (len(rest), rest))
        near |= {rests[rest]: None for rest in by_length if rest.startswith(wanted)}
        near |= {rests[rest]: None for rest in by_length if wanted in rest}
    if len(near) < most:
        import difflib

        alike = difflib.get_close_matches(wanted, rests, n=most)
        near |= {rests[rest]: None for rest in alike}
    return list(near)[:most]
