"""Plain TOML: whatever the fast reader takes, it reads as tomllib does."""

import random
import tomllib
from importlib import resources

import pytest

from dlpulint.basics.plain_toml import plain_tables

PACKS = {
    file.name: file.read_text("utf-8").replace("\r\n", "\n")
    for file in resources.files("dlpulint.rules").iterdir()
    if file.name.endswith(".toml") and ".examples." not in file.name
}


def same(text: str) -> bool:
    """Whether the fast reader takes a text; then it has read it right."""
    tables = plain_tables(text, float)
    if tables is None:
        return False
    # Texts of tables tell whole numbers from others, and the order of keys.
    assert repr(tables) == repr(tomllib.loads(text)), text
    return True


@pytest.mark.parametrize("name", PACKS)
def test_shipped_packs_are_written_plainly(name: str) -> None:
    assert same(PACKS[name])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing",
        "a = 1\nb = 0\nc = -1\nd = 1.5\ne = true\nf = false\ng = 2026-11-20\n",
        "a = ''\nb = \"\"\nc = \"a#b\" # c\nd = 'x'\n",
        'a = ["", ", ", ",","#", "]"]\nb = []\n',
        'a = [\n  "x",\n  "]",\n]\nb = [\n]\n',
        'a = """\nx"y""z \\\n   \n  w\n\n"""\nb = """"""\nc = """x""" # y\n',
        'a = "\\u0041"\nb = { c = [1, { d = "}" }] }\n',
        "[a.b]\nx = 1\n[a.c]\n[[d]]\n[d.e]\nx = 1\n[[d]]\n[d.e]\n[[d.f]]\n[[d.f]]\n[d.f.g]\n",
        "a-b = 1\n1 = 2\n[x-y.2]\nk\t=\t1\n",
        "a = 2026-11-20T10:00:00\nb = 1_000\nc = 0x10\n",
    ],
)
def test_plain_texts_are_taken(text: str) -> None:
    assert same(text)


@pytest.mark.parametrize(
    "text",
    [
        "a = 1\na = 1\n",
        "a = 1 b = 2\n",
        "a = 01\n",
        'a = """"\n',
        'a = """x""""""\n',
        'a = "x" "y"\n',
        'a = ["x" "y"]\n',
        "a = 2026-13-01\n",
        "a = 1\rb = 2\n",
        "a = '\x01'\n",
        "# \x7f\n",
        "[a]\n[a]\n",
        "[[a]]\n[a]\n",
        "[a]\n[[a]]\n",
        "a = {}\n[a.b]\n",
        "a = []\n[[a]]\n",
        "a = [{}]\n[a.b]\n",
        "[a.b]\nx = 1\n[a.b.x.y]\n",
        "a = [\n",
        "a = {\n}\nb = 1\n",
        "a\n",
        "[a\n",
        "=1\n",
    ],
)
def test_what_may_be_wrong_is_left_to_tomllib(text: str) -> None:
    assert plain_tables(text, float) is None


def test_keys_of_many_parts_are_left_to_those_who_count_them() -> None:
    parts = ".".join("abcdefghijk")
    assert plain_tables(f"x = {{ {parts} = 1 }}\n", float) is None
    assert plain_tables(f"[{parts}]\n", float) is None


def test_what_is_taken_of_changed_packs_is_read_right() -> None:
    chance = random.Random(20)
    pieces = ["[", "]", '"', '"""', "\\", "\n", "#", ",", ", ", "=", ".", " ", "\t", "'", "{", "0"]
    names = [name for name, text in PACKS.items() if len(text) < 12_000]
    taken = 0
    for _ in range(600):
        lines = PACKS[chance.choice(names)].split("\n")
        begin = chance.randrange(len(lines))
        lines = lines[begin : begin + 40]
        for _ in range(chance.randrange(1, 4)):
            row = chance.randrange(len(lines))
            column = chance.randrange(len(lines[row]) + 1)
            line = lines[row]
            kind = chance.randrange(3)
            if kind == 0:
                lines[row] = line[:column] + chance.choice(pieces) + line[column:]
            elif kind == 1:
                lines[row] = line[:column] + line[column + chance.randrange(1, 4) :]
            else:
                lines.insert(chance.randrange(len(lines)), line)
        taken += same("\n".join(lines))
    assert taken > 60
