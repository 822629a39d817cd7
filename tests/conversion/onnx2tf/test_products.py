"""Matrix products and reductions after conversion."""

import pytest

from dlpulint.basics.errors import ModelFileError
from tests.conversion.onnx2tf.writing import conversion, written

TOKENS = "input x: float32[1,10,32]\n"


def test_a_gemm_is_a_fully_connected_layer_with_a_row_an_output() -> None:
    for options, shape in (("", "[32,16]"), (" {transpose_right=true}", "[16,32]")):
        model = conversion(
            "input x: float32[1,32]\nfully-connected y: float32[1,16] <- x, "
            f"weights: float32{shape}, bias: float32[16]{options}\noutput y"
        )
        (layer,) = model.operators
        assert layer.native == "FULLY_CONNECTED"
        assert layer.weights is not None
        assert layer.weights.shape == (16, 32)


def test_a_product_with_a_constant_and_its_sum_are_one_layer() -> None:
    sketch = (
        f"{TOKENS}matmul m: float32[1,10,16] <- x, weights: float32[32,16]\n"
        "add y: float32[1,10,16] <- m, float32[16]\noutput y"
    )
    model = conversion(sketch)
    (layer,) = model.operators
    assert (layer.native, layer.outputs[0].shape) == ("FULLY_CONNECTED", (1, 10, 16))
    assert layer.bias is not None
    assert layer.attributes["keep_num_dims"] is True


def test_a_product_takes_its_second_matrix_turned() -> None:
    sketch = (
        f"{TOKENS}transpose t: float32[1,32,10] <- x {{perm=0,2,1}}\n"
        "matmul y: float32[1,10,10] <- x, t\noutput y"
    )
    model = conversion(sketch)
    assert [operator.native for operator in model.operators] == ["BATCH_MATMUL"]
    assert model.operators[0].attributes["transpose_right"] is True


def test_a_layer_normalization_is_ten_operators() -> None:
    lines = written(f"{TOKENS}layer-normalization y: float32[1,10,32] <- x {{axis=-1}}\noutput y")
    assert [line.split()[0] for line in lines] == [
        "MEAN", "SQUARED_DIFFERENCE", "MEAN", "ADD", "RSQRT", "MUL", "MUL", "MUL", "SUB", "ADD",
    ]  # fmt: skip


def test_a_norm_squares_in_float() -> None:
    lines = written(
        "input x: float32[1,8,16,16]\n"
        "onnx:ReduceL2 y: float32[1,1,16,16] <- x {axes=1 keep_dims=true}\noutput y"
    )
    assert [line.split()[0] for line in lines] == [
        "DEQUANTIZE", "SQUARE", "QUANTIZE", "SUM", "SQRT",
    ]  # fmt: skip


def test_a_factor_goes_into_the_weights_of_the_product_behind_it() -> None:
    # The half at the end of a GELU, before the second layer of a transformer's block.
    assert written(
        "input t: float32[1,49,192]\n"
        "mul h: float32[1,49,192] <- t, float32[]\n"
        "matmul y: float32[1,49,64] <- h, weights: float32[192,64]\noutput y"
    ) == ["FULLY_CONNECTED 1x49x64"]


def test_an_order_of_dimensions_that_nothing_has_told_is_no_preview() -> None:
    sketch = (
        "input x: float32[*]\nrelu a: float32[1,4,8,8] <- x\n"
        "softmax y: float32[*] <- a {axis=1}\noutput y"
    )
    with pytest.raises(ModelFileError, match="#1 does not fit the shapes"):
        conversion(sketch)


@pytest.mark.parametrize(("given", "made"), [("*", "1"), ("1,4", "*")])
def test_a_norm_over_unknown_dimensions_is_told_as_it_stands(given: str, made: str) -> None:
    model = conversion(
        f"input x: float32[{given}]\nonnx:ReduceL2 y: float32[{made}] <- x\noutput y"
    )
    assert [operator.native for operator in model.operators] == ["ReduceL2"]


def test_a_gemm_of_a_turned_matrix_turns_it_first() -> None:
    lines = written(
        "input x: float32[4,2]\n"
        "fully-connected y: float32[2,3] <- x, weights: float32[4,3] {transpose_left=true}\n"
        "output y"
    )
    assert lines == ["TRANSPOSE 2x4", "FULLY_CONNECTED 2x3"]


@pytest.mark.parametrize(
    ("made", "keep", "lines"),
    [
        ("1,16,16", "false", ["ARG_MAX 1x16x16"]),
        ("1,1,16,16", "true", ["ARG_MAX 1x16x16", "RESHAPE 1x16x16x1"]),
    ],
)
def test_the_index_of_the_largest_gets_its_dimension_back(
    made: str, keep: str, lines: list[str]
) -> None:
    index = f"arg-max y: int64[{made}] <- x {{axis=1 keep_dims={keep}}}"
    assert written(f"input x: float32[1,8,16,16]\n{index}\noutput y") == lines


@pytest.mark.parametrize("shape", ["8", "4,8"])
def test_a_batch_normalization_has_a_number_per_channel(shape: str) -> None:
    product, summand = conversion(
        f"input x: float32[{shape}]\nbatch-normalization y: float32[{shape}] <- x\noutput y"
    ).operators
    assert (product.native, summand.native) == ("MUL", "ADD")
    assert [o.inputs[1] and o.inputs[1].shape for o in (product, summand)] == [(8,), (8,)]
