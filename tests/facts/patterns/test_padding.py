"""Padding that is an operator of its own before a convolution."""

import pytest

from dlpulint.facts.patterns.padding import explicit_paddings
from dlpulint.loader.sketch.read import model_from_sketch

PAD = "input x: int8[1,8,8,4]\n{kind} p: int8[1,10,10,4] <- x\n"
CONV = "conv y: int8[1,8,8,4] <- p, weights: int8[4,3,3,4]"
POOL = "max-pool z: int8[1,8,8,4] <- p"


def count(behind: str, kind: str = "pad") -> int:
    return len(list(explicit_paddings(model_from_sketch(PAD.format(kind=kind) + behind))))


@pytest.mark.parametrize("kind", ["pad", "pad-v2"])
def test_a_pad_that_convolutions_read_is_explicit_padding(kind: str) -> None:
    assert count(CONV, kind) == 1
    assert count("quantize q: int8[1,10,10,4] <- p\n" + CONV.replace("<- p", "<- q"), kind) == 1


@pytest.mark.parametrize("behind", [POOL, f"{CONV}\n{POOL}", "output p"])
def test_a_pad_that_something_else_reads_is_not(behind: str) -> None:
    assert count(behind) == 0


def test_another_padding_is_not() -> None:
    assert count(CONV, "mirror-pad") == 0
