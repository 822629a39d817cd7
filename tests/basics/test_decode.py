"""TOML tables to typed objects: every mistake with its path and what would be right."""

import tomllib
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from msgspec import Struct, field

from dlpulint.basics.decode import REST, decode
from dlpulint.basics.spelling import nearest


class Level(StrEnum):
    HIGH = "high"
    LOW = "low"


class Size(Struct, frozen=True, kw_only=True):
    width: int
    height: int = 1


class Named(Struct, frozen=True, kw_only=True):
    name: str


class Thing(Struct, frozen=True, kw_only=True):
    name: str
    amount: int = 0
    ratio: float = 1.0
    on: bool = False
    level: Level = Level.LOW
    grain: Literal["per-tensor", "per-channel"] = "per-tensor"
    grains: tuple[Literal["fine", "coarse"], ...] = ()
    one: Literal["only"] = "only"
    sizes: tuple[int, ...] = ()
    size: Size | None = None
    parts: tuple[Size, ...] = ()
    either: Size | tuple[int, ...] = ()
    end: Literal["first", "last"] | int | tuple[int, ...] = 0
    any_of: Size | Named | None = None
    word: Annotated[str, frozenset({"left", "right"})] = "left"
    words: Annotated[tuple[str, ...], frozenset({"left", "right"})] = ()
    each: tuple[Annotated[str, frozenset({"left", "right"})], ...] = ()


class Open(Struct, frozen=True, kw_only=True):
    named: str = ""
    others: Annotated[dict[str, tuple[int | str, ...] | Size], REST] = field(default_factory=dict)


class Limited(Struct, frozen=True, kw_only=True):
    others: Annotated[dict[str, int], REST, frozenset({"stride", "kernel"})] = field(
        default_factory=dict
    )


def decoded(text: str, into: type[Any] = Thing) -> Any:
    mistakes: list[str] = []
    result = decode(tomllib.loads(text), into, "here", mistakes)
    assert mistakes == []
    return result


def mistakes_in(text: str, into: type[Any] = Thing) -> list[str]:
    mistakes: list[str] = []
    assert decode(tomllib.loads(text), into, "here", mistakes) is None
    return mistakes


def test_a_table_becomes_a_dataclass_with_its_defaults() -> None:
    assert decoded('name = "a"') == Thing(name="a")


def test_every_kind_of_value_is_decoded() -> None:
    text = """
    name = "a"
    amount = 3
    ratio = 2
    on = true
    level = "high"
    grain = "per-channel"
    grains = ["fine", "coarse"]
    sizes = [1, 2]
    size = { width = 4 }
    parts = [{ width = 5, height = 6 }, { width = 7 }]
    either = [8, 9]
    word = "right"
    words = ["right", "left"]
    """
    assert decoded(text) == Thing(
        name="a",
        amount=3,
        ratio=2.0,
        on=True,
        level=Level.HIGH,
        grain="per-channel",
        grains=("fine", "coarse"),
        sizes=(1, 2),
        size=Size(width=4),
        parts=(Size(width=5, height=6), Size(width=7)),
        either=(8, 9),
        word="right",
        words=("right", "left"),
    )


def test_a_union_takes_the_table_that_fits() -> None:
    assert decoded('name = "a"\neither = { width = 1 }').either == Size(width=1)
    assert decoded('name = "a"\nany_of = { name = "b" }').any_of == Named(name="b")
    assert decoded('name = "a"\nany_of = { width = 2 }').any_of == Size(width=2)


def test_a_table_that_fits_no_part_of_a_union_is_measured_by_the_nearest() -> None:
    text = 'name = "a"\nany_of = { width = 1, hight = 2 }'
    assert mistakes_in(text) == ["here.any_of.hight: unknown key; did you mean 'height'?"]


def test_a_missing_key_is_named() -> None:
    assert mistakes_in("amount = 1") == ["here: the key 'name' is missing"]


def test_a_misspelt_key_is_told_with_the_nearest() -> None:
    assert mistakes_in('name = "a"\namuont = 1') == [
        "here.amuont: unknown key; did you mean 'amount'?"
    ]


def test_a_key_like_none_that_is_known_is_told_with_all() -> None:
    assert mistakes_in("width = 1\nzzzzz = 1", Size) == [
        "here.zzzzz: unknown key; expected one of height, width"
    ]


