"""Post-processing inside a graph."""

import pytest

from dlpulint.facts.facts import Facts
from dlpulint.loader.sketch.read import model_from_sketch


def found(name: str, sketch: str) -> list[tuple[str, int]]:
    facts = Facts(model_from_sketch(sketch))
    return [(pattern.core.native, len(pattern.members)) for pattern in facts.patterns[name]]


@pytest.mark.parametrize(
    "behind",
    [
        "output s",
        "quantize y: uint8[1,10] <- s\noutput y",
        "reshape r: int8[10] <- s, shape: int32[1] = 10\ndequantize y: float32[10] <- r\noutput y",
    ],
)
def test_a_softmax_that_only_the_application_reads_is_the_last_step(behind: str) -> None:
    sketch = f"input x: int8[1,10]\nsoftmax s: int8[1,10] <- x\n{behind}"
    assert found("final Softmax", sketch) == [("SOFTMAX", 1)]


@pytest.mark.parametrize(
    "behind",
    [
        "mul y: int8[1,10] <- s, x\noutput y",
        "arg-max y: int32[1] <- s\noutput s\noutput y",
        "neg y: int8[1,10] <- x\noutput y",
    ],
)
def test_a_softmax_that_the_graph_goes_on_with_or_drops_is_not(behind: str) -> None:
    sketch = f"input x: int8[1,10]\nsoftmax s: int8[1,10] <- x\n{behind}"
    assert found("final Softmax", sketch) == []


def boxes(constant: str = "int8[1,400,2]", cut: str = "slice xy: int8[1,400,2] <- r") -> str:
    return f"""
    input x: int8[1,20,20,8]
    conv m: int8[1,20,20,6] <- x, weights: int8[6,1,1,8]
    reshape r: int8[1,400,6] <- m, shape: int32[3] = 1,400,6
    {cut}
    add y: int8[1,400,2] <- xy, {constant}
    output y
    """


def test_a_sum_with_a_grid_of_places_behind_the_head_decodes_boxes() -> None:
    assert found("box decoding", boxes()) == [("ADD", 3)]
    assert found("box decoding", boxes("int8[400,1]")) == [("ADD", 3)]


@pytest.mark.parametrize(
    "sketch",
    [
        boxes("int8[2]"),  # anchors
        boxes("int8[]"),
        boxes("int8[1,1,2]"),
        boxes(cut="tanh xy: int8[1,400,2] <- r"),  # nothing is cut out of the map
        boxes().replace("output y", "mean e: int8[1,2] <- y\noutput e"),  # features
        "input x: int8[1,400,2]\nslice s: int8[1,400,2] <- x\n"
        "add y: int8[1,400,2] <- s, int8[1,400,2]\noutput y",  # no layer before it
    ],
)
def test_other_sums_decode_no_boxes(sketch: str) -> None:
    assert found("box decoding", sketch) == []


def test_a_bias_of_many_channels_is_no_grid() -> None:
    sketch = """
    input x: int8[1,20,20,8]
    conv m: int8[1,20,20,64] <- x, weights: int8[64,1,1,8]
    add y: int8[1,20,20,64] <- m, int8[64]
    slice z: int8[1,20,20,32] <- y
    output z
    """
    assert found("box decoding", sketch) == []
