"""Convolutions, pools and resizes after conversion, as onnx2tf was seen to write them."""

import pytest

from tests.conversion.onnx2tf.writing import conversion, written

IMAGE = "input x: float32[1,3,64,64]\n"
MAP = "input x: float32[1,8,64,64]\n"


def test_images_and_weights_are_turned_to_channels_last() -> None:
    model = conversion(
        IMAGE + "conv y: float32[1,8,64,64] <- x, weights: float32[8,3,3,3], bias: float32[8]"
        " {kernel=3 pad_top=1 pad_bottom=1 pad_left=1 pad_right=1}\noutput y"
    )
    (conv,) = model.operators
    assert [tensor and tensor.shape for tensor in conv.inputs] == [
        (1, 64, 64, 3),
        (8, 3, 3, 3),
        (8,),
    ]
    assert (model.format, model.layout) == ("tflite", "channels-last")
    assert [tensor and tensor.dtype for tensor in conv.inputs] == ["int8", "int8", "int32"]
    assert conv.attributes["padding"] == "same"


@pytest.mark.parametrize(
    ("options", "lines"),
    [
        # SAME pads a row more below than above where their number is odd; torch pads both alike.
        ("stride=2 pad_top=1 pad_bottom=1 pad_left=1 pad_right=1", ["PAD 1x66x66x3", "valid"]),
        ("stride=2 pad_top=0 pad_bottom=1 pad_left=0 pad_right=1", ["same"]),
        ("stride=2 pad_top=1 pad_bottom=0 pad_left=1 pad_right=0", ["PAD 1x65x65x3", "valid"]),
        ("stride=2 auto_pad=SAME_UPPER padding=same", ["same"]),
    ],
)
def test_a_padding_that_same_does_not_give_is_a_pad(options: str, lines: list[str]) -> None:
    sketch = (
        IMAGE + "conv y: float32[1,8,32,32] <- x, weights: float32[8,3,3,3] {kernel=3 "
        f"{options}}}\noutput y"
    )
    assert written(sketch) == [*lines[:-1], f"CONV_2D 1x32x32x8 {lines[-1]}"]


def test_one_pad_serves_all_who_want_it() -> None:
    conv = (
        "conv {0}: float32[1,8,32,32] <- x, weights: float32[8,3,3,3] "
        "{{kernel=3 stride=2 pad_top=1 pad_bottom=1 pad_left=1 pad_right=1}}\n"
    )
    sketch = IMAGE + conv.format("a") + conv.format("b") + "output a\noutput b"
    assert written(sketch) == [
        "PAD 1x66x66x3",
        "CONV_2D 1x32x32x8 valid",
        "CONV_2D 1x32x32x8 valid",
    ]


def test_depthwise_weights_stand_along_the_last_dimension() -> None:
    model = conversion(
        MAP + "depthwise-conv y: float32[1,16,64,64] <- x, weights: float32[16,1,3,3] "
        "{kernel=3 groups=8 pad_top=1 pad_bottom=1 pad_left=1 pad_right=1}\noutput y"
    )
    weights = model.operators[0].weights
    assert weights is not None
    assert weights.shape == (1, 3, 3, 16)


def test_a_transposed_convolution_is_cut_to_size_where_the_onnx_pads() -> None:
    deconvolution = "transpose-conv y: float32[1,4,128,128] <- x, weights: float32[8,4,{0},{0}] "
    plain = MAP + deconvolution.format(2) + "{kernel=2 stride=2}\noutput y"
    assert written(plain) == ["TRANSPOSE_CONV 1x128x128x4"]
    pads = "pad_top=1 pad_bottom=1 pad_left=1 pad_right=1"
    padded = MAP + deconvolution.format(4) + f"{{kernel=4 stride=2 {pads}}}\noutput y"
    assert written(padded) == ["TRANSPOSE_CONV 1x130x130x4", "STRIDED_SLICE 1x128x128x4"]
    transposed, cut = conversion(padded).operators
    assert transposed.weights is not None
    assert transposed.weights.shape == (4, 4, 4, 8)
    assert transposed.text("padding") == "valid"
    assert transposed.text("fused_activation") == "none"
    assert [tensor and tensor.values for tensor in cut.inputs[1:]] == [
        (0, 1, 1, 0),
        (1, 129, 129, 4),
        (1, 1, 1, 1),
    ]


