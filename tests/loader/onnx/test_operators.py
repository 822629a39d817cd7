"""Kinds and names of ONNX operators."""

import pytest

from tests.loader.onnx_files import FLOAT, node, numbers, read_operator, value, weights

IMAGE = value("x", [1, 8, 32, 32])


@pytest.mark.parametrize(
    ("operator", "kind"),
    [
        (node("Conv", "x w", "y", group=8), "depthwise-conv"),
        (node("Conv", "x w2", "y", group=4), "conv"),
        (node("Conv", "x w8", "y"), "conv"),
        (node("Resize", "x - s", "y", mode="nearest"), "resize-nearest"),
        (node("Resize", "x - s", "y"), "resize-nearest"),
        (node("Resize", "x - s", "y", mode="linear"), "resize-bilinear"),
        (node("Resize", "x - s", "y", mode="cubic"), "resize-cubic"),
        (node("Conv", "v w3", "y"), "conv-3d"),
        (node("ConvTranspose", "v w3", "y"), "transpose-conv-3d"),
        (node("Resize", "v - s", "y", mode="linear"), "resize"),
        (node("Sigmoid", "x", "y"), "logistic"),
        (node("Hardmax", "x", "y"), "onnx:Hardmax"),
        (node("Gelu", "x", "y", "com.microsoft"), "gelu"),
        (node("Rope", "x", "y", "my.own"), "onnx:my.own.Rope"),
        (node("Relu", "x", "y", "ai.onnx"), "relu"),
    ],
)
def test_an_operator_is_of_the_kind_that_its_options_tell(operator: object, kind: str) -> None:
    constants = [
        weights("w", 16, 1, 3, 3),
        weights("w2", 8, 2, 3, 3),
        weights("w8", 8, 8, 3, 3),
        weights("w3", 4, 4, 3, 3, 3),
        numbers("s", [1.0, 1.0, 2.0, 2.0], FLOAT),
    ]
    assert read_operator(operator, [IMAGE, value("v", [1, 4, 8, 8, 8])], constants).kind == kind


def test_the_native_name_tells_a_domain_that_is_not_the_standard_one() -> None:
    operator = read_operator(node("FusedConv", "x w", "y", "com.microsoft"), [IMAGE, value("w")])
    assert (operator.native, operator.version) == ("com.microsoft.FusedConv", 1)


def test_a_depthwise_convolution_has_a_depth_multiplier() -> None:
    operator = read_operator(
        node("Conv", "x w", "y", group=8), [IMAGE], [weights("w", 16, 1, 3, 3)]
    )
    assert (operator.integer("groups"), operator.integer("depth_multiplier")) == (8, 2)
