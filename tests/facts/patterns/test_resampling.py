"""Upsampling and space-to-depth in the forms that exporters write."""

import pytest

from dlpulint.facts.patterns.resampling import spaces_to_depth, upsamplings
from dlpulint.loader.sketch.read import model_from_sketch

ONNX = "format onnx\ninput x: float32[1,16,8,8]\n"
TFLITE = "input x: float32[1,8,8,16]\n"


def larger(sketch: str) -> list[list[int]]:
    return [
        [o.index for o in pattern.members] for pattern in upsamplings(model_from_sketch(sketch))
    ]


def deeper(sketch: str) -> list[list[int]]:
    return [
        [o.index for o in pattern.members] for pattern in spaces_to_depth(model_from_sketch(sketch))
    ]


@pytest.mark.parametrize("kind", ["resize-nearest", "resize-bilinear", "resize-cubic", "resize"])
def test_a_resize_to_a_larger_image_is_upsampling(kind: str) -> None:
    assert larger(f"{ONNX}{kind} y: float32[1,16,16,16] <- x") == [[0]]
    assert larger(f"{ONNX}{kind} y: float32[1,16,8,9] <- x") == [[0]]


@pytest.mark.parametrize("shape", ["1,16,4,4", "1,16,8,8", "1,16,16,4", "1,16,?,?", "*"])
def test_a_resize_to_no_larger_or_an_unknown_size_is_not(shape: str) -> None:
    assert larger(f"{ONNX}resize-nearest y: float32[{shape}] <- x") == []


def test_a_strided_transpose_convolution_and_depth_to_space_are() -> None:
    sketch = (
        TFLITE
        + """
    transpose-conv a: float32[1,16,16,16] <- x, weights: float32[16,2,2,16] {stride=2}
    transpose-conv b: float32[1,16,16,16] <- a, weights: float32[16,3,3,16] {stride=1}
    depth-to-space c: float32[1,32,32,4] <- b
    """
    )
    assert larger(sketch) == [[0], [2]]


def test_a_pixel_shuffle_in_six_dimensions_is() -> None:
    sketch = (
        ONNX
        + """
    reshape a: float32[1,4,2,2,8,8] <- x
    transpose b: float32[1,4,8,2,8,2] <- a {perm=0,1,4,2,5,3}
    reshape y: float32[1,4,16,16] <- b
    """
    )
    assert (larger(sketch), deeper(sketch)) == ([[0, 1, 2]], [])


def test_a_pixel_unshuffle_is_space_to_depth() -> None:
    sketch = (
        ONNX
        + """
    reshape a: float32[1,16,4,2,4,2] <- x
    transpose b: float32[1,16,2,2,4,4] <- a {perm=0,1,3,5,2,4}
    reshape y: float32[1,64,4,4] <- b
    """
    )
    assert (larger(sketch), deeper(sketch)) == ([], [[0, 1, 2]])


@pytest.mark.parametrize(
    "sketch",
    [
        # Windows of a Swin transformer, and patches of a vision transformer.
        "reshape a: float32[1,16,2,4,2,4] <- x\n"
        "transpose b: float32[1,2,2,4,4,16] <- a\nreshape y: float32[4,4,4,16] <- b",
        "reshape a: float32[1,16,2,4,2,4] <- x\n"
        "transpose b: float32[1,2,2,4,4,16] <- a\nreshape y: float32[1,4,256] <- b",
        "transpose y: float32[1,8,8,16] <- x",
        "expand-dims a: float32[1,16,8,8,1,1] <- x\n"
        "transpose b: float32[1,16,8,1,8,1] <- a\nreshape y: float32[1,16,8,8] <- b",
        "reshape a: float32[1,4,2,2,8,8] <- x\ntranspose b: float32[1,4,8,2,8,2] <- a",
        "reshape a: float32[1,0,2,2,0,8] <- x\n"
        "transpose b: float32[1,0,8,2,0,2] <- a\nreshape y: float32[1,0,0,16] <- b",
    ],
)
def test_other_transpositions_are_neither(sketch: str) -> None:
    assert (larger(ONNX + sketch), deeper(ONNX + sketch)) == ([], [])


def test_nearest_written_as_repetition_is_upsampling() -> None:
    keras = (
        TFLITE
        + """
    reshape a: float32[1,8,1,8,16] <- x
    tile b: float32[1,8,2,8,16] <- a
    reshape c: float32[1,16,8,1,16] <- b
    tile d: float32[1,16,8,2,16] <- c
    reshape y: float32[1,16,16,16] <- d
    """
    )
    assert larger(keras) == [[0, 1, 2, 3, 4]]
    torch = (
        ONNX
        + """
    expand-dims a: float32[1,16,8,1,8] <- x
    expand-dims b: float32[1,16,8,1,8,1] <- a
    broadcast-to c: float32[1,16,8,2,8,2] <- b
    reshape y: float32[1,16,16,16] <- c
    """
    )
    assert larger(torch) == [[0, 1, 2, 3]]


