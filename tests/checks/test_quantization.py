"""Checks of number types and of how finely weights are quantized."""

import pytest
from msgspec.structs import replace

from dlpulint.checks.quantization import (
    DtypeLimits,
    dtype_limits,
    float_ends,
    live_scales,
    model_arithmetic,
    scale_spread,
    weight_granularity,
)
from dlpulint.facts.facts import Facts
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.model.graph import Operator, Quantization, Tensor
from tests.checks.asking import FlatHit, ask

ADD = "input x: {0}[1,8]\nadd y: {1}[1,8] <- x, {2}[8]"


def dtypes(given: str, result: str, constant: str) -> str:
    return ADD.format(given, result, constant)


def test_an_input_of_another_type_is_told() -> None:
    assert ask(dtype_limits, dtypes("float32", "int8", "int8"), allow=("int8", "uint8")) == [
        FlatHit(
            "ADD 0",
            {"dtype": "float32", "role": "input", "allowed": "int8 or uint8"},
            "dtype:float32",
        )
    ]


def test_an_input_of_an_unknown_type_cannot_be_told() -> None:
    model = model_from_sketch("format onnx\n" + dtypes("int8", "int8", "int8"))
    (operator,) = model.operators
    open_type = replace(operator, inputs=(replace(model.inputs[0], dtype="onnx:0"),))
    params = DtypeLimits(allow=("int8",))
    (hit,) = dtype_limits.ask(open_type, Facts(model), params)
    assert hit.unknown == "the type of its input is not known"


def test_an_output_of_another_type_is_told_and_an_input_comes_first() -> None:
    (hit,) = ask(dtype_limits, dtypes("int8", "int16", "int8"), allow=("int8",))
    assert (hit.values["role"], hit.cause) == ("output", "dtype:int16")
    (hit,) = ask(dtype_limits, dtypes("float32", "int16", "int8"), allow=("int8",))
    assert (hit.values["role"], hit.cause) == ("input", "dtype:float32")


def test_operands_of_the_types_taken_are_good() -> None:
    assert ask(dtype_limits, dtypes("int8", "uint8", "int8"), allow=("int8", "uint8")) == []


def test_only_the_roles_asked_about_count() -> None:
    sketch = dtypes("int8", "float32", "int8")
    assert ask(dtype_limits, sketch, allow=("int8",), roles=("input",)) == []
    assert len(ask(dtype_limits, sketch, allow=("int8",), roles=("output",))) == 1


def test_constants_may_be_left_out_of_the_question() -> None:
    sketch = dtypes("int8", "int8", "int32")
    assert ask(dtype_limits, sketch, allow=("int8",), constants=False) == []
    (hit,) = ask(dtype_limits, sketch, allow=("int8",))
    assert hit.cause == "dtype:int32"


MIXED = """
input x: int8[1,8]
fully-connected a: int8[1,8] <- x, weights: int8[8,8]
dequantize f: float32[1,8] <- a
fully-connected b: float32[1,8] <- f, weights: float32[8,8]
fully-connected c: float32[1,16] <- b, weights: float32[16,8]
"""


def test_operators_of_another_arithmetic_are_told_together_with_their_share() -> None:
    # 64 of 256 MACs are int8.
    assert ask(model_arithmetic, MIXED, allow=("int8",)) == [
        FlatHit(
            "FULLY_CONNECTED 2",
            {
                "arithmetic": "float32",
                "operators": 2,
                "weighted": 3,
                "share": "75 %",
                "allowed": "int8",
            },
            "float32",
            members=("FULLY_CONNECTED 3",),
            pattern="model",
        )
    ]


def test_each_arithmetic_that_is_not_taken_is_told_apart() -> None:
    found = ask(model_arithmetic, MIXED, allow=("int16x8", "float16"))
    assert [(hit.cause, hit.values["share"]) for hit in found] == [
        ("int8", "25 %"),
        ("float32", "75 %"),
    ]
    assert found[0].values["allowed"] == "int16x8 or float16"


def test_arithmetic_that_is_taken_is_good() -> None:
    assert ask(model_arithmetic, MIXED, allow=("int8", "float32")) == []
    assert ask(model_arithmetic, "input x: float32[1]\nrelu y: float32[1] <- x", allow=()) == []


def test_operators_whose_macs_are_not_known_have_the_whole_share() -> None:
    sketch = "input x: float32[?,8]\nfully-connected y: float32[?,8] <- x, weights: float32[8,8]"
    (hit,) = ask(model_arithmetic, sketch, allow=("int8",))
    assert hit.values["share"] == "100 %"


