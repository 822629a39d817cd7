"""Checks of how a frame meets the graph's input."""

import pytest

from dlpulint.checks.inputs import input_layout, input_scaling, leading_transpose, tensor_names
from tests.checks.asking import FlatHit, ask


def test_a_planar_image_is_not_interleaved() -> None:
    assert ask(input_layout, "input image: uint8[1,3,96,64]", layout="nhwc") == [
        FlatHit(
            "image",
            {
                "tensor": "image",
                "shape": "1x3x96x64",
                "found": "planar (NCHW)",
                "expected": "interleaved (NHWC)",
            },
            "nchw",
        )
    ]


def test_an_interleaved_image_is_not_planar() -> None:
    assert ask(input_layout, "input image: uint8[1,96,64,3]", layout="nchw") == [
        FlatHit(
            "image",
            {
                "tensor": "image",
                "shape": "1x96x64x3",
                "found": "interleaved (NHWC)",
                "expected": "planar (NCHW)",
            },
            "nhwc",
        )
    ]


@pytest.mark.parametrize(("shape", "layout"), [("1,96,64,3", "nhwc"), ("1,3,96,64", "nchw")])
def test_an_image_as_the_camera_delivers_it_is_good(shape: str, layout: str) -> None:
    assert ask(input_layout, f"input x: uint8[{shape}]", layout=layout) == []


@pytest.mark.parametrize("shape", ["1,1,96,64", "1,3,96,3", "1,100", "*", "1,?,96,64", "1,3,96"])
def test_an_input_whose_layout_nothing_tells_is_passed_over(shape: str) -> None:
    for layout in ("nhwc", "nchw"):
        assert ask(input_layout, f"input x: float32[{shape}]", layout=layout) == []


def test_each_input_is_asked_about_and_tensors_within_are_not() -> None:
    sketch = """
    input a: uint8[1,3,96,64]
    input b: uint8[1,96,64,3]
    input c: uint8[1,4,96,64]
    transpose t: uint8[1,3,96,64] <- b {perm=0,3,1,2}
    """
    assert [hit.subject for hit in ask(input_layout, sketch, layout="nhwc")] == ["a", "c"]


def test_a_transpose_right_behind_an_image_is_told_with_its_permutation() -> None:
    sketch = """
    input x: uint8[1,3,96,64]
    transpose y: uint8[1,96,64,3] <- x {perm=0,2,3,1}
    """
    assert ask(leading_transpose, sketch) == [
        FlatHit("TRANSPOSE 0", {"tensor": "x", "perm": "0,2,3,1", "native": "TRANSPOSE"}, "perm")
    ]


def test_a_transpose_behind_a_leading_quantize_is_told_too() -> None:
    sketch = """
    input x: float32[1,96,64,3]
    quantize q: int8[1,96,64,3] scale=0.1 <- x
    transpose y: int8[1,3,96,64] <- q {perm=0,3,1,2}
    """
    assert ask(leading_transpose, sketch) == [
        FlatHit("TRANSPOSE 1", {"tensor": "x", "perm": "0,3,1,2", "native": "TRANSPOSE"}, "perm")
    ]


@pytest.mark.parametrize(
    "lines",
    [
        "transpose y: uint8[1,3,64,96] <- x {perm=0,1,3,2}",  # turns the picture, not its layout
        "transpose y: uint8[1,?,?,?] <- x",  # how it turns is not in the file
        "relu r: uint8[1,3,96,64] <- x\ntranspose y: uint8[1,96,64,3] <- r {perm=0,2,3,1}",
        "quantize q: int8[1,3,96,64] <- x",
    ],
)
def test_other_beginnings_are_good(lines: str) -> None:
    assert ask(leading_transpose, "input x: uint8[1,3,96,64]\n" + lines) == []


def test_a_transpose_of_something_other_than_an_image_is_good() -> None:
    sketch = "input x: uint8[1,8,8]\ntranspose y: uint8[1,8,8] <- x {perm=0,2,1}"
    assert ask(leading_transpose, sketch) == []


def named(image: str, result: str, shape: str = "[1,3,8,8]") -> str:
    return f"input {image}: int8{shape}\nrelu {result}: int8{shape} <- {image}\noutput {result}"


NAMES = {"input": "images", "output": "output0"}


@pytest.mark.parametrize(
    ("image", "result"), [("x", "output0"), ("images", "out"), ("input.1", "495")]
)
def test_other_names_than_expected_are_told(image: str, result: str) -> None:
    assert ask(tensor_names, named(image, result), **NAMES) == [
        FlatHit("the file", {"inputs": image, "outputs": result}, "names")
    ]


def test_expected_names_are_good() -> None:
    assert ask(tensor_names, named("images", "output0"), **NAMES) == []


def test_three_names_of_many_are_told() -> None:
    sketch = named("images", "a")
    for name in "bcd":
        sketch += f"\nneg {name}: int8[1,3,8,8] <- images\noutput {name}"
    (hit,) = ask(tensor_names, sketch, **NAMES)
    assert hit.values["outputs"] == "a, b, c …"


def test_models_that_take_no_single_image_are_not_asked_about_names() -> None:
    assert ask(tensor_names, named("x", "y", "[1,8]"), **NAMES) == []
    assert ask(tensor_names, "input z: int8[1,3,8,8]\n" + named("x", "y"), **NAMES) == []
    assert ask(tensor_names, "input x: int8[1,3,8,8]", **NAMES) == []


PLANAR = "format onnx\ninput x: float32[1,3,96,64]\n"


@pytest.mark.parametrize(
    "line",
    [
        "div y: float32[1,3,96,64] <- x, float32[] = 255",
        "mul y: float32[1,3,96,64] <- x, float32[1,3,1,1]",
        "sub y: float32[1,3,96,64] <- x, float32[3]",
        "add y: float32[1,3,96,64] <- float32[1], x",
    ],
)
def test_an_image_that_is_scaled_first_is_told(line: str) -> None:
    native = line.split()[0].capitalize()
    assert ask(input_scaling, PLANAR + line) == [
        FlatHit(f"{native} 0", {"tensor": "x", "native": native}, "scaled")
    ]


def test_a_constant_of_unknown_shape_leaves_it_open_whether_it_scales() -> None:
    assert ask(input_scaling, PLANAR + "mul y: float32[1,3,96,64] <- x, float32[*]") == [
        FlatHit(
            "Mul 0",
            {"tensor": "x", "native": "Mul"},
            "scaled",
            unknown="the shape of its constant is not known",
        )
    ]


@pytest.mark.parametrize(
    "lines",
    [
        "conv y: float32[1,16,96,64] <- x, weights: float32[16,3,3,3]",
        "add y: float32[1,3,96,64] <- x, float32[1,3,96,64]",  # a value a place is no scale
        "mul y: float32[1,3,96,64] <- x, x",
        "logistic s: float32[1,3,96,64] <- x\nmul y: float32[1,3,96,64] <- x, s",
        "relu r: float32[1,3,96,64] <- x\nmul y: float32[1,3,96,64] <- r, float32[] = 255",
    ],
)
def test_what_else_is_done_first_is_no_scaling(lines: str) -> None:
    assert ask(input_scaling, PLANAR + lines) == []


def test_what_is_no_image_may_be_scaled() -> None:
    sketch = "input x: float32[1,8]\nmul y: float32[1,8] <- x, float32[] = 2"
    assert ask(input_scaling, sketch) == []
