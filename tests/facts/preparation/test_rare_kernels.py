"""Preconditions of kernels that few models have, each with an operator on either side of it.

`benchmarks/differential.py` compares them with LiteRT (`tests/outside/test_litert.py`).
"""

import pytest

from dlpulint.facts.preparation.prepare import preparation_of
from dlpulint.loader.sketch.read import model_from_sketch

CELL = "weights: float32[4,3], weights: float32[4,4], bias: float32[4]"
BACKWARD = "weights: float32[6,3], weights: float32[6,6], bias: float32[6]"
AUXILIARY = "x, weights: float32[4,3], weights: float32[6,3]"
BOTH = f"{CELL}, h, {BACKWARD}, g, {AUXILIARY}"
VOLUME = "{stride_depth=1 stride=1 dilation_depth=1 dilation=1 padding=same}"

ROWS = [
    (
        "input x: float32[1,4,4,4,2]",
        f"conv-3d y: float32[1,4,4,4,3] <- x, weights: float32[3,3,3,2,3] {VOLUME}",
        f"conv-3d y: float32[1,4,4,4,3] <- x, weights: float32[3,3,3,4,3] {VOLUME}",
        "its input 1x4x4x4x2 and weights 3x3x3x4x3 do not fit",
    ),
    (
        "input x: float32[1,4,4,4,2]",
        f"conv-3d y: float32[1,4,4,4,3] <- x, weights: float32[3,3,3,2,3] {VOLUME}",
        f"conv-3d y: float32[1,4,4,4,3] <- x, weights: float32[3,3,3,2,3], bias: float32[2] "
        f"{VOLUME}",
        "its bias has 2 numbers for 3 channels",
    ),
    (
        "input x: float32[1,4,4,4,2]",
        f"conv-3d y: float32[1,4,4,4,3] <- x, weights: float32[3,3,3,2,3] {VOLUME}",
        f"conv-3d y: float32[1,4,4,4,3] <- x, weights: float32[3,3,3,2,3] "
        f"{VOLUME.replace('depth=1', 'depth=0', 1)}",
        "its stride depth is 0; at least 1 is needed",
    ),
    (
        "input x: float32[1,4,4,4,2]",
        "transpose-conv-3d y: float32[1,4,4,4,3] <- shape: int32[5] = 1,4,4,4,3, "
        f"weights: float32[3,3,3,3,2], x {VOLUME}",
        "transpose-conv-3d y: float32[1,4,5,4,3] <- shape: int32[5] = 1,4,5,4,3, "
        f"weights: float32[3,3,3,3,2], x {VOLUME}",
        "its output shape 1x4x5x4x3 does not go with its input 1x4x4x4x2",
    ),
    (
        "input x: int32[3]",
        "tflite:EMBEDDING_LOOKUP y: float32[3,4] <- x, float32[5,4]",
        "tflite:EMBEDDING_LOOKUP y: float32[3,4] <- x, float32[5]",
        "5 is the shape of its rows; TFLite accepts 2 dimensions or more",
    ),
    (
        "input x: int32[3]",
        "tflite:EMBEDDING_LOOKUP y: float32[3,4] <- x, int8[5,4] scale=0.1 zp=0",
        "tflite:EMBEDDING_LOOKUP y: float32[3,4] <- x, int8[5,4] scale=0.1 zp=1",
        "its rows have zero point 1; TFLite accepts 0",
    ),
    (
        "input x: int32[3]\ninput f: float32[3]",
        "tflite:EMBEDDING_LOOKUP_SPARSE y: float32[3,4] <- x, int32[3,2], int32[2], f, "
        "float32[5,4]",
        "tflite:EMBEDDING_LOOKUP_SPARSE y: float32[3,4] <- x, int32[2,2], int32[2], f, "
        "float32[5,4]",
        "3 keys have 2 indices",
    ),
    (
        "input x: int32[3]",
        "tflite:HASHTABLE_LOOKUP y: float32[3,2], z: uint8[3] <- x, int32[5], float32[5,2]",
        "tflite:HASHTABLE_LOOKUP y: float32[3,2], z: uint8[3] <- x, int32[4], float32[5,2]",
        "4 keys have 5 values",
    ),
    (
        "input x: int32[4,2]",
        "tflite:LSH_PROJECTION y: int32[3] <- float32[3,2], x {projection_type=1}",
        "tflite:LSH_PROJECTION y: int32[3] <- float32[3,2], x {projection_type=3}",
        "its kind of hash is 3; TFLite accepts 1 and 2",
    ),
    (
        "input x: int32[4,2]",
        "tflite:LSH_PROJECTION y: int32[3] <- float32[3,2], x {projection_type=1}",
        "tflite:LSH_PROJECTION y: int32[3] <- float32[3,40], x {projection_type=1}",
        "its hash has 40 bits; at most 32 are accepted",
    ),
    (
        "input x: int32[5]",
        "unique y: int32[5], z: int32[5] <- x {output_type=2}",
        "unique y: int32[5], z: int64[5] <- x {output_type=2}",
        "its second output is int64; TFLite accepts int32",
    ),
    (
        "input x: float32[4,2]",
        "tflite:SEGMENT_SUM y: float32[2,2] <- float32[4,2], int32[4] = 0,0,1,1",
        "tflite:SEGMENT_SUM y: float32[2,2] <- float32[4,2], int32[4] = 0,0,2,2",
        "its segments are not numbered one after the other",
    ),
    (
        "input x: float32[4,2]",
        "tflite:UNSORTED_SEGMENT_SUM y: float32[2,2] <- x, int32[4] = 0,0,1,1, int32[] = 2",
        "tflite:UNSORTED_SEGMENT_SUM y: float32[2,2] <- x, int32[4] = 0,0,1,2, int32[] = 2",
        "its segment 2 is beyond 2",
    ),
    (
        "input x: float32[3]",
        "sparse-to-dense y: float32[4,4] <- int32[3,2], int32[2] = 4,4, x, float32[]",
        "sparse-to-dense y: float32[4,4] <- int32[2,2], int32[2] = 4,4, x, float32[]",
        "it has 2 indices and 3 values",
    ),
    (
        "input x: float32[2,3]\ninput h: float32[2,4]",
        f"rnn y: float32[2,4] <- x, {CELL}, h",
        f"rnn y: float32[2,4] <- x, {CELL.replace('[4,3]', '[4,2]')}, h",
        "its x 2x3 and weights 4x2 do not fit",
    ),
    (
        "input x: float32[2,5,3]\ninput h: float32[2,4]",
        f"tflite:UNIDIRECTIONAL_SEQUENCE_RNN y: float32[2,5,4] <- x, {CELL}, h",
        f"tflite:UNIDIRECTIONAL_SEQUENCE_RNN y: float32[2,5,4] <- x, {CELL}, h {{time_major=true}}",
        "its state is 2x4; 5x4 is needed",
    ),
    (
        "input x: float32[2,5,3]\ninput h: float32[2,4]\ninput g: float32[2,6]",
        f"bidirectional-rnn y: float32[2,5,10] <- x, {BOTH} {{merge_outputs=true}}",
        f"bidirectional-rnn y: float32[2,5,10] <- x, {BOTH}",
        "it has 1 output; the operator accepts 2",
    ),
    (
        "input x: float32[2,3]",
        "tflite:BITCAST y: int32[2,3] <- x",
        "tflite:BITCAST y: int64[2] <- x",
        "its input 2x3 of float32 makes no int64",
    ),
    (
        "input x: float32[1,4,4]",
        "tflite:RFFT2D y: complex64[1,4,3] <- x, int32[2] = 4,4",
        "tflite:RFFT2D y: complex64[1,4,2] <- x, int32[2] = 4,3",
        "its length is 4x3; powers of two are accepted",
    ),
    (
        "input x: complex64[2,3]",
        "tflite:COMPLEX_ABS y: float32[2,3] <- x",
        "tflite:COMPLEX_ABS y: float64[2,3] <- x",
        "its output is float64; TFLite accepts float32",
    ),
    (
        "input x: int64[2,3]",
        "tflite:BUCKETIZE y: int32[2,3] <- x",
        "tflite:BUCKETIZE y: int32[2,3] <- bool[2,3]",
        "its input is bool; TFLite accepts int32, int64, float32 or float64",
    ),
    (
        "input x: float32[2,3]",
        "tflite:DILATE y: float32[3,5] <- x, int32[2] = 2,2, float32[]",
        "tflite:DILATE y: float32[3,5] <- x, int32[2] = 2,2, int32[]",
        "its input and padding value are float32 and int32",
    ),
    (
        "input x: float32[4,4]",
        "tflite:REDUCE_WINDOW y: float32[3,3] <- x, float32[], int64[2] = 2,2, int64[2] = 1,1, "
        "int64[2] = 1,1",
        "tflite:REDUCE_WINDOW y: float32[3,3] <- x, float32[], int64[2] = 2,2, int64[2] = 1,0, "
        "int64[2] = 1,1",
        "its stride is 0",
    ),
    (
        "input x: float32[2,3]",
        "tflite:MULTINOMIAL y: int64[2,4] <- x, int32[] = 4",
        "tflite:MULTINOMIAL y: int64[2,4] <- x, int64[] = 4",
        "its sample count is int64; TFLite accepts int32",
    ),
    (
        "input x: int32[2]",
        "tflite:RANDOM_UNIFORM y: float32[2,3] <- int32[2] = 2,3",
        "tflite:RANDOM_UNIFORM y: float32[2,3] <- int64[2] = 2,3",
        "its shape is int64; TFLite accepts int32",
    ),
    (
        "input x: int32[2]",
        "broadcast-args y: int32[2] <- int32[2] = 3,1, int32[1] = 4",
        "broadcast-args y: int32[2] <- int32[2] = 3,2, int32[1] = 4",
        "its shapes 3x2 and 4 do not fit",
    ),
    (
        "input x: int32[2,5]",
        "reverse-sequence y: int32[2,5] <- x, int32[2]",
        "reverse-sequence y: int32[2,5] <- x, int32[2,1]",
        "its lengths have 2 dimensions (2x1); TFLite accepts 1",
    ),
    (
        "input x: float32[1,4]\ninput z: float32[1,4]",
        "atan2 y: float32[1,4] <- x, z",
        "atan2 y: float32[1,4] <- x, float32[4]",
        "its second operand has 1 dimension (4); TFLite accepts 2",
    ),
    (
        "input x: resource[1]",
        "tflite:HASHTABLE_SIZE y: int64[1] <- x",
        "tflite:HASHTABLE_SIZE y: int64[1] <- int32[1]",
        "its table is int32; TFLite accepts resource",
    ),
    (
        "input x: int32[2]",
        "range y: int32[5] <- int32[] = 0, int32[] = 5, int32[] = 1",
        "range y: int32[5] <- int32[] = 0, int32[] = 5, int32[] = 0",
        "it counts from 0 to 5 by 0",
    ),
    (
        "input x: int64[2,3]",
        "split y: int64[2,1], z: int64[2,1], w: int64[2,1] <- axes: int32[] = 1, x {num_outputs=3}",
        "split y: bool[2,1], z: bool[2,1], w: bool[2,1] <- axes: int32[] = 1, bool[2,3] "
        "{num_outputs=3}",
        "its input is bool; TFLite accepts float32, uint8, int8, int16, int32 or int64",
    ),
]


def problem(inputs: str, line: str) -> str | None:
    """The first refusal of an operator, without its location."""
    model = model_from_sketch(f"complete\n{inputs}\n{line}\noutput y")
    refusals = preparation_of(model).refusals
    return refusals[0].problem if refusals else None


@pytest.mark.parametrize(("inputs", "good", "bad", "expected"), ROWS)
def test_a_kernel_refuses_one_side(inputs: str, good: str, bad: str, expected: str) -> None:
    assert problem(inputs, good) is None
    assert problem(inputs, bad) == expected
