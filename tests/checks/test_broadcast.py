"""A check of how the operands of an elementwise operator are stretched."""

import pytest

from dlpulint.checks.broadcast import broadcast_form
from tests.checks.asking import FlatHit, ask


def add(left: str, right: str, constant: bool = False) -> str:
    second = f"int8[{right}]" if constant else "z"
    given = "" if constant else f"\ninput z: int8[{right}]"
    return f"input x: int8[{left}]{given}\nadd y: int8[{left}] <- x, {second}"


def test_a_form_that_is_not_taken_is_told_with_both_shapes() -> None:
    assert ask(broadcast_form, add("1,8,8,4", "1,1,1,4"), allow=("same-shape",)) == [
        FlatHit(
            "ADD 0",
            {
                "form": "variable-channels",
                "shape": "1x1x1x4",
                "other_shape": "1x8x8x4",
                "allowed": "same-shape",
            },
            "variable-channels",
        )
    ]


@pytest.mark.parametrize(
    ("left", "right", "constant", "form"),
    [
        ("1,8,8,4", "1,8,8,4", False, "same-shape"),
        ("1,8,8,4", "1,8,8,4", True, "constant-same-shape"),
        ("1,1,8,4", "8,4", True, "constant-same-shape"),
        ("8,4", "1,1,8,4", False, "same-shape"),
        ("1,8,8,4", "", True, "constant-scalar"),
        ("1,8,8,4", "1,1,1,1", True, "constant-scalar"),
        ("1,8,8,4", "1,1,1,1", False, "variable-scalar"),
        ("1,8,8,4", "4", True, "constant-channels"),
        ("1,8,8,4", "1,1,1,4", True, "constant-channels"),
        ("1,8,8,4", "1,1,1,4", False, "variable-channels"),
        ("1,1,1,4", "1,8,8,4", False, "variable-channels"),
        ("1,8,8,4", "1,1,8,4", False, "variable-broadcast"),
        ("1,8,8,4", "1,8,1,4", True, "constant-broadcast"),
        ("1,8,4", "1,1,4", True, "constant-broadcast"),
        ("1,8,8,4", "1,8,8,1", True, "constant-broadcast"),
        ("1,8,8,1", "1,1,1,1", True, "constant-channels"),
        ("1,8,8,1", "", True, "constant-channels"),
        ("1,8,8,1", "1", False, "variable-channels"),
        ("1,8,1", "1", True, "constant-scalar"),
        ("8,8", "1,1,1,8", True, "constant-channels"),
        ("1,1,1,1", "1", True, "one-element"),
        ("1,1,1", "1", False, "one-element"),
    ],
)
def test_forms_are_told_from_one_another(left: str, right: str, constant: bool, form: str) -> None:
    sketch = add(left, right, constant)
    assert ask(broadcast_form, sketch, allow=(form,)) == []
    (hit,) = ask(broadcast_form, sketch, forbid=(form,))
    assert (hit.values["form"], hit.values["allowed"]) == (form, f"none of {form}")


@pytest.mark.parametrize("right", ["*", "1,?,8,4"])
def test_a_shape_that_is_not_known_cannot_be_told(right: str) -> None:
    (hit,) = ask(broadcast_form, add("1,8,8,4", right), allow=("same-shape",))
    assert (hit.cause, hit.unknown) == ("form", "the shape of an operand is not known")


def test_an_operator_of_one_operand_is_not_asked_about() -> None:
    assert (
        ask(broadcast_form, "input x: int8[4]\nrelu y: int8[4] <- x", allow=("same-shape",)) == []
    )