def test_a_pool_that_counts_its_last_window_is_padded_for_it() -> None:
    pads = "pad_top=0 pad_bottom=0 pad_left=0 pad_right=0"
    sketch = (
        MAP + f"max-pool y: float32[1,8,32,32] <- x {{kernel=3 stride=2 {pads} ceil_mode=true}}"
    )
    assert written(sketch + "\noutput y") == ["PAD 1x65x65x8", "MAX_POOL_2D 1x32x32x8"]


def test_a_pool_that_moves_by_one_has_no_incomplete_window() -> None:
    pads = "pad_top=1 pad_bottom=1 pad_left=1 pad_right=1"
    sketch = (
        MAP + f"max-pool y: float32[1,8,64,64] <- x {{kernel=3 stride=1 {pads} ceil_mode=true}}"
    )
    assert written(sketch + "\noutput y") == ["MAX_POOL_2D 1x64x64x8"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("global-average-pool y: float32[1,8,1,1] <- x", ["MEAN 1x1x1x8"]),
        ("global-max-pool y: float32[1,8,1,1] <- x", ["MAX_POOL_2D 1x1x1x8"]),
        ("resize-nearest y: float32[1,8,128,128] <- x", ["RESIZE_NEAREST_NEIGHBOR 1x128x128x8"]),
        ("resize-bilinear y: float32[1,8,128,128] <- x", ["RESIZE_BILINEAR 1x128x128x8"]),
        ("resize-nearest y: float32[1,8,64,64] <- x", []),
        (
            "depth-to-space y: float32[1,2,128,128] <- x {block_size=2}",
            ["DEPTH_TO_SPACE 1x128x128x2"],
        ),
        (
            "depth-to-space y: float32[1,2,128,128] <- x {block_size=2 mode=CRD}",
            ["RESHAPE 1x64x64x2x2x2", "TRANSPOSE 1x64x2x64x2x2", "RESHAPE 1x128x128x2"],
        ),
    ],
)
def test_images_are_pooled_and_resized_where_their_channels_are_last(
    line: str, expected: list[str]
) -> None:
    assert written(f"{MAP}{line}\noutput y") == expected


def test_a_cubic_resize_is_one_of_tensorflow_itself() -> None:
    sketch = MAP + "resize-cubic y: float32[1,8,128,128] <- x\noutput y"
    assert written(sketch) == [
        "DEQUANTIZE 1x64x64x8",
        "FlexResizeBicubic 1x128x128x8",
        "QUANTIZE 1x128x128x8",
    ]


def test_a_line_of_values_becomes_an_image_of_one_row() -> None:
    sketch = (
        "input x: float32[1,4,64]\n"
        "conv y: float32[1,8,64] <- x, weights: float32[8,4,3] "
        "{kernel_width=3 stride_width=1 kernel_height=1 stride_height=1 padding=same}\n"
        "relu z: float32[1,8,64] <- y\noutput z"
    )
    assert written(sketch) == [
        "RESHAPE 1x1x64x4",
        "CONV_2D 1x1x64x8 same relu",
        "RESHAPE 1x64x8",
    ]


def test_a_size_that_is_not_known_stays_open() -> None:
    sketch = (
        "input x: float32[1,3,?height,?width]\n"
        "conv y: float32[1,8,?height,?width] <- x, weights: float32[8,3,3,3] "
        "{kernel=3 pad_top=1 pad_bottom=1 pad_left=1 pad_right=1}\noutput y"
    )
    model = conversion(sketch)
    assert model.inputs[0].free_dimensions == (None, "height", "width", None)
    assert model.operators[-1].outputs[0].shape == (1, None, None, 8)
