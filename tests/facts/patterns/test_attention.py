"""Attention is told from everything else that has a Softmax or products."""

import pytest

from dlpulint.facts.patterns.attention import _SCALING, _SHAPING, _STORED, attention_blocks
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.model.kinds import KINDS


def blocks(sketch: str) -> list[tuple[int, list[int]]]:
    """The place of each block's core, and those of all its operators."""
    model = model_from_sketch(sketch)
    return [(p.core.index, [o.index for o in p.members]) for p in attention_blocks(model)]


QKV = """
input q: int8[1,4,64,16]
input k: int8[1,4,16,64]
input v: int8[1,4,64,16]
"""


def test_a_product_softmax_and_product_are_attention() -> None:
    sketch = """
    matmul scores: int8[1,4,64,64] <- q, k
    softmax s: int8[1,4,64,64] <- scores
    matmul y: int8[1,4,64,16] <- s, v
    """
    assert blocks(QKV + sketch) == [(1, [0, 1, 2])]


def test_scaling_masking_reshaping_and_conversions_may_stand_between() -> None:
    sketch = """
    matmul scores: int8[1,4,64,64] <- q, k
    mul scaled: int8[1,4,64,64] <- scores, int8[1]
    add masked: int8[1,4,64,64] <- scaled, int8[64,64]
    dequantize d: float32[1,4,64,64] <- masked
    reshape r: float32[4,64,64] <- d, shape: int32[3] = 4,64,64
    softmax s: float32[4,64,64] <- r
    quantize n: int8[4,64,64] <- s
    reshape t: int8[1,4,64,64] <- n, shape: int32[4] = 1,4,64,64
    transpose u: int8[1,4,64,64] <- t {perm=0,1,2,3}
    matmul y: int8[1,4,64,16] <- u, v
    """
    assert blocks(QKV + sketch) == [(5, list(range(10)))]


@pytest.mark.parametrize("kind", sorted(_SHAPING | _SCALING))
def test_each_of_these_may_stand_on_either_side_of_the_softmax(kind: str) -> None:
    sketch = f"""
    matmul scores: int8[64,64] <- q, k
    {kind} a: int8[64,64] <- scores
    softmax s: int8[64,64] <- a
    {kind} b: int8[64,64] <- s
    matmul y: int8[64,16] <- b, v
    """
    assert blocks("format onnx" + QKV + sketch) == [(2, [0, 1, 2, 3, 4])]


def test_kinds_that_may_stand_between_are_kinds() -> None:
    assert KINDS >= _SHAPING | _SCALING | _STORED


def test_an_einsum_of_computed_operands_is_a_product() -> None:
    sketch = """
    einsum scores: float32[64,64] <- q, k
    softmax s: float32[64,64] <- scores
    einsum y: float32[64,16] <- s, v
    """
    assert blocks("format onnx" + QKV + sketch) == [(1, [0, 1, 2])]


def test_operators_beside_the_block_are_no_part_of_it() -> None:
    sketch = """
    relu a: int8[1,4,64,16] <- q
    matmul scores: int8[1,4,64,64] <- a, k
    softmax s: int8[1,4,64,64] <- scores
    matmul y: int8[1,4,64,16] <- s, v
    relu z: int8[1,4,64,16] <- y
    """
    assert blocks(QKV + sketch) == [(2, [1, 2, 3])]


def test_a_softmax_written_as_exp_sum_and_div_is_one() -> None:
    sketch = """
    matmul scores: int8[1,4,64,64] <- q, k
    exp e: int8[1,4,64,64] <- scores
    sum total: int8[1,4,64,1] <- e, axes: int32[1] = 3
    div s: int8[1,4,64,64] <- e, total
    matmul y: int8[1,4,64,16] <- s, v
    """
    assert blocks(QKV + sketch) == [(3, [0, 1, 2, 3, 4])]


@pytest.mark.parametrize(
    "lines",
    [
        # The sum is not of what is divided.
        "exp e: int8[8] <- scores\nexp f: int8[8] <- scores\nsum t: int8[1] <- f\n"
        "div s: int8[8] <- e, t",
        "exp e: int8[8] <- scores\nmean t: int8[1] <- e\ndiv s: int8[8] <- e, t",
        "relu e: int8[8] <- scores\nsum t: int8[1] <- e\ndiv s: int8[8] <- e, t",
        "exp e: int8[8] <- scores\nsum t: int8[1] <- e\nmul s: int8[8] <- e, t",
        "div s: int8[8] <- scores, v",
        "div s: int8[8] <- scores, int8[1]",
        "div s: int8[8] <- scores",
        "logistic s: int8[8] <- scores",
        "relu s: int8[8] <- scores",
    ],
)
def test_what_is_no_softmax_makes_no_attention(lines: str) -> None:
    products = ("matmul scores: int8[8] <- q, k\n", "\nmatmul y: int8[1,4,64,16] <- s, v")
    assert blocks(QKV + lines.join(products)) == []


def test_a_fused_operator_is_a_block_of_its_own() -> None:
    sketch = "format onnx" + QKV + "attention y: int8[1,4,64,16] <- q, k, v"
    assert blocks(sketch) == [(0, [0])]


