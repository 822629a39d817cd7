"""Operators that move, cut and join, after conversion."""

import pytest

from tests.conversion.onnx2tf.writing import conversion, written

MAP = "input x: float32[1,8,16,16]\nrelu m: float32[1,8,16,16] <- x\n"


def after_relu(text: str) -> list[str]:
    lines = written(f"{MAP}{text}\noutput y")
    assert lines[0] == "RELU 1x16x16x8"
    return lines[1:]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A view of a map wants the order of PyTorch; one of a single place does not care.
        ("reshape y: float32[1,2048] <- m", ["TRANSPOSE 1x8x16x16", "RESHAPE 1x2048"]),
        (
            "global-average-pool p: float32[1,8,1,1] <- m\nreshape y: float32[1,8] <- p",
            ["MEAN 1x1x1x8", "RESHAPE 1x8"],
        ),
        ("transpose t: float32[1,16,16,8] <- m {perm=0,2,3,1}\nreshape y: float32[1,2048] <- t",
         ["RESHAPE 1x2048"]),
        ("squeeze y: float32[8,16,16] <- m {axes=0}", ["RESHAPE 16x16x8"]),
        ("concatenation y: float32[1,16,16,16] <- m, x {axis=1}", ["CONCATENATION 1x16x16x16"]),
        ("softmax y: float32[1,8,16,16] <- m {axis=1}", ["SOFTMAX 1x16x16x8"]),
        ("softmax y: float32[1,8,16,16] <- m {axis=3}",
         ["TRANSPOSE 1x16x8x16", "SOFTMAX 1x16x8x16"]),
        ("identity y: float32[1,8,16,16] <- m", []),
        ("broadcast-to y: float32[1,8,16,16] <- m", []),
    ],
)  # fmt: skip
def test_a_transpose_is_written_only_where_the_order_counts(text: str, expected: list[str]) -> None:
    assert after_relu(text)[: len(expected) or None] == expected


def test_axes_are_those_of_the_new_order() -> None:
    model = conversion(MAP + "mean y: float32[1,8] <- m {axes=2,3 keep_dims=false}\noutput y")
    mean = model.operators[-1]
    assert (mean.attributes["axes"], mean.attributes["keep_dims"]) == ((1, 2), False)
    assert mean.outputs[0].shape == (1, 8)
    model = conversion(
        MAP + "split y: float32[1,4,16,16], z: float32[1,4,16,16] <- m {axis=1}\noutput y\noutput z"
    )
    assert model.operators[-1].attributes["axis"] == 3


def test_a_slice_has_begin_end_and_strides_for_every_dimension() -> None:
    model = conversion(
        MAP + "strided-slice y: float32[1,8,8,16] <- m, begin: int64[1] = 1, end: int64[1] = 99, "
        "axes: int64[1] = 2, strides: int64[1] = 2 {axes=2}\noutput y"
    )
    cut = model.operators[-1]
    assert [tensor and tensor.values for tensor in cut.inputs[1:]] == [
        (0, 1, 0, 0),
        (1, 17, 16, 8),
        (1, 2, 1, 1),
    ]


def test_a_shuffle_of_channels_is_two_reshapes_and_three_transposes() -> None:
    lines = after_relu(
        "reshape a: float32[1,2,4,16,16] <- m\n"
        "transpose b: float32[1,4,2,16,16] <- a {perm=0,2,1,3,4}\n"
        "reshape c: float32[1,8,16,16] <- b\n"
        "conv y: float32[1,8,16,16] <- c, weights: float32[8,8,1,1] {kernel=1 padding=valid}"
    )
    assert lines == [
        "TRANSPOSE 1x8x16x16",
        "RESHAPE 1x2x4x16x16",
        "TRANSPOSE 1x4x2x16x16",
        "RESHAPE 1x8x16x16",
        "TRANSPOSE 1x16x16x8",
        "CONV_2D 1x16x16x8 valid",
    ]


def test_what_only_works_on_shapes_is_gone() -> None:
    lines = after_relu("shape s: int64[4] <- m\nreshape y: float32[1,2048] <- m, shape: s")
    assert lines == ["TRANSPOSE 1x8x16x16", "RESHAPE 1x2048"]


def test_an_image_that_comes_with_its_channels_last_stays_so() -> None:
    sketch = (
        "input x: float32[1,64,64,3]\ntranspose t: float32[1,3,64,64] <- x {perm=0,3,1,2}\n"
        "conv y: float32[1,8,64,64] <- t, weights: float32[8,3,1,1] {kernel=1 padding=valid}\n"
        "output y"
    )
    assert written(sketch) == ["CONV_2D 1x64x64x8 valid"]


