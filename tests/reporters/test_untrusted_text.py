"""Foreign text in formats that read more into it."""

import pytest

from dlpulint.reporters.untrusted_text import (
    cut,
    inert_html,
    inert_markdown,
    literal_markdown,
    visible,
    web_address,
)
from tests.reporters.reading import rendered_markdown
from tests.reporters.samples import HOSTILE


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain words, 8 (of 9).", "plain words, 8 (of 9)."),
        ("[a](javascript:b)", r"\[a\](javascript:b)"),
        ("<script>&amp;", r"\<script\>\&amp;"),
        ("*a* _b_ ~c~ a|b #d $e$", r"\*a\* \_b\_ \~c\~ a\|b \#d \$e\$"),
        ("- a\n+ b\n1. c\n2) d\n===", "\\- a\n\\+ b\n1\\. c\n2\\) d\n\\==="),
        ("10.5 and 2 - 1", r"10\.5 and 2 - 1"),
        ("a\n\n    b", "a\n\nb"),
        (r"a\*b", r"a\\\*b"),
    ],
)
def test_markdown_shows_text_as_it_stands(text: str, shown: str) -> None:
    assert literal_markdown(text) == shown


def test_code_stays_code_in_markdown() -> None:
    assert literal_markdown("set `a_b = <c>` _x_") == r"set `a_b = <c>` \_x\_"


@pytest.mark.parametrize("text", ["`<b>", "``<b>``", "a` <b>\n`"])
def test_backticks_that_are_no_pair_are_no_code(text: str) -> None:
    assert r"\<b\>" in literal_markdown(text)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://example.org/a?b=c&d#e", "https://example.org/a?b=c&d#e"),
        ("http://example.org/a%20b", "http://example.org/a%20b"),
        ("https://example.org/(a) <b>\"'", "https://example.org/%28a%29%20%3Cb%3E%22%27"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        (" https://example.org", None),
        ("", None),
    ],
)
def test_only_web_addresses_become_links(url: str, address: str | None) -> None:
    assert web_address(url) == address


def test_long_text_is_cut_to_its_bound() -> None:
    assert cut("abc", 3) == "abc"
    assert cut("abcd", 3) == "ab…"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain\nlines", "plain\nlines"),
        ("a\r\nb\u2028c\x85d", "a\nb\nc\nd"),
        ("\x1b[31m\t\u202e\udcff\x00", "�[31m ���"),
        ("10\N{NO-BREAK SPACE}%", "10 %"),
    ],
)
def test_what_cannot_be_seen_gets_a_sign(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@user, a@b.c", "@|user, a@|b.c"),
        ("a/b#12 and # 1", "a/b\\#|12 and \\# 1"),
        ("GH-7 gh-7 HIGH-7", "GH-|7 gh-|7 HIGH-7"),
        ("https://a.b www.c.d", "https:|//a.b www|.c.d"),
        ("`@user #1`", "`@user #1`"),
    ],
)
def test_markdown_refers_to_nothing(text: str, shown: str) -> None:
    assert inert_markdown(text) == shown.replace("|", "\N{ZERO WIDTH SPACE}")


def test_html_within_markdown_is_one_inert_line() -> None:
    assert inert_html("<b>\n\n</details> & @user's") == (
        "&lt;b&gt; &lt;/details&gt; &amp; @\N{ZERO WIDTH SPACE}user's"
    )


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_makes_nothing_but_text(name: str) -> None:
    page = rendered_markdown(f"**Name:** {inert_markdown(name)}\n\n<p>{inert_html(name)}</p>")
    assert page.tags <= {"p", "strong"}
    assert page.attributes == set()
