"""Layers that get one weight scale each."""

import numpy as np
import pytest

from dlpulint.mending.draft import Draft
from dlpulint.mending.edits.rescalable import layers_of
from dlpulint.mending.edits.rescaling import Rescaling
from dlpulint.mending.refused import Refused
from tests.mending.edits.layers import INPUT, Layers, contents, one_layer


def rescaled(data: bytes) -> Draft:
    """The file as it is after it was written and read again."""
    draft = Draft(data)
    Rescaling(draft, layers_of(draft)).rewrite()
    return Draft(*draft.written())


def test_weights_and_bias_keep_their_values_in_the_new_scale() -> None:
    draft = rescaled(one_layer())
    # 10, 5 and 6, -3 in steps of 10 / 127.
    assert contents(draft, "w") == [([127, 64, 76, -38], (0.07874,))]
    # 50 and -25 in steps of half of that.
    assert contents(draft, "b") == [([1270, -635], (0.03937,))]


def test_channels_of_a_depthwise_layer_are_last() -> None:
    file = Layers()
    weights = file.constant(
        "w", file.buffer([100, 120, 50, -60], "int8"), (1, 2, 1, 2), scales=(0.1, 0.05), axis=3
    )
    draft = rescaled(file.written(file.operator("DEPTHWISE_CONV_2D", INPUT, weights)))
    assert contents(draft, "w") == [([127, 76, 64, -38], (0.07874,))]


def test_a_transposed_convolution_has_its_weights_before_its_input() -> None:
    file = Layers()
    sizes = file.constant("s", file.buffer([1, 1, 1, 2], "<i4"), (4,), dtype="int32")
    weights = file.constant(
        "w", file.buffer([100, 50, 120, -60], "int8"), (2, 1, 1, 2), scales=(0.1, 0.05)
    )
    bias = file.constant("b", file.buffer([1000, -1000], "<i4"), (2,), dtype="int32")
    draft = rescaled(file.written(file.operator("TRANSPOSE_CONV", sizes, weights, INPUT, bias)))
    assert contents(draft, "w") == [([127, 64, 76, -38], (0.07874,))]
    assert contents(draft, "b") == [([1270, -635], (0.03937,))]


def test_ranges_of_channels_are_no_longer_stated() -> None:
    draft = Draft(one_layer())
    (layer,) = layers_of(draft)
    quantization = draft.tensors[layer.weights]["quantization"]
    quantization["min"], quantization["max"] = (-10.0, -6.0), (10.0, 6.0)
    Rescaling(draft, [layer]).rewrite()
    after = draft.tensors[layer.weights]["quantization"]
    assert sorted(after.fields) == ["scale", "zero_point"]


def test_tensors_that_share_a_buffer_get_one_each() -> None:
    file = Layers()
    shared, zeros = file.buffer([100, 50, 120, -60], "int8"), file.buffer([8, 8], "<i4")
    data = INPUT
    for scales in ((0.1, 0.05), (0.05, 0.1)):
        weights = file.constant("w", shared, (2, 1, 1, 2), scales=scales)
        bias = file.constant("b", zeros, (2,), dtype="int32")
        data = file.operator("CONV_2D", data, weights, bias)
    draft = rescaled(file.written(data))
    assert contents(draft, "w") == [
        ([127, 64, 76, -38], (0.07874,)),
        ([53, 26, 127, -64], (0.094488,)),
    ]
    assert contents(draft, "b") == [([10, 5], (0.03937,)), ([4, 8], (0.023622,))]


def test_a_bias_that_layers_share_is_copied_for_the_one_that_needs_other_numbers() -> None:
    file = Layers()
    bias = file.constant("b", file.buffer([8, 8], "<i4"), (2,), dtype="int32")
    data = INPUT
    for scales in ((0.1, 0.05), (0.1, 0.05), (0.05, 0.1)):
        numbers = file.buffer([100, 50, 120, -60], "int8")
        weights = file.constant("w", numbers, (2, 1, 1, 2), scales=scales)
        data = file.operator("CONV_2D", INPUT if data == INPUT else data, weights, bias)
    draft = rescaled(file.written(data))
    used = [operator.numbers("inputs")[2] for operator in draft.operators]
    assert len(set(used)) == 3
    # The second layer has an input of another scale, the third one other weights.
    assert contents(draft, "b") == [
        ([10, 5], (0.03937,)),
        ([10, 5], (0.019685,)),
        ([4, 8], (0.023622,)),
    ]


