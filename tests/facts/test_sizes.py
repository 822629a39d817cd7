"""Sizes in bytes and elements, from dimensions and types alone."""

import re

import pytest

from dlpulint.facts.sizes import (
    _BITS,
    bytes_of,
    constant_bytes_of,
    mebibytes,
    parameters_of,
    peak_activation_bytes,
)
from dlpulint.loader.open_model import load
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.model.graph import Model, Operator, Subgraph, Tensor
from dlpulint.model.vocabulary import DTYPES
from tests.places import FIXTURES


@pytest.mark.parametrize(
    ("dtype", "shape", "size"),
    [
        ("uint8", (1, 96, 96, 3), 27_648),
        ("float32", (10,), 40),
        ("int64", (), 8),
        ("int4", (3,), 2),  # half bytes are rounded up
        ("int4", (4,), 2),
        ("int2", (5,), 2),
        ("bfloat16", (2, 2), 8),
        ("complex128", (2,), 32),
        ("bool", (7,), 7),
        ("float32", (0, 8), 0),
    ],
)
def test_a_tensor_takes_its_elements_times_their_width(
    dtype: str, shape: tuple[int, ...], size: int
) -> None:
    assert bytes_of(Tensor("x", dtype, shape)) == size


@pytest.mark.parametrize(
    "tensor",
    [
        Tensor("x", "uint8", (1, None)),
        Tensor("x", "uint8", None),
        Tensor("x", "string", (4,)),
        Tensor("x", "tflite:99", (4,)),
    ],
)
def test_a_size_that_shape_or_type_does_not_tell_is_unknown(tensor: Tensor) -> None:
    assert bytes_of(tensor) is None


def test_widths_are_of_types_that_we_name() -> None:
    assert set(_BITS) <= DTYPES


@pytest.mark.parametrize(("dtype", "bits"), _BITS.items())
def test_a_type_has_the_width_that_its_name_tells(dtype: str, bits: int) -> None:
    digits = re.search(r"\d+", dtype)
    assert bits == (int(digits[0]) if digits else 8)  # bool


def test_weights_and_biases_are_parameters_and_shapes_are_not() -> None:
    model = model_from_sketch(
        """
        input x: int8[1,8]
        fully-connected y: int8[1,4] <- x, weights: int8[4,8] scale=0.1, bias: int32[4] scale=0.1
        reshape z: int8[2,2] <- y, shape: int32[2] = 2,2
        mul a: int8[2,2] <- z, int8[] scale=0.1 = 3
        """
    )
    assert parameters_of(model) == 32 + 4


def test_what_quantization_adds_is_no_parameter() -> None:
    plain = """
        format onnx
        input x: float32[1,4]
        """
    weights = "dequantize w: float32[4,8] <- int8[4,8], scale: float32[8], zero_point: int8[8]"
    layer = "fully-connected y: float32[1,8] <- x, weights: w"
    assert parameters_of(model_from_sketch(f"{plain}\n{weights}\n{layer}")) == 32


def test_a_vector_of_whole_numbers_is_learned_where_a_layer_reads_it() -> None:
    model = model_from_sketch(
        """
        format onnx
        input x: int32[1,2]
        conv y: int32[1,2,1,1] <- x, weights: int8[2,1,1,1] = 5,6
        add z: int32[1,2] <- y, int32[2] = 3,4
        """
    )
    assert parameters_of(model) == 2


def test_what_bodies_capture_is_counted_once() -> None:
    model = load(FIXTURES / "if_opset13.onnx")
    assert parameters_of(model) == 432


def test_shared_weights_are_counted_once_and_open_ones_not_at_all() -> None:
    model = model_from_sketch(
        """
        input x: float32[1,4]
        dequantize w: float32[4,4] <- float16[4,4]
        fully-connected y: float32[1,4] <- x, weights: w
        fully-connected z: float32[1,4] <- y, weights: w
        fully-connected a: float32[1,4] <- z, weights: float32[?,4]
        """
    )
    assert parameters_of(model) == 16


def peak(*lines: str) -> int | None:
    return peak_activation_bytes(model_from_sketch("\n".join(lines)))


