"""Scores between 0 and 1 on their way to the outputs."""

import pytest

from dlpulint.facts.scores import carried_scores
from dlpulint.loader.sketch.read import model_from_sketch

Found = tuple[str, str, float | None, bool]


def carried(sketch: str) -> list[Found]:
    return [
        (scores.operator.native, scores.source.native, scores.scale, scores.mixed)
        for scores in carried_scores(model_from_sketch(sketch))
    ]


SCORES = """
input x: int8[1,9,8] scale=0.1
input boxes: int8[1,9,4] scale=2.5
logistic s: int8[1,9,8] scale=0.0039 <- x
"""
COARSE = SCORES + "quantize q: int8[1,9,8] scale=2.5 <- s\n"


def test_scores_are_followed_through_a_join_to_the_output() -> None:
    sketch = COARSE + "concatenation y: int8[1,9,12] scale=2.5 <- boxes, q\noutput y"
    assert carried(sketch) == [
        ("QUANTIZE", "LOGISTIC", 2.5, False),
        ("CONCATENATION", "LOGISTIC", 2.5, True),
    ]


@pytest.mark.parametrize("kind", ["reshape", "transpose", "strided-slice", "split", "reduce-max"])
def test_operators_that_hand_values_on_carry_scores(kind: str) -> None:
    sketch = COARSE + f"{kind} y: int8[1,9,8] scale=2.5 <- q\noutput y"
    assert carried(sketch)[0][0] == "QUANTIZE"
    assert len(carried(sketch)) == 2


def test_the_product_of_two_scores_is_a_score() -> None:
    sketch = SCORES + "logistic t: int8[1,9,8] <- x\nmul y: int8[1,9,8] scale=2 <- s, t\noutput y"
    assert carried(sketch) == [("MUL", "LOGISTIC", 2.0, False)]


@pytest.mark.parametrize(
    "line",
    [
        "mul y: int8[1,9,8] scale=2.5 <- s, int8[] scale=2",  # box sizes
        "mul y: int8[1,9,8] scale=2.5 <- s, x",  # a gate
        "add y: int8[1,9,8] scale=2.5 <- s, x",
        "fully-connected y: int8[1,9,8] scale=2.5 <- s, weights: int8[8,8]",
    ],
)
def test_arithmetic_makes_other_values_of_scores(line: str) -> None:
    assert carried(f"{SCORES}{line}\noutput y") == []


def test_scores_that_reach_no_output_are_no_concern() -> None:
    sketch = (
        COARSE
        + """
    concatenation c: int8[1,9,12] scale=2.5 <- boxes, q
    fully-connected y: int8[1,9,4] scale=1 <- c, weights: int8[4,12]
    output y
    """
    )
    assert carried(sketch) == []


def test_what_picks_by_score_is_as_good_as_an_output() -> None:
    sketch = COARSE + "top-k y: int8[1,9,1] scale=2.5 <- q\noutput y"
    assert carried(sketch) == [("QUANTIZE", "LOGISTIC", 2.5, False)]


def test_a_join_of_scores_alone_is_not_mixed() -> None:
    sketch = COARSE + "concatenation y: int8[1,9,16] scale=2.5 <- q, q\noutput y"
    assert [scores[3] for scores in carried(sketch)] == [False, False]


def test_what_comes_out_of_a_mixed_tensor_is_mixed() -> None:
    sketch = (
        COARSE
        + """
    concatenation c: int8[1,9,12] scale=2.5 <- boxes, q
    reshape r: int8[9,12] scale=2.5 <- c
    output r
    """
    )
    assert [(scores[0], scores[3]) for scores in carried(sketch)][1:] == [
        ("CONCATENATION", True),
        ("RESHAPE", True),
    ]


@pytest.mark.parametrize("scale", ["", "scale=0", "scale=1,2 axis=0"])
def test_a_step_that_the_file_does_not_tell_is_not_known(scale: str) -> None:
    sketch = SCORES + f"concatenation y: int8[1,9,12] {scale} <- boxes, s\noutput y"
    assert carried(sketch) == [("CONCATENATION", "LOGISTIC", None, True)]


def test_wider_types_are_no_bytes() -> None:
    sketch = SCORES + "quantize y: int16[1,9,8] scale=2.5 <- s\noutput y"
    assert carried(sketch) == []


def test_the_integer_behind_a_float_tensor_counts() -> None:
    sketch = """
    format onnx
    input x: float32[1,9,8]
    softmax s: float32[1,9,8] <- x
    quantize q: int8[1,9,8] scale=2.5 <- s
    dequantize y: float32[1,9,8] scale=2.5 stored=int8 <- q
    output y
    """
    assert carried(sketch) == [
        ("QuantizeLinear", "Softmax", 2.5, False),
        ("DequantizeLinear", "Softmax", 2.5, False),
    ]
