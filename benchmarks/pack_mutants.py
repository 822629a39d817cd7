"""Mutants of the packs: one number, word or member of a list changed at a time."""

import re
import tomllib
from collections.abc import Iterator
from itertools import pairwise

from benchmarks.code_mutants import ROOT, Mutant
from tests.pack_numbers import PackNumber, numbers_of

NUMBERS, WORDS = "pack numbers", "pack words"
"""Names of the two groups in the figures: numbers and versions, and all else that decides."""

_TOKEN = re.compile(
    r'"""(?:\\[\s\S]|[^\\])*?"""|"(?:\\.|[^"\\])*"|#[^\n]*|\b(?:true|false)\b'
    r"|(?<![\w.-])-?\d+(?:\.\d+)?(?:e-?\d+)?(?![\w.-])"
)
"""Texts, comments, booleans and numbers; comments only keep their content from being found."""

_HEAD = re.compile(r"^\[\[?[a-z]+\]", re.MULTILINE)
"""Beginnings of top-level tables, without those of their own tables (`[[operator.limit]]`)."""

_VERSION = re.compile(r'"\d{1,2}(?:\.\d+)*"')

_OTHER_WORDS = {
    "even": "odd",
    "odd": "even",
    "same": "valid",
    "valid": "same",
    "height": "width",
    "width": "height",
    "min": "mid",
    "mid": "min",
    "input": "output",
    "output": "input",
    "weights": "input",
    "constant": "variable",
    "variable": "constant",
    "present": "absent",
    "absent": "present",
    "per-tensor": "per-channel",
    "per-channel": "per-tensor",
    "cpu": "dlpu",
    "dlpu": "cpu",
    "unknown": "cpu",
    "rejected": "fallback",
    "wrong": "slow",
    "fallback": "slow",
    "slow": "advice",
    "advice": "slow",
    "2n": "n",
    "nchw": "nhwc",
    "nhwc": "nchw",
}
"""Words that decide, each with one that the same place accepts."""


def pack_mutants(group: str) -> list[Mutant]:
    """All mutants of the shipped packs, of numbers or of words."""
    found: list[Mutant] = []
    for path in sorted((ROOT / "rules").glob("*.toml")):
        if not path.name.endswith(".examples.toml"):
            name = path.relative_to(ROOT).as_posix()
            found += (m for m in mutants_of(path.read_bytes(), name) if m.kind == group)
    return found


def mutants_of(content: bytes, path: str) -> Iterator[Mutant]:
    """Mutants of one pack: those that change a value which decides verdicts."""
    text = content.decode()
    pack = path.rsplit("/", 1)[-1].removesuffix(".toml")
    heads = [0, *(head.start() for head in _HEAD.finditer(text)), len(text)]
    for first, last in pairwise(heads):
        yield from _of_table(text, first, last, pack, path)


def _of_table(text: str, first: int, last: int, pack: str, path: str) -> Iterator[Mutant]:
    """Mutants of one top-level table, which is a file of TOML by itself."""
    table = text[first:last]
    stated = _rows(pack, table)
    for found in _TOKEN.finditer(table):
        token = found.group()
        for begin, end, after, group in _changes(table, found.start(), found.end(), token):
            changed = _rows(pack, table[:begin] + after + table[end:])
            before = table[begin:end]
            if changed != stated:
                both = set(stated) & set(changed)
                at = len(text[: first + begin].encode())
                yield Mutant(
                    path=path,
                    line=text.count("\n", 0, first + begin) + 1,
                    begin=at,
                    end=at + len(before.encode()),
                    before=before,
                    after=after,
                    kind=group,
                    entry=next(_entry(row) for row in (*stated, *changed) if row not in both),
                )


def _rows(pack: str, text: str) -> list[PackNumber]:
    return list(numbers_of(pack, tomllib.loads(text)))


def _entry(row: PackNumber) -> str:
    return f"{row.entry} {row.parameter}".strip()


def _changes(text: str, begin: int, end: int, token: str) -> Iterator[tuple[int, int, str, str]]:
    """Begin, end, new text and group of the mutants of a token."""
    if token.startswith(("#", '"""')):
        return
    if token in ("true", "false"):
        yield begin, end, "false" if token == "true" else "true", WORDS
    elif _VERSION.fullmatch(token):
        first, _, last = token.strip('"').rpartition(".")
        for other in {int(last) + 1, max(int(last) - 1, 0)} - {int(last)}:
            yield begin, end, f'"{first}.{other}"' if first else f'"{other}"', NUMBERS
    elif token.startswith('"'):
        if (word := _OTHER_WORDS.get(token.strip('"'))) is not None:
            yield begin, end, f'"{word}"', WORDS
    else:
        for other in _other_numbers(token):
            yield begin, end, other, NUMBERS
    yield from _without_member(text, begin, end)


def _other_numbers(token: str) -> Iterator[str]:
    """One more, one less, twice as much, nothing."""
    number = float(token) if re.search(r"[.e]", token) else int(token)
    others = dict.fromkeys((number + 1, number - 1, number * 2, number * 0))
    yield from (repr(other) for other in others if other != number)


def _without_member(text: str, begin: int, end: int) -> Iterator[tuple[int, int, str, str]]:
    """A token of a list of several, left out with its comma."""
    after = re.match(r"\s*,[ \n]*", text[end : end + 200])
    before = re.search(r",[ \n]*$", text[max(begin - 200, 0) : begin])
    in_list = _in_list(text, begin)
    if in_list and after:
        yield begin, end + after.end(), "", WORDS
    elif in_list and before:
        yield begin - len(before.group()), end, "", WORDS


def _in_list(text: str, begin: int) -> bool:
    """Whether the innermost bracket before a position that is not closed is a list's."""
    depth = 0
    for position in range(begin - 1, max(begin - 4000, -1), -1):
        character = text[position]
        if character in "]}":
            depth += 1
        elif character in "[{":
            if depth == 0:
                return character == "["
            depth -= 1
    return False
