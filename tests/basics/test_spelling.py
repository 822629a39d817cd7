"""Suggestions: what a word begins, then what contains it, then what is spelt alike."""

import pytest

from dlpulint.basics.spelling import nearest, nearest_words

KNOWN = ("artpec8/silu-activation", "artpec8/slow-strides", "artpec8/conv/weights", "artpec9/silu")


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("artpec8/silu", "artpec8/silu-activation"),
        ("ARTPEC8/SILU", "artpec8/silu-activation"),
        ("artpec8/conv", "artpec8/conv/weights"),
        ("strides", "artpec8/slow-strides"),
        ("artpec8/slow-stride", "artpec8/slow-strides"),
        ("artpec8/slwo-strides", "artpec8/slow-strides"),
        ("silu", "artpec9/silu"),
        ("artpec8/weights", "artpec8/conv/weights"),
        ("artpec7/silu-activaton", "artpec8/silu-activation"),
    ],
)
def test_the_beginning_comes_first_then_a_part_then_a_misspelling(word: str, near: str) -> None:
    assert nearest(word, KNOWN) == f"; did you mean {near!r}?"


def test_two_letters_begin_too_many_words() -> None:
    assert nearest("ar", KNOWN) == ""


@pytest.mark.parametrize("word", ["toaster", "artpec8/xyz", "artpec8/"])
def test_nothing_near_is_nothing(word: str) -> None:
    assert nearest(word, KNOWN) == ""


def test_the_shortest_words_come_first() -> None:
    assert nearest_words("q16", ("Q1656-LE", "Q1656", "Q1715"), most=2) == ["Q1656", "Q1656-LE"]