def test_reading_the_shape_of_a_repetition_hides_nothing() -> None:
    sketch = (
        ONNX
        + """
    expand-dims a: float32[1,16,8,1,8] <- x
    tile b: float32[1,16,8,2,8] <- a
    shape s: int64[5] <- b
    reshape y: float32[1,16,16,8] <- b, shape: s
    """
    )
    assert larger(sketch) == [[0, 1, 3]]


@pytest.mark.parametrize(
    "sketch",
    [
        # Keys repeated for grouped queries; one place spread over a map; a mask.
        "format onnx\ninput x: float32[1,2,64,16]\nexpand-dims a: float32[1,2,1,64,16] <- x\n"
        "tile b: float32[1,2,2,64,16] <- a\nreshape y: float32[1,4,64,16] <- b",
        "input x: float32[1,1,1,16]\ntile a: float32[1,8,8,16] <- x\n"
        "reshape y: float32[1,8,8,16] <- a",
        "input x: float32[64]\ntile a: float32[8,64] <- x\nreshape y: float32[512] <- a",
        "input x: float32[1,8,8,16]\ntile y: float32[1,16,8,16] <- x",
    ],
)
def test_other_repetitions_are_not(sketch: str) -> None:
    assert larger(sketch) == []


def focus(image: str, steps: str, joined: str) -> str:
    """The stem of YOLOv5's first versions: every other row and column, four times."""
    cuts = "".join(
        f"strided-slice {n}: {image} <- x, strides: int32[4] = {steps}\n" for n in "abcd"
    )
    return f"{cuts}concatenation y: {joined} <- a, b, c, d"


def test_slices_of_every_other_pixel_joined_are_space_to_depth() -> None:
    tflite = TFLITE + focus("float32[1,4,4,16]", "1,2,2,1", "float32[1,4,4,64]")
    assert deeper(tflite) == [[0, 1, 2, 3, 4]]
    onnx = ONNX + focus("float32[1,16,4,4]", "1,1,2,2", "float32[1,64,4,4]")
    assert deeper(onnx) == [[0, 1, 2, 3, 4]]


def test_slices_one_dimension_at_a_time_are_too() -> None:
    sketch = (
        ONNX
        + """
    strided-slice e: float32[1,16,4,8] <- x, strides: int64[1] = 2
    strided-slice o: float32[1,16,4,8] <- x, strides: int64[1] = 2
    strided-slice a: float32[1,16,4,4] <- e, strides: int64[1] = 2
    strided-slice b: float32[1,16,4,4] <- o, strides: int64[1] = 2
    strided-slice c: float32[1,16,4,4] <- e, strides: int64[1] = 2
    strided-slice d: float32[1,16,4,4] <- o, strides: int64[1] = 2
    concatenation y: float32[1,64,4,4] <- a, b, c, d
    """
    )
    assert deeper(sketch) == [[0, 1, 2, 3, 4, 5, 6]]


def test_patches_merged_channels_last_in_a_channels_first_file_are_too() -> None:
    sketch = "format onnx\ninput x: float32[1,8,8,16]\n"
    sketch += focus("float32[1,4,4,16]", "1,2,2,1", "float32[1,4,4,64]")
    assert deeper(sketch) == [[0, 1, 2, 3, 4]]


@pytest.mark.parametrize(
    "sketch",
    [
        # Quarters of an image, and steps that the file does not tell.
        TFLITE + focus("float32[1,4,4,16]", "1,1,1,1", "float32[1,4,4,64]"),
        TFLITE
        + focus("float32[1,4,4,16]", "1,2,2,1", "float32[1,4,4,64]").replace("= 1,2,2,1", ""),
        TFLITE + focus("float32[1,4,4,16]", "1,2,2,1", "float32[1,16,4,16]"),
        TFLITE
        + "input z: float32[1,8,8,16]\n"
        + focus("float32[1,4,4,16]", "1,2,2,1", "float32[1,4,4,64]").replace("<- x", "<- z", 1),
        TFLITE + "concatenation y: float32[1,8,8,32] <- x, x",
    ],
)
def test_other_joins_are_not(sketch: str) -> None:
    assert deeper(sketch) == []


def test_the_operator_is_one() -> None:
    assert deeper(f"{TFLITE}space-to-depth y: float32[1,4,4,64] <- x") == [[0]]
