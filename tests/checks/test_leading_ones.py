"""The check of leading dimensions, on each side and where nothing tells."""

import pytest

from dlpulint.checks import BY_NAME
from dlpulint.checks.shapes import LeadingOnes
from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit
from dlpulint.loader.sketch.read import model_from_sketch


def asked(shape: str, innermost: int = 3) -> tuple[list[Hit], Facts]:
    facts = Facts(model_from_sketch(f"input x: int8[{shape}]\nrelu y: int8[1,8] <- x\noutput y"))
    (operator,) = facts.model.operators
    check = BY_NAME["leading-ones"]
    return list(check.ask(operator, facts, LeadingOnes(innermost=innermost))), facts


@pytest.mark.parametrize("shape", ["8", "4,4,8", "1,4,4,8", "1,1,4,4,8"])
def test_ones_before_the_innermost_dimensions_are_fine(shape: str) -> None:
    hits, _ = asked(shape)
    assert hits == []


@pytest.mark.parametrize(("shape", "leading"), [("2,4,4,8", "2"), ("1,2,4,4,8", "1x2")])
def test_more_than_one_before_them_is_objected_to(shape: str, leading: str) -> None:
    hits, facts = asked(shape)
    values = {"role": "input", "shape": shape.replace(",", "x"), "leading": leading}
    assert hits == [Hit(facts.model.operators[0], values, cause="leading")]


def test_the_number_of_innermost_dimensions_counts() -> None:
    assert asked("2,4,4,8", innermost=4)[0] == []
    assert len(asked("4,4,8", innermost=2)[0]) == 1


@pytest.mark.parametrize(
    ("shape", "reason"),
    [
        ("?batch,4,4,8", "the leading dimensions of its input are not known (batch left open)"),
        ("*", "the rank of its input is not known"),
    ],
)
def test_what_is_not_in_the_file_cannot_be_told(shape: str, reason: str) -> None:
    (hit,), _ = asked(shape)
    assert hit.unknown == reason
