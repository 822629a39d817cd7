"""A pack asked about a model before its conversion."""

from pathlib import Path

import pytest

from dlpulint.basics.terms import Device
from dlpulint.conversion.open_questions import before_conversion, left_open
from dlpulint.engine.place import place
from dlpulint.facts.facts import Facts
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.packs.pack import Pack
from tests.pack_files import header, limit, load, row, rule

FIXED = limit("fixed-quantization", "params = { scale = 0.5 }", id="fixed")
TYPES = limit("dtype-limits", 'params = { allow = ["int8"] }', id="dtype")
SIGNED = rule("mine/signed", "end-dtypes", "[rule.params]", 'end = "input"', 'forbid = ["int8"]')


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    return load(tmp_path, header(), row("relu"), FIXED, TYPES, row("tanh"), SIGNED)


def device(pack: Pack, quantization: str, dtype: str = "int8") -> Device:
    text = f"input x: {dtype}[1,4]\nrelu y: {dtype}[1,4] {quantization} <- x"
    (operator,) = place(Facts(model_from_sketch(text)), pack).operators
    return operator.device


def test_a_scale_that_is_not_known_is_set_aside(pack: Pack) -> None:
    assert device(pack, "") is Device.UNKNOWN
    assert device(before_conversion(pack), "") is Device.DLPU


def test_a_scale_that_is_known_is_judged(pack: Pack) -> None:
    assert device(before_conversion(pack), "scale=0.5 zp=0") is Device.DLPU
    assert device(before_conversion(pack), "scale=0.4 zp=0") is Device.CPU


def test_other_limits_are_asked_as_ever(pack: Pack) -> None:
    assert device(before_conversion(pack), "", "float32") is Device.CPU


def test_what_the_conversion_chooses_is_not_asked(pack: Pack) -> None:
    assert [rule.id for rule in pack.rules] == ["mine/signed"]
    assert before_conversion(pack).rules == ()


@pytest.mark.parametrize(("kind", "ids"), [("relu", ["mine/relu/fixed"]), ("tanh", [])])
def test_limits_that_are_set_aside_are_named(pack: Pack, kind: str, ids: list[str]) -> None:
    model = model_from_sketch(f"input x: int8[1,4]\n{kind} y: int8[1,4] <- x")
    assert left_open(model, pack) == ids