def test_weights_and_bias_that_layers_share_are_rewritten_once() -> None:
    file = Layers()
    numbers = file.buffer([100, 50, 120, -60], "int8")
    weights = file.constant("w", numbers, (2, 1, 1, 2), scales=(0.1, 0.05))
    bias = file.constant("b", file.buffer([8, 8], "<i4"), (2,), dtype="int32")
    ends = [file.operator("CONV_2D", INPUT, weights, bias) for _ in range(2)]
    draft = rescaled(file.written(*ends))
    assert contents(draft, "w") == [([127, 64, 76, -38], (0.07874,))]
    assert contents(draft, "b") == [([10, 5], (0.03937,))]


def test_the_former_bytes_do_not_stay_in_the_file() -> None:
    file = Layers()
    numbers = np.arange(-64, 64).repeat(100)
    weights = file.constant("w", file.buffer(numbers, "int8"), (2, 1, 1, 6400), scales=(0.1, 0.05))
    data = file.written(file.operator("CONV_2D", INPUT, weights))
    draft = Draft(data)
    Rescaling(draft, layers_of(draft)).rewrite()
    assert len(draft.written()[0]) < len(data) + 100


def test_weights_of_zeros_keep_a_scale() -> None:
    file = Layers()
    weights = file.constant("w", file.buffer([0] * 4, "int8"), (2, 1, 1, 2), scales=(0.1, 0.05))
    draft = rescaled(file.written(file.operator("CONV_2D", INPUT, weights)))
    assert contents(draft, "w") == [([0] * 4, (0.1,))]


def test_a_channel_of_zeros_may_have_any_scale() -> None:
    file = Layers()
    numbers = file.buffer([127, 50, 0, 0], "int8")
    weights = file.constant("w", numbers, (2, 1, 1, 2), scales=(1e-6, 3e38))
    draft = rescaled(file.written(file.operator("CONV_2D", INPUT, weights)))
    assert contents(draft, "w") == [([127, 50, 0, 0], (1e-6,))]


def test_scales_out_of_range_are_refused() -> None:
    file = Layers()
    numbers = file.buffer([-128, 50, 1, 1], "int8")
    weights = file.constant("w", numbers, (2, 1, 1, 2), scales=(3.4e38, 1.0))
    with pytest.raises(Refused, match=r"^the scale of 'w' would be out of range$"):
        rescaled(file.written(file.operator("CONV_2D", INPUT, weights)))


def test_scales_of_a_bias_out_of_range_are_refused() -> None:
    file = Layers()
    numbers = file.buffer([127, 50, 1, 1], "int8")
    weights = file.constant("w", numbers, (2, 1, 1, 2), scales=(1e-45, 1e-45))
    bias = file.constant("b", file.buffer([1, 1], "<i4"), (2,), dtype="int32")
    with pytest.raises(Refused, match=r"^the scale of the bias 'b' would be out of range$"):
        rescaled(file.written(file.operator("CONV_2D", INPUT, weights, bias)))


@pytest.mark.parametrize(
    ("bias", "weights", "expected", "scale"),
    [
        (2**20, [127, 64, 76, -38], [2**20 * 127 // 100, 0], 0.07874),
        (2**30, [100, 50, 60, -30], [2**30, 0], 0.1),
    ],
)
def test_a_large_bias_asks_for_a_larger_scale(
    bias: int, weights: list[int], expected: list[int], scale: float
) -> None:
    file = Layers()
    numbers = file.buffer([100, 50, 120, -60], "int8")
    tensor = file.constant("w", numbers, (2, 1, 1, 2), scales=(0.1, 0.05))
    number = file.constant("b", file.buffer([bias, 0], "<i4"), (2,), dtype="int32")
    draft = rescaled(file.written(file.operator("CONV_2D", INPUT, tensor, number)))
    assert contents(draft, "w") == [(weights, (scale,))]
    ((found, _),) = contents(draft, "b")
    assert found == pytest.approx(expected, rel=1e-6)