@pytest.mark.parametrize(
    ("line", "mistake"),
    [
        ('amount = "3"', "here.amount: expected int, got str, found '3'"),
        ("amount = 3.5", "here.amount: expected int, got float, found 3.5"),
        ("on = 1", "here.on: expected bool, got int, found 1"),
        ("sizes = 3", "here.sizes: expected array, got int, found 3"),
        ("sizes = [1, 'b']", "here.sizes: expected int, got str, found [1, 'b']"),
        ("size = 3", "here.size: expected a table, found 3"),
        ("parts = { width = 1 }", "here.parts: expected a list of tables, found {'width': 1}"),
        ("parts = [3]", "here.parts[0]: expected a table, found 3"),
        (
            "level = 'hihg'",
            "here.level: expected one of 'high', 'low', found 'hihg'; did you mean 'high'?",
        ),
        (
            "grain = 'per-row'",
            "here.grain: expected one of 'per-tensor', 'per-channel', found 'per-row'",
        ),
        (
            "grains = ['fine', 'grey']",
            "here.grains: expected one of 'fine', 'coarse', found 'grey'",
        ),
        ("grains = 'fine'", "here.grains: expected array, got str, found 'fine'"),
        ("one = 'other'", "here.one: expected 'only', found 'other'"),
        ("either = 5", "here.either: expected array, got int, found 5"),
        (
            "end = 'lst'",
            "here.end: expected one of 'first', 'last' or a whole number or a list, found 'lst'; "
            "did you mean 'last'?",
        ),
        (
            "end = 2.5",
            "here.end: expected one of 'first', 'last' or a whole number or a list, found 2.5",
        ),
        ("word = 'rihgt'", "here.word: unknown word 'rihgt'; did you mean 'right'?"),
        ("words = ['left', 'up']", "here.words: unknown word 'up'; expected one of left, right"),
        ("each = ['left', 'up']", "here.each: unknown word 'up'; expected one of left, right"),
        ("word = 3", "here.word: expected str, got int, found 3"),
    ],
)
def test_a_wrong_value_is_told_with_what_would_be_right(line: str, mistake: str) -> None:
    assert mistakes_in(f'name = "a"\n{line}') == [mistake]


def test_a_value_of_sixty_letters_is_shown_whole() -> None:
    (mistake,) = mistakes_in(f'name = "a"\namount = "{"x" * 58}"')
    assert mistake == f"here.amount: expected int, got str, found '{'x' * 58}'"
    (mistake,) = mistakes_in(f'name = "a"\namount = "{"x" * 59}"')
    assert mistake.endswith("...")


def test_a_long_value_is_cut() -> None:
    (mistake,) = mistakes_in(f'name = "a"\namount = "{"x" * 100}"')
    assert mistake == f"here.amount: expected int, got str, found '{'x' * 56}..."


def test_a_mistake_in_a_nested_table_has_its_whole_path() -> None:
    assert mistakes_in('name = "a"\nparts = [{ width = 1 }, { width = "b", depth = 2 }, {}]') == [
        "here.parts[1].width: expected int, got str, found 'b'",
        "here.parts[1].depth: unknown key; did you mean 'width'?",
        "here.parts[2]: the key 'width' is missing",
    ]


def test_all_mistakes_are_told_together() -> None:
    assert mistakes_in('amount = "x"\nsize = { height = 1 }\nlevel = "no"') == [
        "here.amount: expected int, got str, found 'x'",
        "here.size: the key 'width' is missing",
        "here.level: expected one of 'high', 'low', found 'no'",
        "here: the key 'name' is missing",
    ]


def test_earlier_mistakes_do_not_spoil_a_good_table() -> None:
    mistakes = ["earlier"]
    assert decode({"width": 1}, Size, "here", mistakes) == Size(width=1)
    assert mistakes == ["earlier"]


@pytest.mark.parametrize("value", [3, "a", [1], None])
def test_what_is_no_table_is_told_as_such(value: object) -> None:
    mistakes: list[str] = []
    assert decode(value, Size, "here", mistakes) is None
    assert mistakes == [f"here: expected a table, found {value!r}"]


def test_the_rest_takes_every_other_key() -> None:
    assert decoded('named = "a"\nstride = [1, "b"]\nkernel = { width = 3 }', Open) == Open(
        named="a", others={"stride": (1, "b"), "kernel": Size(width=3)}
    )
    assert decoded("", Open) == Open()


def test_the_field_of_the_rest_is_no_key_itself() -> None:
    assert decoded("others = [1]", Open) == Open(others={"others": (1,)})


def test_a_mistake_in_the_rest_has_its_path() -> None:
    assert mistakes_in("stride = 3\nkernel = { hight = 3 }", Open) == [
        "here.stride: expected array, got int, found 3",
        "here.kernel.hight: unknown key; did you mean 'height'?",
        "here.kernel: the key 'width' is missing",
    ]


def test_the_rest_may_be_held_to_known_keys() -> None:
    assert decoded("stride = 3", Limited) == Limited(others={"stride": 3})
    assert mistakes_in("strde = 3", Limited) == ["here.strde: unknown key; did you mean 'stride'?"]
    assert mistakes_in("zzzzz = 3", Limited) == [
        "here.zzzzz: unknown key; expected one of kernel, stride"
    ]


def test_the_nearest_word_is_offered_and_a_far_one_is_not() -> None:
    assert nearest("artpec88", ("artpec8", "cv25")) == "; did you mean 'artpec8'?"
    assert nearest("zzz", ("artpec8", "cv25")) == ""
    assert nearest("zzz", ()) == ""