def test_operators_whose_macs_are_not_known_add_nothing_to_the_share_of_others() -> None:
    sketch = (
        "input a: float32[?,4]\ninput b: float32[1,4]\n"
        "fully-connected x: float32[?,2] <- a, weights: float32[2,4]\n"
        "fully-connected y: float32[1,2] <- b, weights: float32[2,4]"
    )
    (hit,) = ask(model_arithmetic, sketch, allow=("int8",))
    assert (hit.values["operators"], hit.values["share"]) == (2, "100 %")


FLOAT_ENDS = """
input x: {0}[1,8]
quantize q: int8[1,8] <- x
fully-connected a: int8[1,4] <- q, weights: int8[4,8]
dequantize y: {1}[1,4] <- a
output y
"""


def test_a_float_input_and_output_around_an_integer_model_are_told_apart() -> None:
    assert ask(float_ends, FLOAT_ENDS.format("float32", "float32")) == [
        FlatHit("QUANTIZE 0", {"end": "input", "tensor": "x", "dtype": "float32"}, "input"),
        FlatHit("DEQUANTIZE 2", {"end": "output", "tensor": "y", "dtype": "float32"}, "output"),
    ]


def test_all_conversions_of_one_input_are_told_with_it() -> None:
    sketch = FLOAT_ENDS.format("float32", "int16") + "quantize r: int8[1,8] <- x"
    (hit,) = ask(float_ends, sketch)
    assert (hit.subject, hit.members) == ("QUANTIZE 0", ("QUANTIZE 3",))


def test_integer_ends_are_good() -> None:
    assert ask(float_ends, FLOAT_ENDS.format("uint8", "int16")) == []


def test_ends_of_a_type_that_is_not_forbidden_are_good() -> None:
    sketch = FLOAT_ENDS.format("float32", "float16")
    assert [hit.cause for hit in ask(float_ends, sketch, forbid=("float16",))] == ["output"]


def test_a_float_model_has_no_float_ends() -> None:
    sketch = """
    input x: float32[1,8]
    quantize q: int8[1,8] <- x
    dequantize y: float32[1,8] <- q
    fully-connected z: float32[1,4] <- y, weights: float32[4,8]
    output y
    """
    assert ask(float_ends, sketch) == []


def test_a_float_output_that_no_dequantize_gives_is_no_converted_end() -> None:
    sketch = """
    input x: float32[1,8]
    input w: int8[1,8]
    fully-connected a: int8[1,4] <- w, weights: int8[4,8]
    custom:Post y: float32[1,4] <- a
    output x, y
    """
    assert ask(float_ends, sketch) == []


def layer(weights: str) -> str:
    return f"input x: int8[1,4]\nfully-connected y: int8[1,3] <- x, weights: int8[3,4] {weights}"


def test_one_scale_is_not_per_channel() -> None:
    for allow in ("per-tensor", "per-channel"):
        assert ask(weight_granularity, layer("scale=0.1"), allow=allow) == []


def test_a_scale_a_channel_is_too_fine_where_one_scale_is_taken() -> None:
    assert ask(weight_granularity, layer("per-channel(0)"), allow="per-tensor") == [
        FlatHit(
            "FULLY_CONNECTED 0",
            {"scales": 3, "axis": 0, "granularity": "per-channel"},
            "per-channel",
        )
    ]


def test_a_scale_a_channel_is_good_where_it_is_taken() -> None:
    assert ask(weight_granularity, layer("per-channel(0)"), allow="per-channel") == []


@pytest.mark.parametrize("allow", ["per-tensor", "per-channel"])
def test_a_scale_a_block_is_too_fine_everywhere(allow: str) -> None:
    assert ask(weight_granularity, layer("scale=0.1,0.2,0.3 block=2 axis=1"), allow=allow) == [
        FlatHit(
            "FULLY_CONNECTED 0", {"scales": 3, "axis": 1, "granularity": "blockwise"}, "blockwise"
        )
    ]


def test_blocks_whose_scales_cannot_be_read_are_told_all_the_same() -> None:
    assert ask(weight_granularity, layer("block=2 axis=1"), allow="per-channel") == [
        FlatHit(
            "FULLY_CONNECTED 0",
            {"scales": "?", "axis": 1, "granularity": "blockwise"},
            "blockwise",
        )
    ]


def test_scales_that_nobody_knows_are_counted_along_their_axis() -> None:
    model = model_from_sketch("input x: int8[1,4]")
    weights = Tensor("w", "int8", (3, 4), constant=True, quantization=Quantization((), (), axis=0))
    dense = Operator(0, "fully-connected", "FULLY_CONNECTED", (weights,), (), ("weights",))
    params = weight_granularity.params(allow="per-tensor")
    (hit,) = weight_granularity.ask(dense, Facts(model), params)
    assert hit.values == {"scales": 3, "axis": 0, "granularity": "per-channel"}


