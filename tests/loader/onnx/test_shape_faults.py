"""Shapes that onnx's inference lets pass and no runtime computes with."""

from typing import Any

import pytest
from onnx import TensorProto

from tests.loader.onnx_files import FLOAT, INT8, file, graph, node, numbers, read, value, weights

IMAGE = [1, 4, 8, 8]


def faults(
    operator: str,
    inputs: str,
    *constants: TensorProto,
    shape: list[int | None] = IMAGE,  # type: ignore[assignment]  # Sizes, none of them open
    opset: int = 17,
    dtype: int = FLOAT,
    **attributes: Any,
) -> list[str]:
    made = node(operator, f"x {inputs}", "y", **attributes)
    whole = graph([made], [value("x", shape, dtype)], [value("y")], constants)
    return [problem for _, _, problem in read(file(whole, opset)).metadata.invalid_nodes]


def test_channels_are_those_of_the_weights_times_groups() -> None:
    assert faults("Conv", "w", weights("w", 8, 4, 3, 3)) == []
    assert faults("Conv", "w", weights("w", 8, 2, 3, 3), group=2) == []
    assert faults("Conv", "w", weights("w", 8, 3, 3, 3)) == [
        "its input has 4 channels, and its weights take 3"
    ]
    assert faults("Conv", "w", weights("w", 8, 2, 3, 3), group=3) == [
        "its input has 4 channels, and its weights take 2 in each of 3 groups"
    ]
    assert faults("Conv", "w", weights("w", 7, 2, 3, 3), group=2) == [
        "its 7 output channels are not a multiple of its 2 groups"
    ]
    assert faults("Conv", "w", weights("w", 8, 3, 3, 3), shape=[1, None, 8, 8]) == []


def test_channels_of_a_transposed_convolution_come_first() -> None:
    assert faults("ConvTranspose", "w", weights("w", 4, 8, 3, 3)) == []
    assert faults("ConvTranspose", "w", weights("w", 3, 8, 3, 3)) == [
        "its input has 4 channels, and its weights take 3"
    ]


def test_a_bias_has_one_number_per_channel() -> None:
    kernel = weights("w", 8, 4, 3, 3)
    assert faults("Conv", "w b", kernel, weights("b", 8)) == []
    assert faults("Conv", "w b", kernel, weights("b", 7)) == [
        "its bias has the shape 7, where it needs 8"
    ]


def test_a_stated_kernel_is_that_of_the_weights() -> None:
    kernel = weights("w", 8, 4, 3, 3)
    assert faults("Conv", "w", kernel, kernel_shape=[3, 3]) == []
    assert faults("Conv", "w", kernel, kernel_shape=[5, 5]) == [
        "its kernel_shape is 5x5, and its weights are 3x3"
    ]


def test_a_window_fits_into_its_padded_input() -> None:
    assert faults("Conv", "w", weights("w", 8, 4, 8, 8)) == []
    assert faults("Conv", "w", weights("w", 8, 4, 9, 9), pads=[1, 0, 0, 1]) == []
    assert faults("Conv", "w", weights("w", 8, 4, 9, 9)) == [
        "its window spans 9, and its input is 8 with padding"
    ]
    assert faults("Conv", "w", weights("w", 8, 4, 5, 5), dilations=[2, 2]) == [
        "its window spans 9, and its input is 8 with padding"
    ]
    assert faults("MaxPool", "", kernel_shape=[9, 9]) == []
    assert faults("MaxPool", "", kernel_shape=[10, 10]) == [
        "its window spans 10, and its input is 8 with padding"
    ]


@pytest.mark.parametrize(
    ("operator", "attributes", "opset"),
    [
        ("InstanceNormalization", {}, 17),
        ("GroupNormalization", {"num_groups": 2}, 21),
    ],
)
def test_a_normalization_has_one_factor_per_channel(
    operator: str, attributes: dict[str, int], opset: int
) -> None:
    assert faults(operator, "s s", weights("s", 4), opset=opset, **attributes) == []
    assert faults(operator, "s s", weights("s", 5), opset=opset, **attributes) == [
        "its scale has the shape 5, where it needs 4"
    ]


def test_groups_divide_the_channels() -> None:
    assert faults("GroupNormalization", "s s", weights("s", 4), opset=21, num_groups=3) == [
        "its 4 channels are not a multiple of its 3 groups"
    ]


def test_the_factors_of_a_layer_normalization_fit_its_last_dimensions() -> None:
    assert faults("LayerNormalization", "s", weights("s", 8)) == []
    assert faults("LayerNormalization", "s", weights("s", 1)) == []
    assert faults("LayerNormalization", "s", weights("s", 5)) == [
        "its scale has the shape 5, which does not fit 8"
    ]


