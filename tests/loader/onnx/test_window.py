"""Kernel, strides and padding of ONNX convolutions and poolings."""

import pytest

from dlpulint.model.graph import Attribute
from tests.loader.onnx_files import node, read_operator, value, weights


def window(kind: str, *dims: int | None, kernel: int = 3, **attributes: object) -> dict:
    size = (kernel,) * (len(dims) - 2)
    constants = [] if "Pool" in kind else [weights("w", 8, 8, *size)]
    if "Pool" in kind:
        attributes = {"kernel_shape": size, **attributes}
    operator = node(kind, "x" if "Pool" in kind else "x w", "y", **attributes)
    return dict(read_operator(operator, [value("x", dims)], constants).attributes)


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "pads", "padding"),
    [
        (32, 3, 1, [1, 1, 1, 1], "same"),
        (None, 3, 1, [1, 1, 1, 1], "same"),
        (32, 3, 2, [1, 1, 1, 1], "explicit"),
        (33, 3, 2, [1, 1, 1, 1], "same"),
        (None, 3, 2, [1, 1, 1, 1], "explicit"),
        (32, 3, 2, [0, 0, 1, 1], "same"),
        (32, 2, 2, [0, 0, 0, 0], "valid"),
        (32, 3, 1, [0, 0, 0, 0], "valid"),
        (32, 5, 1, [1, 1, 1, 1], "explicit"),
        (32, 3, 1, [2, 2, 0, 0], "explicit"),
        (32, 1, 1, [0, 0, 0, 0], "valid"),
    ],
)
@pytest.mark.parametrize("kind", ["Conv", "MaxPool"])
def test_padding_is_same_where_it_gives_as_many_outputs_as_strides_fit(
    kind: str, size: int | None, kernel: int, stride: int, pads: list[int], padding: str
) -> None:
    found = window(kind, 1, 8, size, size, kernel=kernel, strides=[stride, stride], pads=pads)
    assert found["padding"] == padding
    assert [found[f"pad_{side}"] for side in ("top", "left", "bottom", "right")] == pads


def test_dilation_widens_what_same_means() -> None:
    pads, dilations = [2, 2, 2, 2], [2, 2]
    assert window("Conv", 1, 8, 32, 32, pads=pads, dilations=dilations)["padding"] == "same"


@pytest.mark.parametrize(
    ("auto_pad", "padding"),
    [("SAME_UPPER", "same"), ("SAME_LOWER", "same"), ("VALID", "valid"), ("NOTSET", "valid")],
)
def test_automatic_padding_is_told_as_it_is(auto_pad: str, padding: str) -> None:
    found = window("Conv", 1, 8, 32, 32, auto_pad=auto_pad)
    assert (found["auto_pad"], found["padding"]) == (auto_pad, padding)


def test_padding_of_a_transposed_convolution_is_valid_or_explicit() -> None:
    assert window("ConvTranspose", 1, 8, 32, 32)["padding"] == "valid"
    assert window("ConvTranspose", 1, 8, 32, 32, pads=[1, 1, 1, 1])["padding"] == "explicit"


def test_one_dimension_is_the_width_and_three_leave_out_the_depth() -> None:
    flat = window("Conv", 1, 8, 32, strides=[2], pads=[1, 0])
    assert (flat["kernel_height"], flat["kernel_width"]) == (1, 3)
    assert (flat["stride_height"], flat["stride_width"]) == (1, 2)
    assert [flat[f"pad_{side}"] for side in ("top", "left", "bottom", "right")] == [0, 1, 0, 0]
    deep = window("Conv", 1, 8, 4, 16, 32, strides=[1, 2, 3])
    assert (deep["stride_height"], deep["stride_width"]) == (2, 3)


def test_lists_of_a_wrong_length_are_taken_as_left_out() -> None:
    found = window("Conv", 1, 8, 32, 32, strides=[2, 2, 2], pads=[1])
    assert (found["stride_height"], found["padding"]) == (1, "valid")


def test_a_pooling_has_no_dilation_unless_it_states_one() -> None:
    assert "dilation_height" not in window("AveragePool", 1, 8, 32, 32)
    stated: Attribute = window("MaxPool", 1, 8, 32, 32, dilations=[2, 1])["dilation_height"]
    assert stated == 2
