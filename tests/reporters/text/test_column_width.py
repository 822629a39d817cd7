"""Widths of text on a terminal."""

import pytest

from dlpulint.reporters.text.column_width import columns, cut_in_the_middle, fitted, padded, wrapped

WIDE = "検出器.tflite"


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("", 0),
        ("CONV_2D ×3 …", 12),
        ("Größe", 5),
        (WIDE, 13),
        ("e\u0301", 1),
        ("\uff21", 2),
        ("\uff71", 1),
        ("\U0001f980", 2),
    ],
)
def test_letters_of_the_far_east_take_two_columns_and_marks_none(text: str, needed: int) -> None:
    assert columns(text) == needed


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    assert fitted("detector", 8) == "detector"
    assert fitted("detector", 7) == "detect…"
    assert fitted("detector", 0) == ""


def test_a_wide_letter_is_left_out_whole() -> None:
    assert fitted(WIDE, 6) == "検出…"
    assert padded(WIDE, 6) == "検出… "


def test_a_path_loses_its_middle() -> None:
    assert cut_in_the_middle("models/detector/v2/net.tflite", 16) == "model…net.tflite"
    assert cut_in_the_middle("net.tflite", 10) == "net.tflite"
    assert cut_in_the_middle(WIDE * 3, 20).endswith("器.tflite")
    assert columns(cut_in_the_middle(WIDE * 3, 20)) <= 20


@pytest.mark.parametrize("room", [0, 1, 2, 3])
def test_no_room_is_no_crash(room: int) -> None:
    assert columns(cut_in_the_middle("detector", room)) <= room
    assert columns(padded("detector", room)) == room


def test_lines_hold_as_many_words_as_fit() -> None:
    assert list(wrapped("one two three four", 7, 10)) == ["one two", "three four"]
    assert list(wrapped("", 7, 7)) == []


def test_a_word_is_broken_only_where_no_line_holds_it() -> None:
    assert list(wrapped("a detector_with_a_long_name", 12, 12)) == [
        "a",
        "detector_wit",
        "h_a_long_nam",
        "e",
    ]
    assert list(wrapped("検出器検出器", 5, 5)) == ["検出", "器検", "出器"]
    assert list(wrapped("検", 1, 1)) == ["検"]


def test_an_address_is_never_broken() -> None:
    address = "https://example.org/a/long/way"
    assert list(wrapped(f"see {address} there", 10, 10)) == ["see", address, "there"]
