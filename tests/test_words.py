"""The texts for users keep to plain words: no dialect, short sentences, titles that are no ids."""

import re
from statistics import median

import pytest

from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.packs.pack import Pack
from dlpulint.packs.titles import limit_title, row_title
from tests.dialect import EXCEPTIONS, dialect
from tests.user_text import pack_texts, user_texts

LONGEST_MEDIAN = 18
"""Words of the median sentence."""

_SENTENCE_END = re.compile(r"(?<=[.;:!?])\s+|\n+")
_NO_TITLE = re.compile(r"^[^A-Za-z0-9]|^Limit on|^Operator [a-z0-9-]+$|[a-z]/[a-z]|\.$")
_COUNTED = re.compile(r"`[^`]*`|[^\s]+")


@pytest.fixture(scope="module")
def packs() -> list[Pack]:
    return [load_pack(target, Folders()) for target in Folders().targets()]


def sentence_lengths(texts: list[str]) -> list[int]:
    sentences = [part for text in texts for part in _SENTENCE_END.split(text.strip()) if part]
    return [len(_COUNTED.findall(sentence)) for sentence in sentences]


def test_no_text_for_users_has_a_word_of_the_dialect() -> None:
    assert [f"{t.file}:{t.line}: {word}: {near}" for word, t, near in dialect()] == []


def test_an_exception_is_a_text_that_there_is() -> None:
    texts = [text.text for text in user_texts()]
    stale = [
        part
        for parts in EXCEPTIONS.values()
        for part in parts
        if not any(part in text for text in texts)
    ]
    assert stale == []


def test_the_count_finds_the_dialect() -> None:
    found = dialect(["At LOGISTIC (14) at 2, 6 (58 places)", "What nobody told stays behind."])
    assert {word for word, _, _ in found} == {"place", "what-opening", "nobody", "tell", "behind"}


def test_the_median_sentence_of_findings_is_short() -> None:
    texts = [text.text for text in pack_texts()]
    assert median(sentence_lengths(texts)) <= LONGEST_MEDIAN


def test_titles_are_noun_phrases_and_no_ids(packs: list[Pack]) -> None:
    wrong = []
    for pack in packs:
        titles = {rule.id: rule.title for rule in pack.rules}
        titles |= {limit.id: limit_title(limit, pack) for limit in pack.every_limit()}
        titles |= {row.id: row_title(row, pack) for row in pack.every_row()}
        for id, title in titles.items():
            if _NO_TITLE.search(title) or title == id.split("/", 1)[1]:
                wrong.append((id, title))
    assert wrong == []
