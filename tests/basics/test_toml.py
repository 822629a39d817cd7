"""TOML that a stranger may have written: parsed within bounds, or refused in one line."""

from importlib import resources

import pytest

from dlpulint.basics.errors import Unreadable
from dlpulint.basics.toml import parsed_toml, toml_text

TEN_PARTS = ".".join("abcdefghij")


def refusal(text: str) -> str:
    with pytest.raises(Unreadable) as raised:
        parsed_toml(text)
    assert "\n" not in str(raised.value)
    return str(raised.value)


def test_the_shipped_packs_are_within_the_bounds() -> None:
    for file in resources.files("dlpulint.rules").iterdir():
        if file.name.endswith(".toml"):
            assert parsed_toml(toml_text(file.read_bytes()))


def test_a_byte_order_mark_does_no_harm() -> None:
    assert parsed_toml(toml_text(b"\xef\xbb\xbfa = 1")) == {"a": 1}


@pytest.mark.parametrize("data", ["a = 1".encode("utf-16"), b"a = '\xff'"])
def test_other_encodings_are_named_as_the_mistake(data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"^not UTF-8 text; save the file as UTF-8$"):
        toml_text(data)


@pytest.mark.parametrize(
    "text",
    [
        f"{TEN_PARTS}.k = 1",
        f"[{TEN_PARTS}.k]",
        f"[[{TEN_PARTS}.k]]",
        f"x = {{ {TEN_PARTS}.k = 1 }}",
        " . ".join(['"a"'] * 11) + " = 1",
        "a" + ".b" * 20_000 + " = 1",
        f'x = """\n{TEN_PARTS}."""\n{TEN_PARTS}.k = 1',
        f"x = '#'\n{TEN_PARTS}.k = 1",
    ],
)
def test_keys_of_many_parts_never_reach_the_parser(text: str) -> None:
    assert refusal(text) == "a key of more than 10 parts with dots between them"


@pytest.mark.parametrize(
    "text",
    [
        f"{TEN_PARTS} = 1",
        f'x = "{TEN_PARTS}.k"',
        f"x = '{TEN_PARTS}.k'",
        f'x = """\n{TEN_PARTS}.k\n\\"""\n{TEN_PARTS}.k"""',
        f"x = '''\n{TEN_PARTS}.k'''",
        f"x = 1 # {TEN_PARTS}.k",
        f"x = [{', '.join(['0.5'] * 20)}]",
    ],
)
def test_dots_elsewhere_are_no_parts_of_a_key(text: str) -> None:
    assert parsed_toml(text)


def test_deep_nesting_is_refused() -> None:
    assert parsed_toml("x = " + "[" * 15 + "]" * 15)
    for text in (
        "x = " + "[" * 16 + "]" * 16,
        "x = " + "[" * 100_000,
        "x = " + "{ a = " * 50 + "1" + " }" * 50,
    ):
        assert refusal(text) == "tables and lists more than 16 deep within each other"


def test_numbers_are_finite_and_have_64_bits() -> None:
    assert parsed_toml(f"x = {2**63 - 1}\ny = {-(2**63)}")
    assert refusal(f"[a]\nx = [{2**63}]") == "a.x: a whole number of more than 64 bits"
    assert refusal("x = " + "1" * 5_000).startswith("not TOML: Exceeds the limit")
    for text in ("inf", "-inf", "nan", "1e999"):
        assert refusal(f"x = {text}").startswith("not TOML: expected a finite number, found ")


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("x = '\0'", r"not TOML: Found invalid character '\x00' (at line 1, column 6)"),
        (r'a.x = "\u0000"', "a.x: U+0000, a character that does not print"),
        (r'x = [{ y = "\u001b[31m" }]', "x.y: U+001B, a character that does not print"),
        ("x = '\u202e'", "x: U+202E, a character that does not print"),
        (r'"\u001b" = 1', "a key: U+001B, a character that does not print"),
        (r'a."\u2028" = 1', "a: U+2028, a character that does not print"),
    ],
)
def test_characters_that_act_on_terminals_are_refused(text: str, mistake: str) -> None:
    assert refusal(text) == mistake


def test_lines_tabs_and_words_of_all_languages_are_accepted() -> None:
    text = 'x = """\n\tGrüße, 世界, می\u200cخواهم, 👩\u200d💻"""'
    assert parsed_toml(text)["x"].startswith("\tGrüße")