def test_the_slope_of_a_prelu_can_be_repeated() -> None:
    assert faults("PRelu", "s", weights("s", 4, 1, 1)) == []
    assert faults("PRelu", "s", weights("s", 5, 1, 1)) == [
        "its slope has the shape 5x1x1, which does not fit 1x4x8x8"
    ]


def test_the_bias_of_a_gemm_can_be_repeated() -> None:
    left = [2, 4]
    assert faults("Gemm", "w b", weights("w", 4, 5), weights("b", 2, 1), shape=left) == []
    assert faults("Gemm", "w b", weights("w", 4, 5), weights("b", 6), shape=left) == [
        "its bias has the shape 6, which does not fit 2x5"
    ]


def test_a_reshape_keeps_the_number_of_elements() -> None:
    assert faults("Reshape", "s", numbers("s", [4, 64])) == []
    assert faults("Reshape", "s", numbers("s", [0, -1, 8])) == []
    assert faults("Reshape", "s", numbers("s", [3, 5])) == [
        "its input has 256 elements, which do not fit 3x5"
    ]


def test_a_permutation_has_the_rank_of_its_input() -> None:
    assert faults("Transpose", "", perm=[0, 2, 3, 1]) == []
    assert faults("Transpose", "", perm=[0, 2, 1]) == [
        "its perm has 3 dimensions, and its input has 4"
    ]


def test_blocks_divide_channels_and_maps() -> None:
    assert faults("DepthToSpace", "", blocksize=2) == []
    assert faults("DepthToSpace", "", blocksize=3) == ["its 4 channels are not a multiple of 3x3"]
    assert faults("SpaceToDepth", "", blocksize=3) == ["its input of 8x8 is not a multiple of 3"]


def test_recurrent_weights_fit_input_and_hidden_size() -> None:
    steps = [3, 1, 4]
    right = weights("w", 1, 20, 4), weights("r", 1, 20, 5)
    assert faults("LSTM", "w r", *right, shape=steps, hidden_size=5) == []
    wrong = weights("w", 1, 20, 4), weights("r", 1, 20, 6)
    assert faults("LSTM", "w r", *wrong, shape=steps, hidden_size=5) == [
        "its weights R are 20x6; hidden_size 5 needs 20x5"
    ]


def test_scales_are_as_many_as_slices() -> None:
    def of(count: int) -> list[str]:
        stored = weights("s", count)
        return faults("DequantizeLinear", "s", stored, dtype=INT8, axis=1)

    assert of(4) == []
    assert of(1) == []
    assert of(3) == ["it has 3 scales, and its input has 4 slices along axis 1"]


def test_an_index_is_inside_its_input() -> None:
    assert faults("Gather", "i", numbers("i", [-4, 3]), axis=1) == []
    assert faults("Gather", "i", numbers("i", [4]), axis=1) == [
        "its index 4 is outside the 4 slices of its input"
    ]


def test_a_scale_of_a_resize_is_positive() -> None:
    assert faults("Resize", "- s", numbers("s", [1.0, 1.0, 2.0, 2.0], FLOAT)) == []
    assert faults("Resize", "- s", numbers("s", [1.0, 1.0, 0.0, 2.0], FLOAT)) == [
        "its scale 0 is not above 0"
    ]


def test_the_bound_of_a_clip_is_one_number() -> None:
    assert faults("Clip", "m", numbers("m", 0.0, FLOAT)) == []
    assert faults("Clip", "m", numbers("m", [0.0, 1.0], FLOAT)) == [
        "its min has the shape 2, and is to be one number"
    ]


def test_words_are_those_of_the_operator() -> None:
    kernel = weights("w", 8, 4, 3, 3)
    assert faults("Conv", "w", kernel, auto_pad="SAME_UPPER") == []
    assert faults("Conv", "w", kernel, auto_pad="SAME") == [
        "its attribute auto_pad is none of NOTSET, SAME_UPPER, SAME_LOWER, VALID"
    ]


def test_an_axis_far_outside_is_a_fault() -> None:
    assert faults("Flatten", "", axis=1000) == [
        "its axis 1000 is outside the 4 dimensions of its input"
    ]


def test_a_mistake_of_the_inference_is_no_fault_of_the_file() -> None:
    """onnx's own inference of STFT takes the first element of an empty constant."""
    step, window = numbers("step", []), weights("window", 4)
    assert faults("STFT", "step window", step, window, shape=[1, 16, 1]) == []
