"""Steps at the ends of a graph that an application can do without."""

import pytest

from dlpulint.facts.facts import Facts
from dlpulint.loader.sketch.read import model_from_sketch

GRAPH = """
input x: uint8[1,3,8,8] scale=0.1 zp=128
quantize q: int8[1,3,8,8] scale=0.1 zp=0 <- x
transpose t: int8[1,8,8,3] scale=0.1 zp=0 <- q {perm=0,2,3,1}
conv a: int8[1,8,8,4] scale=0.2 zp=0 <- t, weights: int8[4,1,1,3]
dequantize y: float32[1,8,8,4] <- a
output y
"""


def steps(text: str) -> tuple[list[str], list[str], list[str]]:
    """Names of the inputs with a conversion, of the outputs, and of the transposed inputs."""
    found = Facts(model_from_sketch(text)).outer_steps
    inputs, outputs, transposes = (
        [tensor.name for tensor in ends] for ends in (found.inputs, found.outputs, found.transposes)
    )
    return inputs, outputs, transposes


def test_both_ends_and_a_transpose_after_a_conversion_are_found() -> None:
    assert steps(GRAPH) == (["x"], ["y"], ["x"])


@pytest.mark.parametrize(
    ("old", "new", "left"),
    [
        ("x: uint8[1,3,8,8] scale=0.1 zp=128", "x: uint8[1,3,8,8]", ([], ["y"], [])),
        ("x: uint8[1,3,8,8] scale=0.1 zp=128", "x: int32[1,3,8,8]", ([], ["y"], [])),
        ("a: int8[1,8,8,4] scale=0.2 zp=0", "a: int8[1,8,8,4]", (["x"], [], ["x"])),
        ("y: float32[1,8,8,4]", "y: float32[1,32,8]", (["x"], [], ["x"])),
        ("t: int8[1,8,8,3] scale=0.1 zp=0", "t: int8[1,8,8,3] scale=0.2 zp=0", (["x"], ["y"], [])),
        (" {perm=0,2,3,1}", "", (["x"], ["y"], [])),
        ("output y", "output y\noutput q", ([], ["y"], [])),
        ("output y", "output y\noutput t", (["x"], ["y"], [])),
        ("output y", "relu z: uint8[1,3,8,8] <- x\noutput y\noutput z", ([], ["y"], [])),
        ("output y", "relu z: float32[1,8,8,4] <- y\noutput y\noutput z", (["x"], [], ["x"])),
    ],
    ids=[
        "unknown scale", "another type", "unknown scale at the output", "another shape",
        "requantizing transpose", "computed axes", "result is an output",
        "transposed input is an output", "input has two readers", "output is read",
    ],
)  # fmt: skip
def test_a_step_that_others_need_or_nobody_knows_stays(
    old: str, new: str, left: tuple[list[str], list[str], list[str]]
) -> None:
    assert steps(GRAPH.replace(old, new)) == left
