"""What every check is made of, and the literal list of them all."""

import importlib
import pkgutil

import pytest
from msgspec import Struct, ValidationError, convert, field
from msgspec.structs import fields

from dlpulint import checks
from dlpulint.checks import BY_NAME, CHECKS
from dlpulint.checks.base import (
    Arity,
    Check,
    Count,
    NoParams,
    Rank,
    Share,
    alternatives,
    decisive,
    first_words,
    left_open,
    matches,
    model_check,
    operator_check,
    params_as_values,
    placement_check,
    shape_text,
)
from dlpulint.checks.operators import AttributeLimits, Range
from dlpulint.findings.hit import Hit
from dlpulint.model.graph import Tensor

MODULES = [
    importlib.import_module(f"dlpulint.checks.{module.name}")
    for module in pkgutil.iter_modules(checks.__path__)
]


def test_every_check_of_the_modules_is_in_the_list() -> None:
    written = {id(hit) for m in MODULES for hit in vars(m).values() if isinstance(hit, Check)}
    assert {id(check) for check in CHECKS} == written


def test_checks_are_listed_by_name_and_no_name_is_used_twice() -> None:
    names = [check.name for check in CHECKS]
    assert names == sorted(set(names))
    assert list(BY_NAME) == names


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_a_check_states_what_holds_when_all_is_well(check: Check) -> None:
    assert check.statement.split(".")[0].strip()
    assert "." in check.statement
    assert "\n" not in check.statement


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_no_slot_of_a_check_is_one_that_every_message_has(check: Check) -> None:
    assert {"subject", "count"}.isdisjoint({*check.slots, *(f.name for f in fields(check.params))})


def test_a_decorator_makes_a_check_of_a_function() -> None:
    def ask(*_: object) -> object:
        """All is
        well."""
        return iter(())

    for scope, decorator in (
        ("operator", operator_check),
        ("model", model_check),
        ("placement", placement_check),
    ):
        check = decorator("a-name", NoParams, "one", "two")(ask)
        assert check == Check("a-name", scope, NoParams, ("one", "two"), "All is well.", ask)


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ((), ""),
        ((1,), "1"),
        ((1, 2), "1 or 2"),
        ((1, 2, 3), "1, 2 or 3"),
        (("a", True), "a or True"),
    ],
)
def test_alternatives_are_written_as_people_do(given: tuple[object, ...], written: str) -> None:
    assert alternatives(given) == written


@pytest.mark.parametrize(
    ("shape", "written"),
    [((1, 96, 96, 3), "1x96x96x3"), ((None, 3), "?x3"), ((), "scalar"), (None, "unknown rank")],
)
def test_a_shape_is_written_as_people_do(
    shape: tuple[int | None, ...] | None, written: str
) -> None:
    assert shape_text(shape) == written


def test_a_kind_matches_itself_and_a_wildcard_of_its_prefix() -> None:
    assert matches("conv", ("add", "conv"))
    assert matches("custom:Erf", ("custom:*",))
    assert matches("custom:Erf", ("custom:Erf",))
    assert matches("onnx:com.microsoft:Rope", ("onnx:*",))


def test_a_kind_does_not_match_another_or_the_wildcard_of_another_prefix() -> None:
    assert not matches("conv", ("conv-3d", "depthwise-conv"))
    assert not matches("flex:Erf", ("custom:*",))
    assert not matches("conv", ("custom:*", "*"))
    assert not matches("custom:Erf", ("custom:Er*",))
    assert not matches("conv", ())


def test_params_become_slots_as_people_write_them() -> None:
    class Params(Struct, frozen=True):
        max: int = 30
        ratio: float = 0.5
        spread: float = 30.0
        allow: tuple[str, ...] = ("int8", "uint8")
        size: Range = field(default_factory=lambda: Range(min=1, max=4))
        least: int | None = None

    found = params_as_values(Params())
    assert type(found["spread"]) is int
    assert found == {
        "max": 30,
        "ratio": 0.5,
        "spread": 30,
        "allow": "int8 or uint8",
        "size": "1 to 4",
    }


def test_every_params_can_be_made_slots() -> None:
    assert params_as_values(AttributeLimits())["operators"] == ""
    assert params_as_values(NoParams()) == {}


def test_the_first_bad_answer_decides_else_the_first_unknown_one() -> None:
    bad, worse = Hit(None, cause="bad"), Hit(None, cause="worse")
    unsure, unsaid = Hit(None, unknown="why"), Hit(None, unknown="")
    assert list(decisive([unsure, bad, worse])) == [bad]
    assert list(decisive([unsaid, unsure])) == [unsaid]
    assert list(decisive([])) == []


def test_dimensions_that_are_left_open_are_named_once() -> None:
    first = Tensor("a", "int8", (None, 3, None), free_dimensions=("batch", None, None))
    second = Tensor("b", "int8", (None, None), free_dimensions=("batch", "width"))
    allocated = Tensor("c", "int8", (1, 3), free_dimensions=("", None))
    assert left_open(first, None, second) == " (batch, width left open)"
    assert left_open(allocated, Tensor("d", "int8", (None,)), Tensor("e", "int8", None)) == ""


@pytest.mark.parametrize(
    ("kind", "patterns", "found"),
    [
        ("custom:Mine", ("custom:*",), True),
        ("custom:Mine", ("conv", "custom:Mine"), True),
        ("customs:Mine", ("custom:*",), False),
        ("custom", ("custom:*",), False),
        ("flex:Mine", ("custom:*", "conv"), False),
        ("custom:Mine", ("custom:M",), False),
    ],
)
def test_a_star_stands_for_the_rest_of_a_kind_with_that_prefix(
    kind: str, patterns: tuple[str, ...], found: bool
) -> None:
    assert matches(kind, patterns) is found


@pytest.mark.parametrize(
    ("words", "text"),
    [("", ""), ("a", "a"), ("a b c", "a, b, c"), ("a b c d", "a, b, c …")],
)
def test_up_to_three_words_are_listed(words: str, text: str) -> None:
    assert first_words(words.split()) == text


@pytest.mark.parametrize("amount", [Count, Share])
def test_an_amount_is_never_below_nothing(amount: type) -> None:
    assert convert(0, amount) == 0
    with pytest.raises(ValidationError):
        convert(-0.5 if amount is Share else -1, amount)


@pytest.mark.parametrize(("kind", "most"), [(Rank, 64), (Arity, 1000)])
def test_a_number_of_what_proofs_make_is_bounded(kind: object, most: int) -> None:
    assert (convert(0, kind), convert(most, kind)) == (0, most)
    for number in (-1, most + 1):
        with pytest.raises(ValidationError):
            convert(number, kind)