def test_an_operators_input_and_output_are_alive_together() -> None:
    # 100 and 10; then 10 and 50.
    assert (
        peak("input x: int8[100]", "relu a: int8[10] <- x", "relu y: int8[50] <- a", "output y")
        == 110
    )
    assert (
        peak("input x: int8[10]", "relu a: int8[20] <- x", "relu y: int8[100] <- a", "output y")
        == 120
    )


def test_a_shortcut_keeps_its_tensor_alive() -> None:
    chain = ["input x: int8[10]", "relu a: int8[10] <- x", "relu b: int8[10] <- a"]
    assert peak(*chain, "relu y: int8[10] <- b", "output y") == 20
    assert peak(*chain, "add y: int8[10] <- b, x", "output y") == 30


def test_outputs_stay_alive_to_the_end() -> None:
    chain = ["input x: int8[10]", "relu a: int8[30] <- x", "relu b: int8[5] <- a"]
    assert peak(*chain, "relu y: int8[20] <- b", "output y") == 40
    assert peak(*chain, "relu y: int8[20] <- b", "output a, y") == 55


def test_a_result_that_nobody_reads_dies_at_once() -> None:
    assert (
        peak(
            "input x: int8[10]",
            "split a: int8[5], b: int8[5] <- x",
            "relu y: int8[12] <- a",
            "output y",
        )
        == 20
    )


def test_constants_are_not_activations() -> None:
    assert peak("input x: int8[8]", "add y: int8[8] <- x, int8[999]", "output y") == 16


def test_all_inputs_are_alive_before_the_first_operator() -> None:
    assert peak("input x: int8[8]", "input unused: int8[90]", "relu y: int8[8] <- x") == 106


def test_an_input_that_nobody_reads_is_given_up_behind_the_first_operator() -> None:
    lines = "input x: int8[8]", "input unused: int8[90]", "relu y: int8[8] <- x"
    assert peak(*lines, "relu z: int8[200] <- y") == 208


def test_bodies_do_not_count() -> None:
    assert (
        peak(
            "input x: int8[8]",
            "while y: int8[8] <- x",
            "output y",
            "subgraph body",
            "input x: int8[8]",
            "relu y: int8[999] <- x",
        )
        == 16
    )


@pytest.mark.parametrize(
    "lines",
    [
        ("input x: int8[?]", "relu y: int8[8] <- x"),
        ("input x: int8[8]", "relu y: int8[?] <- x"),
        ("input x: string[8]", "relu y: int8[8] <- x"),
    ],
)
def test_a_peak_of_unknown_sizes_is_unknown(lines: tuple[str, ...]) -> None:
    assert peak(*lines) is None


def test_a_model_without_operators_holds_its_inputs() -> None:
    assert peak("input x: int8[8]") == 8
    assert peak() == 0


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0.0 KiB"), (2_368, "2.3 KiB"), (104_858, "0.10 MiB"), (7_864_320, "7.50 MiB")],
)
def test_bytes_are_told_as_people_write_them(count: int, text: str) -> None:
    assert mebibytes(count) == text


def test_constants_count_each_once_with_the_bytes_of_their_type() -> None:
    model = model_from_sketch(
        "input x: int8[1,4]\n"
        "fully-connected y: int8[1,8] <- x, weights: int8[8,4], bias: int32[8]\n"
        "reshape z: int8[8] <- y, shape: int32[1] = 8"
    )
    assert constant_bytes_of(model) == 32 + 32 + 4


def test_constants_of_unknown_size_have_no_sum() -> None:
    model = model_from_sketch("input x: int8[1,4]\nfully-connected y: int8[1,8] <- x, string[8]")
    assert constant_bytes_of(model) is None


def test_what_is_found_counts_with_the_most_that_there_can_be() -> None:
    given = Tensor("x", "int8", (100,))
    found = Tensor("y", "int64", (None, 3), bounds=(20, 3))
    finding = Operator(
        0, "non-max-suppression", "NonMaxSuppression", (given,), (found,), ("input",)
    )
    model = Model.build(
        format="onnx",
        layout="channels-first",
        operators=[finding],
        subgraphs=[Subgraph("main", (given,), (found,))],
    )
    assert peak_activation_bytes(model) == 100 + 20 * 3 * 8
    assert bytes_of(found) is None
