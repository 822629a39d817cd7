"""Checks of one size against another of the same operator."""

import pytest

from dlpulint.checks.relations import dimension_relation
from tests.checks.asking import FlatHit, ask


def resize(given: str, result: str) -> str:
    return f"input x: int8[{given}]\nresize-nearest y: int8[{result}] <- x"


TWICE = {"dimension": "height", "allow": ("2n", "2n-1")}


def test_a_size_that_does_not_relate_is_told_with_both_shapes() -> None:
    assert ask(dimension_relation, resize("1,4,4,8", "1,12,8,8"), **TWICE) == [
        FlatHit(
            "RESIZE_NEAREST_NEIGHBOR 0",
            {
                "value": 12,
                "n": 4,
                "shape": "1x12x8x8",
                "other_shape": "1x4x4x8",
                "allowed": "2n or 2n-1",
            },
            "height",
        )
    ]


@pytest.mark.parametrize(
    ("height", "allow", "good"),
    [
        (8, ("2n", "2n-1"), True),
        (7, ("2n", "2n-1"), True),
        (6, ("2n", "2n-1"), False),
        (9, ("2n", "2n-1"), False),
        (4, ("n",), True),
        (5, ("n",), False),
        (4, ("n or less",), True),
        (5, ("n or less",), False),
        (4, ("n or more",), True),
        (3, ("n or more",), False),
    ],
)
def test_a_size_relates_in_one_of_the_ways_taken(
    height: int, allow: tuple[str, ...], good: bool
) -> None:
    sketch = resize("1,4,4,8", f"1,{height},8,8")
    assert (ask(dimension_relation, sketch, dimension="height", allow=allow) == []) is good


def test_different_dimensions_of_different_operands_are_compared() -> None:
    sketch = (
        "input x: int8[1,49,512]\n"
        "fully-connected y: int8[49,128] <- x, weights: int8[128,512], bias: int32[128]"
    )
    params = {"role": "input", "dimension": "elements", "to_role": "weights", "to_dimension": -1}
    (hit,) = ask(dimension_relation, sketch, **params)
    assert (hit.values["value"], hit.values["n"], hit.cause) == (25088, 512, "elements")
    assert ask(dimension_relation, sketch.replace("1,49,512", "1,512"), **params) == []


@pytest.mark.parametrize(
    ("given", "result", "role"),
    [("1,?,4,8", "1,8,8,8", "input"), ("1,4,4,8", "1,?,8,8", "output"), ("*", "1,8,8,8", "input")],
)
def test_a_size_that_is_not_known_cannot_be_compared(given: str, result: str, role: str) -> None:
    (hit,) = ask(dimension_relation, resize(given, result), **TWICE)
    assert hit.unknown == f"a size of its {role} is not known"


def test_an_operator_without_the_operand_is_good() -> None:
    assert ask(dimension_relation, resize("1,4,4,8", "1,9,9,8"), to_role="weights", **TWICE) == []


def test_a_size_may_have_to_differ() -> None:
    params = {"dimension": "height", "allow": ("not n",)}
    assert ask(dimension_relation, resize("1,4,4,8", "1,8,8,8"), **params) == []
    assert len(ask(dimension_relation, resize("1,4,4,8", "1,4,4,8"), **params)) == 1


@pytest.mark.parametrize(("shape", "good"), [("1,7,7", True), ("7,7,2", True), ("1,7,8", False)])
def test_sizes_may_be_compared_as_they_are_written_with_four_dimensions(
    shape: str, good: bool
) -> None:
    sketch = f"input x: int8[{shape}]\nrelu y: int8[{shape}] <- x"
    params = {"role": "input", "dimension": "height", "to_dimension": "width"}
    assert (ask(dimension_relation, sketch, **params, four_dimensions=True) == []) is good
