"""Shapes worked out inside a graph."""

from dlpulint.facts.patterns.shape_arithmetic import shape_arithmetic
from dlpulint.loader.sketch.read import model_from_sketch


def found(sketch: str) -> list[tuple[str, ...]]:
    patterns = shape_arithmetic(model_from_sketch("format onnx\n" + sketch))
    return [tuple(member.native for member in pattern.members) for pattern in patterns]


def test_what_works_on_a_shape_belongs_to_it_and_what_uses_it_does_not() -> None:
    sketch = """
    input x: float32[1,3,8,8]
    shape s: int64[4] <- x
    gather g: int64[] <- s, int64[] = 0
    expand-dims u: int64[1] <- g
    concatenation c: int64[2] <- u, int64[1] = -1
    reshape y: float32[1,192] <- x, shape: c
    output y
    """
    assert found(sketch) == [("Shape", "Gather", "Unsqueeze", "Concat")]


def test_what_two_readings_share_belongs_to_the_first() -> None:
    sketch = """
    input x: float32[1,3,8,8]
    shape s: int64[4] <- x
    shape t: int64[4] <- x
    add sum: int64[4] <- s, t
    output sum
    """
    assert found(sketch) == [("Shape", "Add"), ("Shape",)]


def test_a_written_shape_is_none() -> None:
    sketch = "input x: float32[1,4]\nreshape y: float32[4] <- x, shape: int64[1] = 4\noutput y"
    assert found(sketch) == []


def test_integers_that_come_from_data_are_none() -> None:
    assert found("input x: int64[1,4]\nadd y: int64[1,4] <- x, x\noutput y") == []