def test_products_written_as_fully_connected_with_computed_weights_count() -> None:
    sketch = """
    fully-connected scores: int8[1,4,64,64] <- q, weights: k
    softmax s: int8[1,4,64,64] <- scores
    fully-connected y: int8[1,4,64,16] <- s, weights: v, bias: int32[16]
    """
    assert blocks(QKV + sketch) == [(1, [0, 1, 2])]


def test_the_softmax_of_a_classifier_is_no_attention() -> None:
    sketch = """
    input x: int8[1,64]
    fully-connected y: int8[1,10] <- x, weights: int8[10,64]
    softmax p: int8[1,10] <- y
    output p
    """
    assert blocks(sketch) == []


def test_a_classifier_behind_a_product_is_no_attention() -> None:
    sketch = "matmul y: int8[1,4,64,64] <- q, k\nsoftmax p: int8[1,4,64,64] <- y\noutput p"
    assert blocks(QKV + sketch) == []


def test_a_softmax_between_layers_of_constant_weights_is_no_attention() -> None:
    sketch = """
    input x: int8[1,64]
    matmul y: int8[1,10] <- x, int8[64,10]
    softmax p: int8[1,10] <- y
    matmul z: int8[1,4] <- p, int8[10,4]
    """
    assert blocks(sketch) == []


@pytest.mark.parametrize(
    "weights",
    [
        "dequantize w{0}: float32[10,10] <- float16[10,10]",
        "quantize i{0}: int8[10,10] <- float32[10,10]\ndequantize w{0}: float32[10,10] <- i{0}",
        "transpose w{0}: float32[10,10] <- float32[10,10]",
        "dequantize d{0}: float32[10,10] <- int8[10,10]\ntranspose w{0}: float32[10,10] <- d{0}",
    ],
)
def test_constant_weights_stay_constant_behind_conversions(weights: str) -> None:
    sketch = f"""
    input x: float32[1,10]
    {weights.format(1)}
    matmul y: float32[1,10] <- x, w1
    softmax p: float32[1,10] <- y
    {weights.format(2)}
    matmul z: float32[1,10] <- p, w2
    """
    assert blocks(sketch) == []


def test_computed_operands_behind_conversions_are_still_computed() -> None:
    sketch = """
    transpose kt: int8[1,4,64,16] <- k
    dequantize kd: float32[1,4,64,16] <- kt
    matmul scores: int8[1,4,64,64] <- q, kd {transpose_right=true}
    softmax s: int8[1,4,64,64] <- scores
    matmul y: int8[1,4,64,16] <- s, v
    """
    assert blocks(QKV + sketch) == [(3, [2, 3, 4])]


def test_squeeze_and_excite_is_no_attention() -> None:
    sketch = """
    input x: int8[1,8,8,16]
    mean m: int8[1,16] <- x
    fully-connected a: int8[1,4] <- m, weights: int8[4,16]
    relu b: int8[1,4] <- a
    fully-connected c: int8[1,16] <- b, weights: int8[16,4]
    logistic g: int8[1,16] <- c
    mul y: int8[1,8,8,16] <- x, g
    """
    assert blocks(sketch) == []


def test_the_softmax_of_a_box_decoder_is_no_attention() -> None:
    sketch = """
    input x: int8[1,4,16,100]
    softmax p: int8[1,4,16,100] <- x
    conv y: int8[1,4,1,100] <- p, weights: int8[1,1,1,16]
    """
    assert blocks(sketch) == []


def test_a_convolution_between_product_and_softmax_ends_the_search() -> None:
    sketch = """
    matmul a: int8[1,4,64,64] <- q, k
    conv scores: int8[1,4,64,64] <- a, weights: int8[64,1,1,64]
    softmax s: int8[1,4,64,64] <- scores
    matmul y: int8[1,4,64,16] <- s, v
    """
    assert blocks(QKV + sketch) == []


def test_a_product_beyond_reach_is_not_looked_for() -> None:
    assert blocks(QKV + _chain(24)) == [(25, list(range(27)))]
    assert blocks(QKV + _chain(25)) == []


def _chain(length: int) -> str:
    steps = "repeat N\nreshape a{n}: int8[64,64] <- a{p}\nend\n".replace("N", str(length))
    return (
        f"matmul a0: int8[64,64] <- q, k\n{steps}"
        f"softmax s: int8[64,64] <- a{length}\nmatmul y: int8[64,16] <- s, v"
    )


def test_a_softmax_without_an_operand_is_passed_over() -> None:
    assert blocks("softmax y: int8[4] <- \nsoftmax z: int8[4] <- int8[4]") == []


def test_a_block_in_a_body_is_found_there() -> None:
    sketch = """
    input x: int8[1]
    while y: int8[1] <- x
    subgraph body
    input q: int8[64,16]
    matmul scores: int8[64,64] <- q, q {transpose_right=true}
    softmax s: int8[64,64] <- scores
    matmul y: int8[64,16] <- s, q
    """
    assert blocks(sketch) == [(1, [0, 1, 2])]


def test_scales_between_the_operands_of_a_product_are_no_operands() -> None:
    sketch = """
    matmul scores: int8[1,4,64,64] <- q, scale: float32[1], k
    softmax weights: int8[1,4,64,64] <- scores
    matmul y: int8[1,4,64,16] <- weights, scale: float32[1], v
    """
    assert blocks(f"format onnx\n{QKV}{sketch}") == [(1, [0, 1, 2])]
