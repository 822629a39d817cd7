"""Multiply-accumulates, each worked out by hand from the layer's own definition."""

import pytest

from dlpulint.facts.facts import Facts
from dlpulint.facts.macs import _COUNTS, MAC_KINDS, channels, macs_of
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.model.graph import Tensor


def macs(*lines: str) -> list[int | None]:
    return list(macs_of(model_from_sketch("\n".join(lines))).values())


def test_a_convolution_applies_a_filter_at_every_output_element() -> None:
    # 48 x 48 x 16 outputs, 3 x 3 x 3 products each.
    assert macs(
        "input x: uint8[1,96,96,3]",
        "conv y: uint8[1,48,48,16] <- x, weights: int8[16,3,3,3] {stride=2}",
    ) == [48 * 48 * 16 * 27]


def test_a_grouped_convolution_sees_its_group_only() -> None:
    # 32 channels in 4 groups of 8.
    assert macs(
        "input x: int8[1,8,8,32]",
        "conv y: int8[1,8,8,64] <- x, weights: int8[64,3,3,8] {groups=4}",
    ) == [8 * 8 * 64 * 9 * 8]


def test_a_depthwise_convolution_sees_one_channel() -> None:
    assert macs(
        "input x: int8[1,8,8,32]",
        "depthwise-conv y: int8[1,8,8,32] <- x, weights: int8[1,3,3,32]",
    ) == [8 * 8 * 32 * 9]


def test_a_transpose_convolution_spreads_every_input_element() -> None:
    # 4 x 4 x 16 inputs, each over 2 x 2 x 8 weights; the 8 x 8 x 8 outputs do not matter.
    assert macs(
        "input x: int8[1,4,4,16]",
        "transpose-conv y: int8[1,8,8,8] <- shape: int32[4], weights: int8[8,2,2,16], x {stride=2}",
    ) == [4 * 4 * 16 * 2 * 2 * 8]


@pytest.mark.parametrize(("rows", "shape"), [(2, "2"), (15, "3,5")])
def test_a_fully_connected_layer_is_applied_to_every_row(rows: int, shape: str) -> None:
    assert macs(
        f"input x: int8[{shape},64]",
        f"fully-connected y: int8[{shape},10] <- x, weights: int8[10,64]",
    ) == [rows * 640]


@pytest.mark.parametrize(
    ("left", "right", "options"),
    [
        ("4,64,16", "4,16,32", ""),
        ("4,64,16", "4,32,16", "{transpose_right=true}"),
        ("4,16,64", "4,16,32", "{transpose_left=true}"),
        ("16", "4,16,32", "{transpose_left=true}"),  # a vector is not transposed
        ("7,16", "4,16,32", ""),
        ("16,7", "4,16,32", "{transpose_left=true}"),
        ("4,16,64", "4,32,16", "{transpose_left=true transpose_right=true}"),
        ("4,64,16", "4,16,32", "{transpose_left=false}"),
    ],
)
def test_a_product_sums_over_the_dimension_that_both_operands_share(
    left: str, right: str, options: str
) -> None:
    assert macs(
        f"input a: int8[{left}]",
        f"input b: int8[{right}]",
        f"matmul y: int8[4,64,32] <- a, b {options}",
    ) == [4 * 64 * 32 * 16]


def test_of_planar_models_the_second_dimension_holds_the_channels() -> None:
    assert macs(
        "format onnx",
        "input x: float32[1,3,96,96]",
        "conv a: float32[1,16,48,48] <- x, weights: float32[16,3,3,3]",
        "depthwise-conv b: float32[1,16,48,48] <- a, weights: float32[16,1,5,5]",
        "conv c: float32[1,32,48,48] <- b, weights: float32[32,4,1,1] {groups=4}",
        "transpose-conv d: float32[1,8,96,96] <- c, weights: float32[32,8,2,2]",
        "fully-connected e: float32[1,10] <- d, weights: float32[10,64]",
    ) == [48 * 48 * 16 * 27, 48 * 48 * 16 * 25, 48 * 48 * 32 * 4, 48 * 48 * 32 * 32, 640]


