"""The lines of text in a box: what they tell of an operator, and what they leave out."""

import pytest

from dlpulint.model.graph import Attribute
from dlpulint.model.outline import OutlineOperator, OutlineTensor
from dlpulint.reporters.drawing.captions import Caption, caption

KERNEL = {"kernel_height": 3, "kernel_width": 3}


def texts(
    *,
    weights: tuple[int | None, ...] | None = None,
    result: tuple[int | None, ...] | None = (1, 8, 8, 4),
    outputs: tuple[int, ...] = (2,),
    **attributes: Attribute,
) -> Caption:
    """The texts of an operator that reads a tensor, and weights where these have a shape."""
    tensors = (
        OutlineTensor("x", "int8", (1, 8, 8, 3), False, None),
        OutlineTensor("w", "int8", weights, True, None),
        OutlineTensor("y", "int8", result, False, None),
    )
    operator = OutlineOperator(
        subgraph=0,
        index=7,
        op="CONV_2D",
        kind="conv",
        name="",
        builtin=None,
        version=None,
        attributes=tuple(attributes.items()),
        inputs=(0,) if weights is None else (0, None, 1),
        roles=("input",) if weights is None else ("input", "bias", "weights"),
        outputs=outputs,
    )
    return caption(operator, tensors)


def test_the_three_lines_are_window_weights_and_result() -> None:
    assert texts(
        weights=(4, 3, 3, 3), stride_height=2, stride_width=2, fused_activation="relu6", **KERNEL
    ) == Caption("CONV_2D 3×3 /2", "4×3×3×3 + relu6", "1×8×8×4")


@pytest.mark.parametrize(
    ("attributes", "title"),
    [
        ({}, "CONV_2D"),
        (KERNEL, "CONV_2D 3×3"),
        ({"kernel_height": 1, "kernel_width": 5}, "CONV_2D 1×5"),
        ({"kernel_height": 3}, "CONV_2D 3×–"),
        ({"kernel_height": "open", "kernel_width": 2}, "CONV_2D –×2"),
        ({"stride_height": 1, "stride_width": 1}, "CONV_2D"),
        ({"stride_height": 2, "stride_width": 2}, "CONV_2D /2"),
        ({"stride_height": 2, "stride_width": 1}, "CONV_2D /2,1"),
        ({"stride_width": 2}, "CONV_2D /–,2"),
        ({"dilation_height": 1, "dilation_width": 1}, "CONV_2D"),
        ({"dilation_height": 4, "dilation_width": 4}, "CONV_2D d4"),
        ({"dilation_height": 1, "dilation_width": 2}, "CONV_2D d1,2"),
        (
            {
                **KERNEL,
                "stride_height": 2,
                "stride_width": 2,
                "dilation_height": 6,
                "dilation_width": 6,
            },
            "CONV_2D 3×3 /2 d6",
        ),
    ],
)
def test_the_title_has_the_window_as_far_as_it_says_something(
    attributes: dict[str, Attribute], title: str
) -> None:
    assert texts(**attributes).title == title  # type: ignore[arg-type]  # Attributes only.


@pytest.mark.parametrize("activation", [None, "", "none"])
def test_no_activation_is_not_told(activation: str | None) -> None:
    assert texts(weights=(4, 3, 3, 3), fused_activation=activation or "").detail == "4×3×3×3"


@pytest.mark.parametrize(
    ("weights", "activation", "detail"),
    [
        ((4, 3, 3, 3), "relu", "4×3×3×3 + relu"),
        (None, "relu", "relu"),
        (None, "none", ""),
        ((4, None), "none", "4×?"),
        ((), "none", "scalar"),
    ],
)
def test_the_detail_has_weights_and_activation(
    weights: tuple[int | None, ...] | None, activation: str, detail: str
) -> None:
    assert texts(weights=weights, fused_activation=activation).detail == detail


def test_an_optional_input_that_is_left_out_is_no_weights() -> None:
    tensors = (OutlineTensor("y", "int8", (1,), False, None),)
    operator = OutlineOperator(
        subgraph=0, index=0, op="X", kind="", name="", builtin=None, version=None, attributes=(),
        inputs=(None,), roles=("weights",), outputs=(0,),
    )  # fmt: skip
    assert caption(operator, tensors) == Caption("X", "", "1")


@pytest.mark.parametrize(
    ("result", "text"), [(None, "unknown rank"), ((None, 3), "?×3"), ((), "scalar")]
)
def test_a_shape_that_is_not_known_is_told(
    result: tuple[int | None, ...] | None, text: str
) -> None:
    assert texts(result=result).result == text


def test_an_operator_without_an_output_has_no_result() -> None:
    assert texts(outputs=()).result == ""
