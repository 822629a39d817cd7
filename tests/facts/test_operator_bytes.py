"""Bytes that operators read and write."""

from dlpulint.facts.facts import Facts
from dlpulint.facts.operator_bytes import OperatorBytes
from dlpulint.loader.sketch.read import model_from_sketch

SKETCH = """
input x: int8[1,4,4,8] scale=0.1 zp=0
add twice: int8[1,4,4,8] scale=0.1 zp=0 <- x, x
conv y: int8[1,4,4,2] scale=0.1 zp=0 <- twice, weights: int8[2,1,1,8] scale=0.1 zp=0, bias: int32[2]
output y
"""


def test_tensors_count_once_and_constants_apart() -> None:
    facts = Facts(model_from_sketch(SKETCH))
    add, conv = facts.model.operators
    assert facts.operator_bytes[add] == OperatorBytes(128, 128, 0, ())
    assert facts.operator_bytes[conv] == OperatorBytes(128, 32, 24, (add,))


def test_a_size_that_is_not_known_leaves_its_sum_open() -> None:
    sketch = SKETCH.replace("input x: int8[1,4,4,8]", "input x: int8[1,?,4,8]")
    facts = Facts(model_from_sketch(sketch))
    add, _ = facts.model.operators
    assert facts.operator_bytes[add] == OperatorBytes(None, 128, 0, ())
