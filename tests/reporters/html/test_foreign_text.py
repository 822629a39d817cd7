"""Names and values become text, whatever they hold."""

import pytest
from markupsafe import Markup, escape

from dlpulint.reporters.html.foreign_text import Form, code, listed, name, prose, short, together
from tests.reporters.samples import HOSTILE


def test_what_fills_a_slot_is_escaped_unless_it_is_markup() -> None:
    form = Form("<b title={title}>{}</b>")
    assert form("<i>", title='"') == "<b title=&#34;>&lt;i&gt;</b>"
    assert form(Markup("<i>"), title=3) == "<b title=3><i></b>"


def test_pieces_and_what_stands_between_them_are_escaped() -> None:
    assert together(["<", Markup("<br>")], " & ") == "&lt; &amp; <br>"


def test_every_letter_is_escaped_as_markupsafe_does_or_replaced() -> None:
    for letter in map(chr, range(0x100)):
        hidden = (letter < " " and letter not in "\t\n\f\r") or letter == "\x7f"
        expected = escape("\N{REPLACEMENT CHARACTER}" if hidden else letter)
        assert Form("{}{}")(letter, f"a{letter}") == expected + "a" + expected


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("write", [name, code, prose])
def test_no_name_becomes_markup(hostile: str, write: type[Markup]) -> None:
    # Markup of older versions escapes what is to be replaced.
    bare = str(write(hostile)).replace("<code>", "").replace("</code>", "").replace("<wbr>", "")
    bare = bare.removeprefix('<code title="').replace('">', "", 1)
    assert not set(bare) & set("<>\"'\x1b\u202e")


def test_a_name_breaks_after_a_slash() -> None:
    assert name("a/b") == "<code>a/<wbr>b</code>"
    assert code("a/b") == "<code>a/b</code>"
    assert name("") == code("") == '<span class="muted">(unnamed)</span>'


def test_a_long_name_shows_its_ends_and_holds_more_on_demand() -> None:
    long = "a" * 60 + "b" * 60
    assert short(long) == "a" * 47 + "…" + "b" * 48
    assert name(long) == f'<code title="{long}">{"a" * 47}…{"b" * 48}</code>'
    assert len(code("n" * 100_000)) < 500


def test_code_in_a_sentence_is_code() -> None:
    assert prose("use `a<b`, not `c") == "use <code>a&lt;b</code>, not `c"


def test_of_many_texts_the_first_are_listed() -> None:
    assert listed(("a", "b")) == "a, b"
    assert listed(("a", "b", "c", "d"), 2) == "a, b …"
