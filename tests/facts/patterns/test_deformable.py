"""Deformable convolution under the names that frameworks give it."""

import pytest

from dlpulint.facts.patterns.deformable import deformable_samplings
from dlpulint.loader.sketch.read import model_from_sketch


def found(line: str) -> list[str]:
    model = model_from_sketch(f"format onnx\ninput x: float32[1,8,8,8]\n{line}")
    return [pattern.core.native for pattern in deformable_samplings(model)]


@pytest.mark.parametrize(
    ("kind", "native"),
    [
        ("deformable-conv", "DeformConv"),
        ("custom:MMCVModulatedDeformConv2d", "MMCVModulatedDeformConv2d"),
        ("onnx:mmcv.DEFORM_CONV", "mmcv.DEFORM_CONV"),
        ("flex:DeformableConvolution", "FlexDeformableConvolution"),
    ],
)
def test_a_deformable_convolution_is_told_by_kind_or_by_a_foreign_name(
    kind: str, native: str
) -> None:
    assert found(f"{kind} y: float32[1,8,8,8] <- x") == [native]


@pytest.mark.parametrize("kind", ["conv", "custom:Transform", "grid-sample"])
def test_other_operators_are_not_deformable_samplings(kind: str) -> None:
    assert found(f"{kind} y: float32[1,8,8,8] <- x") == []


def test_each_is_a_pattern_of_its_own() -> None:
    line = "deformable-conv y: float32[8] <- x\ndeformable-conv z: float32[8] <- y"
    assert found(line) == ["DeformConv", "DeformConv"]


def rewritten(sketch: str) -> list[tuple[str, str, list[str]]]:
    """Name, core and the kinds of the members of each deformable sampling."""
    text = "format onnx\ninput x: float32[1,16,8,8]\n" + sketch
    return [
        (pattern.name, pattern.core.native, [member.kind for member in pattern.members])
        for pattern in deformable_samplings(model_from_sketch(text))
    ]


OFFSETS = "conv o: float32[1,18,8,8] <- x, weights: float32[18,16,3,3]\n"
GRID = """
reshape r: float32[9,2,8,8] <- o
add a: float32[9,2,8,8] <- r, float32[9,2,8,8]
div b: float32[9,2,8,8] <- a, float32[]
transpose g: float32[9,8,8,2] <- b
"""


def test_samples_at_places_from_a_layer_of_offsets_are_one_deformable_convolution() -> None:
    sketch = (
        OFFSETS
        + GRID
        + """
    gather g1: float32[1,8,8,2] <- g, indices: int64[]
    grid-sample s1: float32[1,16,8,8] <- x, indices: g1
    gather g2: float32[1,8,8,2] <- g, indices: int64[]
    grid-sample s2: float32[1,16,8,8] <- x, indices: g2
    concatenation c: float32[1,32,8,8] <- s1, s2
    conv y: float32[1,16,8,8] <- c, weights: float32[16,32,1,1]
    """
    )
    shared = ["conv", "reshape", "add", "div", "transpose"]
    members = [*shared, "gather", "grid-sample", "gather", "grid-sample"]
    assert rewritten(sketch) == [("deformable convolution", "GridSample", members)]


@pytest.mark.parametrize("kind", ["gather", "gather-nd", "gather-elements"])
def test_gathers_at_rounded_places_are_one_too(kind: str) -> None:
    sketch = (
        OFFSETS
        + GRID
        + f"""
    floor f: float32[9,8,8,2] <- g
    cast i: int64[9,8,8,2] <- f
    reshape xr: float32[1,16,64] <- x
    {kind} s1: float32[1,16,576] <- xr, indices: i
    add j: int64[9,8,8,2] <- i, int64[]
    {kind} s2: float32[1,16,576] <- xr, indices: j
    """
    )
    found = rewritten(sketch)
    assert [(name, len(members)) for name, _, members in found] == [("deformable convolution", 10)]


def test_offsets_from_a_layer_a_token_make_it_deformable_attention() -> None:
    sketch = """
    input t: float32[1,64,32]
    matmul o: float32[1,64,16] <- t, weights: float32[32,16]
    reshape r: float32[2,64,4,2] <- o
    add g: float32[2,64,4,2] <- r, float32[1,64,1,2]
    grid-sample s: float32[2,16,64,4] <- x, indices: g
    """
    members = ["matmul", "reshape", "add", "grid-sample"]
    assert rewritten(sketch) == [("deformable attention", "GridSample", members)]


def test_an_operator_that_says_so_attends() -> None:
    assert rewritten("onnx:mmdeploy.MSDeformAttn y: float32[1,64,32] <- x") == [
        ("deformable attention", "mmdeploy.MSDeformAttn", ["onnx:mmdeploy.MSDeformAttn"])
    ]


@pytest.mark.parametrize(
    "sketch",
    [
        # A fixed warp, and one by a flow of one pair a place.
        "grid-sample y: float32[1,16,8,8] <- x, indices: float32[1,8,8,2]",
        "conv o: float32[1,2,8,8] <- x, weights: float32[2,16,3,3]\n"
        "transpose g: float32[1,8,8,2] <- o\n"
        "grid-sample y: float32[1,16,8,8] <- x, indices: g",
        # The grid of a spatial transformer: an affine map by a layer for the whole image.
        "reshape f: float32[1,1024] <- x\n"
        "fully-connected o: float32[1,6] <- f, weights: float32[6,1024]\n"
        "reshape g: float32[1,2,3] <- o\n"
        "grid-sample y: float32[1,16,8,8] <- x, indices: g",
        "input g: float32[1,8,8,2]\ngrid-sample y: float32[1,16,8,8] <- x, indices: g",
        # Places that are picked by score, and that come whole from a layer.
        OFFSETS + "top-k i: int64[1,5] <- o\ngather y: float32[1,5] <- x, indices: i",
        OFFSETS + "gather y: float32[1,5] <- x, indices: o",
        "gather y: float32[1,16,8] <- x, indices: int64[]",
        "gather y: float32[1,16,8] <- x",
    ],
)
def test_other_sampling_is_no_deformable_convolution(sketch: str) -> None:
    assert rewritten(sketch) == []
