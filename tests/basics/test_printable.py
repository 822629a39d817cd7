"""Names from model files are made safe to print."""

import unicodedata

import pytest

from dlpulint.basics.printable import printable


@pytest.mark.parametrize(
    "name",
    [
        "",
        "image",
        "serving_default_images:0",
        "StatefulPartitionedCall/a;b",
        "Größe",
        "画像 1",
        "e\u0301",
    ],
)
def test_an_ordinary_name_stays_as_it_is(name: str) -> None:
    assert printable(name) == name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\x1b[31mb", "a�[31mb"),  # a terminal obeys this
        ("a\nb\rc\td", "a�b�c�d"),
        ("\x00", "�"),
        ("a\u202eb", "a�b"),  # turns the text around
        ("a\u200bb\ufeff", "a�b�"),  # shows nothing
        ("a\u2028b\u2029c", "a�b�c"),
        ("\udcff", "�"),
        ("\ue000", "�"),
        ("\x9b31m", "�31m"),
    ],
)
def test_what_moves_a_cursor_or_hides_is_replaced(name: str, shown: str) -> None:
    assert printable(name) == shown


def test_a_name_too_long_to_be_one_is_cut() -> None:
    assert printable("a" * 512) == "a" * 512
    assert printable("a" * 513) == "a" * 511 + "…"
    assert printable("\n" * 600) == "�" * 511 + "…"


def test_nothing_that_is_printed_is_a_control_or_format_character() -> None:
    shown = printable("".join(map(chr, range(0x20))) + "".join(map(chr, range(0x7F, 0x250))))
    assert {unicodedata.category(letter) for letter in shown} & {"Cc", "Cf", "Zl", "Zp"} == set()
