"""A check of how much memory, or how many elements, operands take."""

import pytest

from dlpulint.checks.operand_size import Product, size_limit
from tests.checks.asking import FlatHit, ask


def softmax(shape: str, dtype: str = "int8") -> str:
    return f"input x: {dtype}[{shape}]\nsoftmax y: {dtype}[{shape}] <- x"


def test_an_operand_that_is_too_large_is_told_with_its_size() -> None:
    assert ask(size_limit, softmax("1,16001"), max=16000) == [
        FlatHit(
            "SOFTMAX 0",
            {"size": "16,001", "shape": "1x16001", "allowed": "at most 16,000"},
            "size",
        )
    ]


@pytest.mark.parametrize(
    ("params", "size"),
    [
        ({}, 300),
        ({"unit": "bytes"}, 600),
        ({"factor": 2, "plus": 7}, 607),
        ({"product": Product(height=8, width=8)}, 16 * 16),
        ({"product": Product(height=1, width=1, channels=16)}, 100 * 16),
        ({"product": Product(batch=1, channels=1), "factor": 64}, 192),
        ({"role": "output"}, 300),
    ],
)
def test_a_size_is_counted_as_the_limit_says(params: dict[str, object], size: int) -> None:
    sketch = softmax("1,10,10,3", "int16")
    assert ask(size_limit, sketch, **params, max=size) == []
    (hit,) = ask(size_limit, sketch, **params, max=size - 1)
    assert hit.values["size"] == f"{size:,}"


def test_operands_are_counted_each_or_together() -> None:
    sketch = "input x: int8[1,8]\nadd y: int8[1,8] <- x, int8[1,4]"
    assert ask(size_limit, sketch, max=8) == []
    (hit,) = ask(size_limit, sketch, of="sum", max=11)
    assert (hit.values["size"], hit.values["shape"]) == ("12", "1x8 + 1x4")
    assert ask(size_limit, sketch, of="sum", max=12) == []
    assert ask(size_limit, sketch, role="constant-input", max=4) == []


def test_a_size_that_is_not_known_cannot_be_told() -> None:
    (hit,) = ask(size_limit, softmax("1,?"), max=16000)
    assert hit.unknown == "the size of its input is not known"
    (hit,) = ask(size_limit, softmax("1,?,8,8"), product=Product(height=8), max=8)
    assert hit.unknown is not None
    assert ask(size_limit, softmax("1,?,8,8"), product=Product(width=8), max=8) == []


def test_a_part_that_is_too_large_by_itself_decides() -> None:
    sketch = "input x: int8[1,8]\nadd y: int8[1,8] <- x, int8[1,?]"
    (hit,) = ask(size_limit, sketch, of="sum", max=7)
    assert hit.unknown is None


def test_dimensions_are_asked_about_in_images_only() -> None:
    assert ask(size_limit, softmax("1,999"), product=Product(channels=1), max=1) == []


@pytest.mark.parametrize(("shape", "good"), [("2,1,100", False), ("1,2,100", True), ("100", True)])
def test_a_dimension_may_be_counted_as_it_is_written_with_four(shape: str, good: bool) -> None:
    params = {"product": Product(channels=1), "max": 99, "four_dimensions": True}
    assert (ask(size_limit, softmax(shape), **params) == []) is good