def test_a_planar_convolution_of_a_sequence_is_counted_too() -> None:
    assert macs(
        "format onnx",
        "input x: float32[1,4,10]",
        "conv y: float32[1,8,10] <- x, weights: float32[8,4,3]",
    ) == [10 * 8 * 12]


def test_convolutions_of_volumes_are_counted() -> None:
    # TFLite keeps the filters of CONV_3D in the last dimension.
    assert macs(
        "input x: float32[1,4,8,8,3]",
        "conv-3d y: float32[1,4,8,8,16] <- x, weights: float32[3,3,3,3,16]",
    ) == [4 * 8 * 8 * 16 * 81]


def test_a_deformable_convolution_is_counted_as_a_plain_one() -> None:
    assert macs(
        "format onnx",
        "input x: float32[1,16,32,32]",
        "input o: float32[1,18,32,32]",
        "deformable-conv y: float32[1,8,32,32] <- x, weights: float32[8,16,3,3], offset: o",
    ) == [32 * 32 * 8 * 144]


def test_a_recurrent_layer_applies_every_matrix_at_every_step() -> None:
    # 2 sequences of 7 steps; a vector of weights (a peephole) is no matrix.
    assert macs(
        "input x: float32[2,7,5]",
        "unidirectional-lstm y: float32[2,7,4] <- x, weights: float32[4,5], weights: float32[4,4], "
        "weights: float32[4]",
    ) == [2 * 7 * (20 + 16)]


def test_fused_attention_multiplies_by_keys_and_by_values() -> None:
    # 2 x 4 heads: 10 x 16 queries times 12 keys, and 10 x 12 weights times 12 x 8 values.
    expected = 2 * 4 * (10 * 16 * 12 + 10 * 12 * 8)
    for queries, keys, values, result in (
        ("2,4,10,16", "2,4,12,16", "2,4,12,8", "2,4,10,8"),
        ("2,10,64", "2,12,64", "2,12,32", "2,10,32"),
    ):
        assert macs(
            "format onnx",
            f"input q: float32[{queries}]",
            f"input k: float32[{keys}]",
            f"input v: float32[{values}]",
            f"attention y: float32[{result}] <- q, k, v",
        ) == [expected]


def test_attention_with_weights_projects_first() -> None:
    given = "format onnx", "input x: float32[2,10,16]"
    line = "attention y: float32[2,10,16] <- x, weights: float32[16,48], bias: float32[48]"
    assert macs(*given, line) == [2 * 10 * 16 * 48 + 2 * (2 * 10 * 16 * 10)]
    unlike = "attention y: float32[2,10,8] <- x, weights: float32[16,40]"
    assert macs(*given, unlike) == [None]


def test_attention_over_remembered_keys_is_not_told() -> None:
    assert macs(
        "format onnx",
        "input q: float32[2,4,10,16]",
        "input p: float32[2,4,5,16]",
        "attention y: float32[2,4,10,16] <- q, q, q, state: p, state: p",
    ) == [None]


def test_a_composite_is_counted_in_its_body_and_an_equation_not_at_all() -> None:
    assert macs("input q: float32[2,10,4,16]", "attention y: float32[2,10,4,16] <- q, q, q") == [0]
    given = "format onnx", "input q: float32[4,8]"
    assert macs(*given, "einsum y: float32[4,4] <- q, q") == [None]


def test_both_directions_of_a_recurrent_layer_are_counted() -> None:
    assert macs(
        "input x: float32[2,7,5]",
        "bidirectional-rnn y: float32[2,7,8] <- x, weights: float32[4,5], weights: float32[4,4], "
        "bias: float32[4], weights: float32[4,5], weights: float32[4,4], bias: float32[4]",
    ) == [2 * 7 * 2 * (20 + 16)]


def test_a_layer_of_two_filters_applies_both_to_every_sequence() -> None:
    # SVDF: 6 filters over 5 features, and 6 over a memory of 8 steps.
    assert macs(
        "input x: float32[2,5]",
        "svdf y: float32[2,6] <- x, weights: float32[6,5], weights: float32[6,8], bias: float32[6]",
    ) == [2 * (30 + 48)]


