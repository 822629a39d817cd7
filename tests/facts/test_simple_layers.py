"""What counts as a simple layer, and what counts at all."""

import pytest

from dlpulint.facts.facts import Facts
from dlpulint.facts.simple_layers import _RESTATING, SIMPLE, SimpleLayers
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.model.kinds import KINDS


def simple(sketch: str) -> SimpleLayers:
    return Facts(model_from_sketch(sketch)).simple_layers


LAYERS = """
input x: int8[1,8,8,4]
conv a: int8[1,8,8,4] <- x, weights: int8[4,1,1,4]
logistic b: int8[1,8,8,4] <- a
add y: int8[1,8,8,4] <- a, b
output y
"""


def test_convolutions_and_additions_are_simple_and_sigmoids_are_not() -> None:
    assert simple(LAYERS) == SimpleLayers(2, 3, 1024, 1024)


def test_a_transposed_convolution_is_not_simple_and_its_macs_count() -> None:
    sketch = """
    input x: int8[1,8,8,4]
    transpose-conv y: int8[1,16,16,4] <- shape: int32[4], weights: int8[4,2,2,4], x
    output y
    """
    assert simple(sketch) == SimpleLayers(0, 1, 0, 4096)


@pytest.mark.parametrize("kind", sorted(_RESTATING))
def test_what_only_restates_numbers_counts_neither_way(kind: str) -> None:
    sketch = f"""
    format onnx
    input x: float32[1,4,8,8]
    {kind} a: float32[1,4,8,8] <- x
    relu y: float32[1,4,8,8] <- a
    output y
    """
    assert simple(sketch) == SimpleLayers(1, 1, 0, 0)


def test_an_unknown_shape_leaves_its_macs_out() -> None:
    assert simple(LAYERS.replace("int8[1,8,8,4] <- x", "int8[1,?,8,4] <- x")) == SimpleLayers(
        2, 3, 0, 0
    )


def test_the_kinds_are_kinds() -> None:
    assert SIMPLE | _RESTATING <= KINDS
