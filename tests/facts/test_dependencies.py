"""Operators wait for what they read, and those with side effects for one another."""

import pytest

from dlpulint.facts.dependencies import dependencies_of
from dlpulint.loader.sketch.read import model_from_sketch


def followers(sketch: str) -> dict[int, list[int]]:
    return dependencies_of(model_from_sketch(sketch)).followers


def test_an_operator_waits_for_those_whose_results_it_reads() -> None:
    sketch = "input x: int8[1]\nrelu a: int8[1] <- x\nrelu b: int8[1] <- x\nadd c: int8[1] <- a, b"
    found = dependencies_of(model_from_sketch(sketch))
    assert (found.missing, found.followers) == ({0: 0, 1: 0, 2: 2}, {0: [2], 1: [2]})


VARIABLES = """
input x: int8[1]
var-handle v: resource[1] <- x
read-variable a: int8[1] <- v
relu b: int8[1] <- x
assign-variable c: int8[1] <- v, b
"""


def test_operators_of_variables_keep_their_order() -> None:
    assert followers(VARIABLES) == {0: [1, 3], 1: [3], 2: [3]}


@pytest.mark.parametrize("kind", ["if", "while", "call-once"])
def test_control_flow_keeps_its_order(kind: str) -> None:
    two = f"input x: int8[1]\n{kind} a: int8[1] <- x\nrelu b: int8[1] <- x\n{kind} c: int8[1] <- x"
    assert followers(two) == {0: [2]}


def test_other_operators_do_not_wait() -> None:
    assert followers("input x: int8[1]\ntanh a: int8[1] <- x\ntanh b: int8[1] <- x") == {}


def test_onnx_has_no_such_order() -> None:
    two = "format onnx\ninput x: float32[1]\nif a: float32[1] <- x\nif b: float32[1] <- x"
    assert followers(two) == {}