def test_a_pad_of_another_mode_is_not_told() -> None:
    assert after_relu("pad y: float32[1,8,18,18] <- m {mode=edge}") == ["Pad 1x18x18x8"]
    assert after_relu("pad y: float32[1,8,18,18] <- m {mode=reflect}") == ["MIRROR_PAD 1x18x18x8"]


@pytest.mark.parametrize(
    ("head", "sizes", "expected"),
    [
        ("opset 18", "", ["SPLIT"]),
        ("opset 11", "", ["SPLIT_V"]),
        ("opset 17", ", size: int64[2] = 4,4", ["STRIDED_SLICE", "STRIDED_SLICE"]),
    ],
)
def test_equal_parts_are_cut_out_one_by_one_where_an_input_has_their_sizes(
    head: str, sizes: str, expected: list[str]
) -> None:
    model = conversion(
        f"{head}\ninput m: float32[1,8,16,16]\n"
        f"split a: float32[1,4,16,16], b: float32[1,4,16,16] <- m{sizes} {{axis=1}}\n"
        "output a\noutput b"
    )
    assert [operator.native for operator in model.operators] == expected
    assert {tensor.shape for o in model.operators for tensor in o.outputs} == {(1, 16, 16, 4)}


def test_unequal_parts_are_cut_out_one_by_one() -> None:
    lines = after_relu(
        "split a: float32[1,2,16,16], b: float32[1,6,16,16] <- m {axis=1}\noutput a\n"
        "relu y: float32[1,6,16,16] <- b"
    )
    assert lines == ["STRIDED_SLICE 1x16x16x2", "STRIDED_SLICE 1x16x16x6", "RELU 1x16x16x6"]


def test_a_focus_stem_cuts_four_times_and_joins() -> None:
    cut = (
        "strided-slice {0}: float32[1,8,{1},{2}] <- {3}, begin: int64[1] = {4}, end: int64[1] = 16"
    )
    more = ", axes: int64[1] = {0}, strides: int64[1] = 2"
    lines = []
    for start in (0, 1):
        row = f"r{start}"
        lines.append(cut.format(row, 8, 16, "m", start) + more.format(2))
        for column in (0, 1):
            lines.append(cut.format(f"{row}{column}", 8, 8, row, column) + more.format(3))
    lines.append("concatenation y: float32[1,32,8,8] <- r00, r01, r10, r11 {axis=1}")
    assert after_relu("\n".join(lines)) == [
        *["STRIDED_SLICE 1x8x8x8"] * 4,
        "CONCATENATION 1x8x8x32",
    ]


def test_a_turn_of_five_dimensions_is_written_as_it_stands() -> None:
    # Queries, keys and values as timm and torch split them; so did onnx2tf 1.29.24 and 2.6.9.
    lines = written(
        "opset 17\ninput t: float32[1,49,192]\n"
        "reshape r: float32[1,49,3,4,16] <- t, shape: int64[5] = 1,49,3,4,16\n"
        "transpose p: float32[3,1,4,49,16] <- r {perm=2,0,3,1,4}\n"
        "split q: float32[1,1,4,49,16], k: float32[1,1,4,49,16], v: float32[1,1,4,49,16] <- p, "
        "size: int64[3] = 1,1,1 {axis=0}\noutput q\noutput k\noutput v"
    )
    assert lines == [
        "RESHAPE 1x49x3x4x16",
        "TRANSPOSE 3x1x4x49x16",
        *["STRIDED_SLICE 1x1x4x49x16"] * 3,
    ]


def test_a_dimension_is_added_where_the_order_has_it() -> None:
    matrix = "input x: float32[4,8]\nexpand-dims y: float32[1,4,8] <- x, axes: int64[1] = 0\n"
    assert written(matrix + "relu z: float32[1,4,8] <- y\noutput z") == [
        "RESHAPE 1x4x8",
        "RELU 1x4x8",
    ]
    image = (
        "input x: float32[1,8,16,16]\nrelu r: float32[1,8,16,16] <- x\n"
        "expand-dims y: float32[1,1,8,16,16] <- r, axes: int64[1] = 1\n"
        "relu z: float32[1,1,8,16,16] <- y\noutput z"
    )
    assert written(image) == [
        "RELU 1x16x16x8",
        "RESHAPE 1x16x16x8x1",
        "RELU 1x16x16x8x1",
        "TRANSPOSE 1x1x8x16x16",
    ]