def test_a_single_sequence_may_have_no_batch() -> None:
    lines = "input x: int8[7,5]", "lstm y: int8[7,4] <- x, weights: int8[4,5]"
    assert macs(*lines) == [7 * 20]


@pytest.mark.parametrize(
    "line",
    [
        "conv y: int8[1,?,8,16] <- x, weights: int8[16,3,3,3]",
        "conv y: int8[*] <- x, weights: int8[16,3,3,3]",
        "conv y: int8[1,8,8,16] <- x, weights: int8[16,?,3,3]",
        "conv y: int8[1,8,8,16] <- x",
        "transpose-conv y: int8[1,8,8,16] <- h, weights: int8[16,3,3,3]",
        "fully-connected y: int8[?,8] <- x, weights: int8[8,3]",
        "fully-connected y: int8[] <- x, weights: int8[8,3]",
        "matmul y: int8[8,8] <- h, x",
        "matmul y: int8[8,?] <- x, x",
        "lstm y: int8[1,8,8,4] <- h, weights: int8[4,4]",
        "lstm y: int8[1,8,8,4] <- x, weights: int8[4,?]",
        "lstm y: int8[1,8,8,4] <- x",
        "lstm y: int8[7,4] <- v, weights: int8[4,4]",
    ],
)
def test_macs_are_unknown_while_a_shape_is(line: str) -> None:
    inputs = ("input x: int8[1,8,8,3]", "input h: int8[8,?,?]", "input v: int8[7]")
    assert macs(*inputs, line) == [None]


def test_operators_without_weights_count_for_nothing() -> None:
    assert macs(
        "input x: int8[1,8,8,3]", "add y: int8[1,8,8,3] <- x, x", "relu z: int8[?] <- y"
    ) == [0, 0]


def test_a_body_is_counted_once() -> None:
    model = model_from_sketch(
        """
        input x: int8[1,4]
        while y: int8[1,4] <- x
        subgraph body
        input x: int8[1,4]
        fully-connected y: int8[1,4] <- x, weights: int8[4,4]
        """
    )
    assert list(macs_of(model).values()) == [0, 16]
    assert Facts(model).total_macs == 16


def test_the_total_is_of_what_is_known() -> None:
    facts = Facts(
        model_from_sketch(
            """
            input x: int8[1,4]
            fully-connected y: int8[1,4] <- x, weights: int8[4,4]
            fully-connected z: int8[?,4] <- y, weights: int8[4,4]
            """
        )
    )
    assert list(facts.macs.values()) == [16, None]
    assert facts.total_macs == 16


def test_every_kind_with_macs_has_a_count() -> None:
    assert set(_COUNTS) == MAC_KINDS


@pytest.mark.parametrize(
    ("shape", "last", "first"),
    [((1, 8, 9, 3), 3, 8), ((1, 8, 3), 3, 8), ((8, 3), 3, 3), ((3,), 3, 3), ((), None, None)],
)
def test_channels_stand_where_the_layout_puts_them(
    shape: tuple[int, ...], last: int | None, first: int | None
) -> None:
    tensor = Tensor("x", "int8", shape)
    assert channels(tensor, "channels-last") == last
    assert channels(tensor, "channels-first") == first
    assert channels(None, "channels-last") is None


def test_constant_weights_may_stand_first_in_a_product() -> None:
    # 8 x 32 weights times 32 x 64: each of 8 x 64 results sums over 32.
    assert macs(
        "format onnx",
        "input x: float32[32,64]",
        "matmul y: float32[8,64] <- weights: float32[8,32], x",
    ) == [8 * 64 * 32]


def test_a_transposed_3d_convolution_spreads_every_input_element() -> None:
    assert macs(
        "format onnx",
        "input x: float32[1,4,2,8,8]",
        "transpose-conv-3d y: float32[1,6,4,16,16] <- x, weights: float32[4,6,2,2,2]",
    ) == [4 * 2 * 8 * 8 * 6 * 2 * 2 * 2]
