"""Squeeze-and-excite blocks as converters write them, and products that are none."""

import pytest

from dlpulint.facts.patterns.excitation import excitations
from dlpulint.loader.sketch.read import model_from_sketch

X = "input x: int8[1,8,8,4]\ninput other: int8[1,8,8,4]\n"
BLOCK = """
mean m: int8[1,1,1,4] <- x, int32[2] = 1,2 {keep_dims=true}
conv a: int8[1,1,1,2] <- m, int8[2,1,1,4], int32[2]
conv b: int8[1,1,1,4] <- a, int8[4,1,1,2], int32[4]
logistic g: int8[1,1,1,4] <- b
mul y: int8[1,8,8,4] <- x, g
"""
WHOLE = ("MEAN", "CONV_2D", "CONV_2D", "LOGISTIC", "MUL")


def found(sketch: str) -> list[tuple[str, ...]]:
    patterns = excitations(model_from_sketch(X + sketch))
    return [tuple(member.native for member in pattern.members) for pattern in patterns]


def test_a_map_times_gates_made_of_its_mean_is_one() -> None:
    assert found(BLOCK) == [WHOLE]
    assert found(BLOCK.replace("x, g", "g, x")) == [WHOLE]


def test_average_pooling_and_dense_layers_make_one_too() -> None:
    sketch = """
    average-pool m: int8[1,1,1,4] <- x {kernel=8 stride=8}
    reshape r: int8[1,4] <- m, int32[2] = 1,4
    fully-connected a: int8[1,4] <- r, int8[4,4], int32[4]
    hard-sigmoid h: int8[1,4] <- a
    reshape g: int8[1,1,1,4] <- h, int32[4] = 1,1,1,4
    mul y: int8[1,8,8,4] <- x, g
    """
    assert len(found(sketch)) == 1


def test_a_silu_within_the_gates_does_not_hide_one() -> None:
    silu = (
        "logistic s: int8[1,1,1,2] <- a\nmul t: int8[1,1,1,2] <- a, s\nconv b: int8[1,1,1,4] <- t,"
    )
    assert len(found(BLOCK.replace("conv b: int8[1,1,1,4] <- a,", silu))) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("mul y: int8[1,8,8,4] <- x, g", "mul y: int8[1,8,8,4] <- other, g"),
        ("mul y", "add y"),
        ("logistic g", "softmax g"),
        ("conv b: int8[1,1,1,4] <- a,", "conv b: int8[1,1,1,4] <- int8[1,1,1,2],"),
    ],
)
def test_gates_of_another_map_or_other_operators_are_none(old: str, new: str) -> None:
    assert old in BLOCK
    assert found(BLOCK.replace(old, new)) == []


def test_gates_for_each_position_are_none() -> None:
    sketch = """
    conv a: int8[1,8,8,4] <- x, int8[4,1,1,4], int32[4]
    logistic g: int8[1,8,8,4] <- a
    mul y: int8[1,8,8,4] <- x, g
    """
    assert found(sketch) == []
