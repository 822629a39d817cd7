"""Attributes of ONNX operators under our names."""

import pytest

from dlpulint.model.vocabulary import ATTRIBUTES
from tests.loader.onnx_files import (
    FLOAT,
    node,
    numbers,
    read_operator,
    value,
    weights,
)

X = value("x", [2, 8, 16])


@pytest.mark.parametrize(
    ("operator", "opset", "expected"),
    [
        (node("Softmax", "x", "y"), 11, {"axis": 1}),
        (node("Softmax", "x", "y"), 13, {"axis": -1}),
        (node("ReduceMean", "x", "y", axes=[2], keepdims=0), 13, {"axes": (2,)}),
        (node("ReduceMean", "x i", "y"), 18, {"axes": (1,), "keep_dims": True}),
        (node("Unsqueeze", "x i", "y"), 13, {"axes": (1,)}),
        (node("Transpose", "x", "y", perm=[2, 0, 1]), 13, {"perm": (2, 0, 1)}),
        (node("LeakyRelu", "x", "y", alpha=0.5), 13, {"alpha": 0.5}),
        (node("Clip", "x", "y", min=0.0, max=6.0), 6, {"min": 0.0, "max": 6.0}),
        (node("Clip", "x zero six", "y"), 13, {"min": 0.0, "max": 6.0}),
        (node("Cast", "x", "y", to=10), 13, {"to": "float16"}),
        (node("Gemm", "m m", "y", transA=1), 13, {"transpose_left": True, "alpha": 1.0}),
        (node("Gemm", "m m", "y", transB=1), 13, {"transpose_right": True}),
        (node("Gelu", "x", "y", approximate="tanh"), 20, {"approximate": True}),
        (node("Gelu", "x", "y"), 20, {"approximate": False}),
        (node("DepthToSpace", "n", "y", blocksize=2), 13, {"block_size": 2, "mode": "DCR"}),
        (node("Split", "x", "y z", axis=2), 13, {"axis": 2, "num_outputs": 2}),
        (node("LSTM", "x u u", "y", hidden_size=4), 13, {"direction": "forward"}),
        (node("CumSum", "x one", "y", reverse=1), 13, {"axis": 1, "reverse": True}),
        (node("Pad", "n p", "y"), 13, {"pad_top": 1, "pad_left": 2, "pad_bottom": 3}),
        (node("Pad", "n", "y", pads=[0, 0, 1, 1, 0, 0, 1, 4]), 2, {"pad_right": 4}),
        (node("Resize", "n - s", "y"), 13, {"coordinate_mode": "half_pixel"}),
        (node("Resize", "n - s", "y"), 13, {"half_pixel_centers": True, "align_corners": False}),
        (node("Upsample", "n s", "y"), 9, {"half_pixel_centers": False, "mode": "nearest"}),
        (node("Pow", "n six", "y"), 17, {"exponent": 6.0}),
        (node("Pow", "n s", "y"), 17, {"exponent": None}),
        (node("GroupNormalization", "n h h", "y", num_groups=2), 21, {"groups": 2}),
    ],
)
def test_attributes_have_our_names_and_the_defaults_of_their_opset(
    operator: object, opset: int, expected: dict
) -> None:
    constants = [
        numbers("i", [1]),
        numbers("one", 1),
        numbers("zero", 0.0, FLOAT),
        numbers("six", 6.0, FLOAT),
        numbers("p", [0, 0, 1, 2, 0, 0, 3, 4]),
        numbers("s", [1.0, 1.0, 2.0, 2.0], FLOAT),
        weights("u", 1, 16, 16),
        weights("h", 8),
    ]
    inputs = [X, value("m", [8, 8]), value("n", [1, 8, 4, 4])]
    found = read_operator(operator, inputs, constants, opset).attributes
    assert {name: found.get(name) for name in expected} == expected
    assert found.keys() <= ATTRIBUTES


def test_an_attribute_of_the_wrong_type_is_not_told() -> None:
    operator = read_operator(node("Transpose", "x", "y", perm="backwards"), [X])
    assert "perm" not in operator.attributes