def test_an_axis_that_is_not_stated_is_told_as_such() -> None:
    (hit,) = ask(weight_granularity, layer("scale=0.1,0.2,0.3"), allow="per-tensor")
    assert hit.values["axis"] == "?"


ONLY = "only-per-channel"


def test_one_scale_for_several_channels_is_too_coarse_where_one_a_channel_is_wanted() -> None:
    values = {"scales": 1, "axis": "?", "granularity": "per-tensor"}
    assert ask(weight_granularity, layer("scale=0.1"), allow=ONLY) == [
        FlatHit("FULLY_CONNECTED 0", values, "per-tensor")
    ]
    unknown = layer("scale=0.1").replace("y: int8[1,3]", "y: int8[1,?]")
    assert ask(weight_granularity, unknown, allow=ONLY) == [
        FlatHit(
            "FULLY_CONNECTED 0", values, "per-tensor", unknown="its number of channels is not known"
        )
    ]


@pytest.mark.parametrize(
    "sketch",
    [
        layer("per-channel(0)"),
        layer("scale=0.1").replace("int8[3,4]", "uint8[3,4]"),  # which has no scale a channel
        layer("scale=0.1").replace("int8[1,3]", "int8[1,1]"),
        layer(""),
    ],
)
def test_weights_as_fine_as_they_can_be_are_good(sketch: str) -> None:
    assert ask(weight_granularity, sketch, allow=ONLY) == []


def test_blocks_are_not_one_scale_a_channel_either() -> None:
    (hit,) = ask(weight_granularity, layer("scale=0.1 block=2 axis=1"), allow=ONLY)
    assert hit.cause == "blockwise"


@pytest.mark.parametrize("weights", ["", "zp=3"])
def test_weights_without_a_scale_say_nothing(weights: str) -> None:
    assert ask(weight_granularity, layer(weights), allow="per-tensor") == []


def test_activations_may_have_as_many_scales_as_they_like() -> None:
    sketch = "input x: int8[1,4] per-channel(1)\nrelu y: int8[1,4] per-channel(1) <- x"
    assert ask(weight_granularity, sketch, allow="per-tensor") == []


def test_channels_that_differ_more_than_the_limit_are_told() -> None:
    assert ask(scale_spread, layer("scale=0.01,0.2,0.31 axis=0"), max=30) == [
        FlatHit("FULLY_CONNECTED 0", {"ratio": 31, "dead_channels": 0, "channels": 3}, "spread")
    ]


def test_channels_that_differ_as_much_as_the_limit_are_good() -> None:
    assert ask(scale_spread, layer("scale=0.25,0.5,8.0 axis=0"), max=32) == []
    assert len(ask(scale_spread, layer("scale=0.25,0.5,8.0 axis=0"), max=31.9)) == 1


def test_a_dead_channel_does_not_widen_the_spread() -> None:
    assert ask(scale_spread, layer("scale=0.00000001,0.1,0.2 axis=0"), max=30) == []


def test_dead_channels_are_counted_beside_a_spread_of_live_ones() -> None:
    sketch = layer("scale=0.0,0.0000001,0.1,0.1,5.0 axis=0").replace("[3,4]", "[5,4]")
    assert ask(scale_spread, sketch, max=30) == [
        FlatHit("FULLY_CONNECTED 0", {"ratio": 50, "dead_channels": 2, "channels": 5}, "spread")
    ]


def test_one_scale_for_all_tells_nothing_of_a_spread() -> None:
    assert ask(scale_spread, layer("scale=0.1"), max=1) == []
    assert ask(scale_spread, layer(""), max=1) == []
    assert ask(scale_spread, layer("scale=0.0,0.0,0.0 axis=0"), max=1) == []


def test_a_scale_without_end_is_not_a_live_channel() -> None:
    assert ask(scale_spread, layer("scale=inf,0.1,0.1 axis=0"), max=30) == []
    (hit,) = ask(scale_spread, layer("scale=inf,nan,0.1,0.1,9.0 axis=0"), max=30)
    assert hit.values == {"ratio": 90, "dead_channels": 2, "channels": 5}


@pytest.mark.parametrize(
    ("scales", "live"),
    [
        ((1.0, 2.0, 0.003), [1.0, 2.0, 0.003]),
        ((1.0, 1.0, 0.001), [1.0, 1.0, 0.001]),  # the very floor
        ((1.0, 1.0, 0.0009), [1.0, 1.0]),
        ((0.0, 0.5, -1.0), [0.5]),  # no size at all
        ((0.0, 0.0), []),
        ((), []),
    ],
)
def test_a_channel_lives_from_the_given_part_of_the_median_on(
    scales: tuple[float, ...], live: list[float]
) -> None:
    assert live_scales(Quantization(scales, ()), 0.001) == live
