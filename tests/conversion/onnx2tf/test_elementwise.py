"""Activations and arithmetic after conversion."""

import pytest

from tests.conversion.onnx2tf.writing import conversion, written

MAP = "input x: float32[1,8,16,16]\n"
CONV = "conv c: float32[1,8,16,16] <- x, weights: float32[8,8,1,1] {kernel=1 padding=valid}\n"


@pytest.mark.parametrize(
    ("line", "natives"),
    [
        ("relu", "RELU"),
        ("hard-swish", "HARD_SWISH"),
        ("softplus", "EXP ADD LOG"),
        ("mish", "EXP ADD LOG TANH MUL"),
        ("hard-sigmoid", "MUL ADD RELU_0_TO_1"),
        ("erf", "DEQUANTIZE FlexErf QUANTIZE"),
        ("elu", "DEQUANTIZE ELU QUANTIZE"),
        ("reciprocal", "DIV"),
        ("batch-normalization", "MUL ADD"),
        ("instance-normalization", "MEAN SQUARED_DIFFERENCE MEAN ADD RSQRT SUB MUL MUL ADD"),
    ],
)
def test_an_activation_is_written_as_tflite_has_it(line: str, natives: str) -> None:
    model = conversion(f"{MAP}{line} y: float32[1,8,16,16] <- x\noutput y")
    assert " ".join(operator.native for operator in model.operators) == natives


@pytest.mark.parametrize(
    ("options", "natives"),
    [
        ("min=0", "RELU"),
        ("min=0 max=6", "RELU6"),
        ("min=-1 max=1", "RELU_N1_TO_1"),
        ("min=0 max=1", "MINIMUM RELU"),
        ("min=-0.5 max=2", "MINIMUM MAXIMUM"),
        ("max=4", "MINIMUM"),
    ],
)
def test_a_clip_is_a_relu_where_tflite_has_that_one(options: str, natives: str) -> None:
    model = conversion(f"{MAP}clip y: float32[1,8,16,16] <- x {{{options}}}\noutput y")
    assert " ".join(operator.native for operator in model.operators) == natives


@pytest.mark.parametrize(
    ("exponent", "natives"),
    [
        ("exponent=2", "MUL"),
        ("exponent=0.5", "SQRT"),
        ("exponent=3", "DEQUANTIZE POW QUANTIZE"),
    ],
)
def test_a_square_is_a_product_and_other_powers_stay_float(exponent: str, natives: str) -> None:
    text = f"{MAP}pow y: float32[1,8,16,16] <- x, float32[] {{{exponent}}}\noutput y"
    assert " ".join(operator.native for operator in conversion(text).operators) == natives


def test_numbers_a_channel_and_a_relu_become_part_of_the_layer() -> None:
    text = (
        f"{MAP}{CONV}batch-normalization b: float32[1,8,16,16] <- c\n"
        "relu y: float32[1,8,16,16] <- b\noutput y"
    )
    assert written(text) == ["CONV_2D 1x16x16x8 valid relu"]


def test_a_layer_that_two_read_keeps_its_relu_apart() -> None:
    text = f"{MAP}{CONV}relu y: float32[1,8,16,16] <- c\noutput y\noutput c"
    assert written(text) == ["CONV_2D 1x16x16x8 valid", "RELU 1x16x16x8"]


def test_a_number_a_channel_is_turned_with_the_map() -> None:
    model = conversion(f"{MAP}mul y: float32[1,8,16,16] <- x, float32[8,1,1]\noutput y")
    assert [tensor and tensor.shape for tensor in model.operators[0].inputs] == [
        (1, 16, 16, 8),
        (1, 1, 1, 8),
    ]


def test_dividing_by_a_constant_is_multiplying_by_its_inverse() -> None:
    assert written(f"{MAP}div y: float32[1,8,16,16] <- x, float32[8,1,1]\noutput y") == [
        "MUL 1x16x16x8"
    ]


def test_a_factor_before_the_first_layer_goes_into_its_weights() -> None:
    text = (
        f"{MAP}div s: float32[1,8,16,16] <- x, float32[]\n"
        "conv y: float32[1,8,16,16] <- s, weights: float32[8,8,1,1] {kernel=1 padding=valid}\n"
        "output y"
    )
    assert written(text) == ["CONV_2D 1x16x16x8 valid"]


def test_squeeze_and_excite_needs_no_reshape() -> None:
    text = (
        f"{MAP}global-average-pool p: float32[1,8,1,1] <- x\nreshape f: float32[1,8] <- p\n"
        "fully-connected g: float32[1,8] <- f, weights: float32[8,8], bias: float32[8] "
        "{transpose_right=true}\nlogistic s: float32[1,8] <- g\n"
        "reshape r: float32[1,8,1,1] <- s\nmul y: float32[1,8,16,16] <- x, r\noutput y"
    )
    assert written(text) == [
        "MEAN 1x1x1x8",
        "FULLY_CONNECTED 1x8",
        "LOGISTIC 1x8",
        "MUL 1x16x16x8",
    ]


def test_more_than_two_operands_are_taken_one_after_another() -> None:
    assert written(f"{MAP}add-n y: float32[1,8,16,16] <- x, x, x\noutput y") == [
        "ADD 1x16x16x8",
        "ADD 1x16x16x8",
    ]


@pytest.mark.parametrize(
    ("other", "native", "turned"),
    [
        ("1,8,16,16", "SELECT", (1, 16, 16, 8)),
        ("1,8,1,1", "SELECT_V2", (1, 1, 1, 8)),
        ("1,1,16,1", "SELECT_V2", (1, 16, 1, 1)),
    ],
)
def test_a_choice_has_all_operands_in_one_order(
    other: str, native: str, turned: tuple[int, ...]
) -> None:
    (choice,) = conversion(
        f"input m: bool[1,8,16,16]\n{MAP}input z: float32[{other}]\n"
        "select-v2 y: float32[1,8,16,16] <- m, x, z\noutput y"
    ).operators
    shapes = [tensor and tensor.shape for tensor in choice.inputs]
    assert (choice.native, shapes) == (native, [(1, 16, 16, 8), (1, 16, 16, 8), turned])


@pytest.mark.parametrize(
    ("other", "lines"),
    [
        ("16", ["RESHAPE 1x1x16x1"]),
        ("8,1,1", ["RESHAPE 1x1x1x8"]),
        ("16,16", ["RESHAPE 1x16x16x1"]),
        ("8,16,16", ["RESHAPE 1x8x16x16", "TRANSPOSE 1x16x16x8"]),
    ],
)
def test_an_operand_of_fewer_dimensions_is_filled_up_and_turned(
    other: str, lines: list[str]
) -> None:
    sketch = (
        f"{MAP}{CONV}input z: float32[{other}]\nadd y: float32[1,8,16,16] <- c, z\n"
        "average-pool p: float32[1,8,1,1] <- y {kernel=16 stride=1}\noutput p"
    )
    reordered = [line for line in written(sketch) if line.startswith(("RESHAPE", "TRANSPOSE"))]
    assert reordered == lines
