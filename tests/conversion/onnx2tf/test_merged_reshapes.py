"""RESHAPEs are merged into layers whose shapes fit, and no other shape does harm."""

import pytest

from dlpulint.conversion.onnx2tf.merging import merged
from dlpulint.loader.sketch.read import model_from_sketch
from tests.conversion.onnx2tf.writing import conversion


def kinds(weights: str) -> list[str]:
    model = model_from_sketch(
        f"""
        input x: float32[1,2,4]
        reshape y: float32[2,4] <- x
        fully-connected z: float32[2,3] <- y, weights: float32[{weights}]
        output z
        """
    )
    return [operator.kind for operator in merged(list(model.operators), list(model.outputs))]


@pytest.mark.parametrize(
    ("weights", "left"),
    [
        ("3,4", ["fully-connected"]),
        ("3,5", ["reshape", "fully-connected"]),
        ("", ["reshape", "fully-connected"]),
        ("*", ["reshape", "fully-connected"]),
    ],
)
def test_a_reshape_before_a_layer_goes_where_the_weights_fit(weights: str, left: list[str]) -> None:
    assert kinds(weights) == left


def test_slices_of_a_tensor_of_unknown_rank_stay_apart() -> None:
    first = "begin: int64[1] = 0, end: int64[1] = 5, axes: int64[1] = 0, strides: int64[1] = 1"
    other = (
        "begin: int64[2] = 0,0, end: int64[2] = 5,5, axes: int64[2] = 0,1, strides: int64[2] = 1,1"
    )
    slices = conversion(
        f"""
        input x: float32[*]
        strided-slice a: float32[*] <- x, {first}
        strided-slice y: float32[4,3] <- a, {other}
        output y
        """
    )
    assert [operator.kind for operator in slices.operators] == ["strided-slice", "strided-slice"]


@pytest.mark.parametrize(("rows", "count"), [("10", 1), ("?", 2)])
def test_slices_in_a_row_are_one_where_all_sizes_are_known(rows: str, count: int) -> None:
    sizes = ("8", "4") if count == 1 else ("?", "?")
    first = "begin: int64[1] = 1, end: int64[1] = 9, axes: int64[1] = 1, strides: int64[1] = 1"
    other = (
        "begin: int64[2] = 0,2, end: int64[2] = 8,8, axes: int64[2] = 1,2, strides: int64[2] = 2,2"
    )
    model = conversion(
        f"""
        input x: float32[1,{rows},10,4]
        strided-slice a: float32[1,{sizes[0]},10,4] <- x, {first}
        strided-slice y: float32[1,{sizes[1]},3,4] <- a, {other}
        output y
        """
    )
    assert len(model.operators) == count
    if count == 1:
        assert [tensor and tensor.values for tensor in model.operators[0].inputs[1:]] == [
            (0, 1, 2, 0),
            (1, 9, 8, 4),
            (1, 2, 2, 1),
        ]
