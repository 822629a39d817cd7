"""Checks of how the scales and zero points of an operator's tensors relate."""

import struct

import pytest
from msgspec.structs import replace

from dlpulint.checks.scales import fixed_quantization, same_quantization, scale_ratio
from dlpulint.facts.facts import Facts
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.model.graph import Operator, Quantization, Tensor
from tests.checks.asking import FlatHit, ask


def relu(given: str, result: str, dtype: str = "int8") -> str:
    return f"input x: {dtype}[1,8] {given}\nrelu y: {dtype}[1,8] {result} <- x"


def test_a_scale_that_changes_is_told_with_both_quantizations() -> None:
    assert ask(same_quantization, relu("scale=0.5 zp=1", "scale=0.25 zp=1")) == [
        FlatHit(
            "RELU 0",
            {"scale": 0.5, "zero_point": 1, "other_scale": 0.25, "other_zero_point": 1},
            "scale",
        )
    ]


@pytest.mark.parametrize(
    ("result", "params", "cause"),
    [
        ("scale=0.5 zp=1", {}, None),
        ("scale=0.5 zp=2", {}, "zero-point"),
        ("scale=0.5 zp=2", {"part": "scale"}, None),
        ("scale=0.4 zp=1", {"part": "zero-point"}, None),
        ("scale=0.5001 zp=1", {"tolerance": 0.001}, None),
        ("scale=0.501 zp=1", {"tolerance": 0.001}, "scale"),
        ("scale=0.500009 zp=1", {"difference": 0.00001}, None),
        ("scale=0.500011 zp=1", {"difference": 0.00001}, "scale"),
        ("scale=0.5000001 zp=1", {}, "scale"),
    ],
)
def test_quantizations_agree_in_the_parts_that_are_asked_about(
    result: str, params: dict[str, object], cause: str | None
) -> None:
    found = ask(same_quantization, relu("scale=0.5 zp=1", result), **params)
    assert [hit.cause for hit in found] == ([cause] if cause else [])


def test_each_output_of_a_split_is_compared() -> None:
    sketch = (
        "input x: int8[1,8] scale=0.5\n"
        "split y: int8[1,4] scale=0.5, z: int8[1,4] scale=0.25 <- x {axis=1}"
    )
    (hit,) = ask(same_quantization, sketch, role="output", same_as="input")
    assert (hit.values["scale"], hit.values["other_scale"]) == (0.25, 0.5)


@pytest.mark.parametrize(
    ("given", "result", "missing"), [("", "scale=0.5", "input"), ("scale=0.5", "", "output")]
)
def test_a_quantization_that_is_not_there_cannot_be_compared(
    given: str, result: str, missing: str
) -> None:
    (hit,) = ask(same_quantization, relu(given, result))
    assert hit.unknown == f"the quantization of its {missing} is not known"


def test_a_scale_that_is_not_the_one_taken_is_told() -> None:
    found = ask(
        fixed_quantization, relu("", "scale=0.5 zp=-128"), scale=0.00390625, zero_point="min"
    )
    assert found == [
        FlatHit(
            "RELU 0",
            {
                "role": "output",
                "found_scale": 0.5,
                "found_zero_point": -128,
                "allowed": "a scale of 0.00390625 and a zero point of -128",
            },
            "scale",
        )
    ]


@pytest.mark.parametrize(
    ("dtype", "result", "params", "cause"),
    [
        ("int8", "scale=0.25 zp=-128", {"scale": 0.25, "zero_point": "min"}, None),
        ("int8", "scale=0.25 zp=0", {"scale": 0.25, "zero_point": "min"}, "zero-point"),
        ("int8", "scale=0.25 zp=0", {"zero_point": "mid"}, None),
        ("uint8", "scale=0.25 zp=0", {"zero_point": "min"}, None),
        ("uint8", "scale=0.25 zp=128", {"zero_point": "mid"}, None),
        ("uint8", "scale=0.25 zp=127", {"zero_point": "mid"}, "zero-point"),
        ("float32", "scale=0.25 zp=-128 stored=int8", {"zero_point": "min"}, None),
        ("int8", "scale=0.25 zp=3", {"zero_point": 3}, None),
        ("int8", "scale=0.25001", {"scale": 0.25}, "scale"),
        ("int8", "scale=0.25001", {"scale": 0.25, "tolerance": 0.001}, None),
        ("int8", "scale=0.25,0.5 zp=3,3 axis=1", {"zero_point": 0}, "zero-point"),
        ("int8", "scale=0.25,0.5 zp=3,3 axis=1", {"zero_point": 0, "per_channel": False}, None),
    ],
)
def test_a_quantization_is_taken_or_not(
    dtype: str, result: str, params: dict[str, object], cause: str | None
) -> None:
    found = ask(fixed_quantization, relu("", result, dtype), **params)
    assert [hit.cause for hit in found] == ([cause] if cause else [])


@pytest.mark.parametrize(("dtype", "result"), [("int8", ""), ("int32", "scale=0.25")])
def test_a_quantization_or_a_type_that_does_not_tell_cannot_be_judged(
    dtype: str, result: str
) -> None:
    (hit,) = ask(fixed_quantization, relu("", result, dtype), zero_point="min")
    assert hit.unknown == "the quantization of its output is not known"


def conv(weights: str = "scale=0.5", bias: str = "scale=0.25", result: str = "scale=0.25") -> str:
    return (
        "input x: int8[1,4,4,2] scale=0.5\n"
        f"conv y: int8[1,4,4,2] {result} <- x, weights: int8[2,1,1,2] {weights}, "
        f"bias: int32[2] {bias}"
    )


FACTOR = {"of": ("input", "weights"), "by": ("output",)}
BIAS = {"of": ("bias",), "by": ("input", "weights")}


def test_a_factor_that_is_not_taken_is_told_with_its_channel() -> None:
    assert ask(scale_ratio, conv("scale=0.5,4.0 axis=0"), **FACTOR, below=8.0) == [
        FlatHit(
            "CONV_2D 0",
            {"ratio": 8.0, "channel": 1, "channels": 2, "allowed": "less than 8"},
            "ratio",
        )
    ]


@pytest.mark.parametrize(
    ("params", "good"),
    [
        ({"max": 1.0}, True),
        ({"below": 1.0}, False),
        ({"min": 1.0}, True),
        ({"above": 1.0}, False),
        ({"above": 0.5, "below": 2.0}, True),
        ({"max": 0.99}, False),
        ({"min": 1.01}, False),
    ],
)
def test_a_factor_of_one_lies_within_its_ends_or_not(params: dict[str, float], good: bool) -> None:
    assert (ask(scale_ratio, conv(), **FACTOR, **params) == []) is good


@pytest.mark.parametrize(
    ("bias", "good"),
    [("0.25,0.5", True), ("0.2524,0.5", True), ("0.253,0.5", False), ("0.25,0.494", False)],
)
def test_scales_of_channels_are_set_against_each_other_one_by_one(bias: str, good: bool) -> None:
    sketch = conv("scale=0.5,1.0 axis=0", f"scale={bias} axis=0")
    assert (ask(scale_ratio, sketch, **BIAS, min=0.99, max=1.01) == []) is good


def test_of_several_inputs_each_is_asked_about() -> None:
    sketch = (
        "input x: int8[1,2] scale=0.5\ninput z: int8[1,2] scale=128\n"
        "concatenation y: int8[1,4] scale=1.0 <- x, z {axis=1}"
    )
    assert ask(scale_ratio, sketch, of=("input",), by=("output",), max=128.0) == []
    (hit,) = ask(scale_ratio, sketch, of=("input",), by=("output",), below=128.0)
    assert hit.values["ratio"] == 128.0


@pytest.mark.parametrize(
    ("sketch", "reason"),
    [
        (conv(bias=""), "a scale that decides is not in the file"),
        (conv("", "", ""), "a scale that decides is not in the file"),
        (conv("scale=1,2,3 axis=0", "scale=1,2 axis=0"), "a scale that decides is not in the file"),
        (conv("scale=0"), "one of its scales is 0"),
    ],
)
def test_a_ratio_without_all_its_scales_cannot_be_told(sketch: str, reason: str) -> None:
    (hit,) = ask(scale_ratio, sketch, **BIAS, max=1.0)
    assert hit.unknown == reason


def test_a_layer_without_the_operand_is_good() -> None:
    sketch = "input x: int8[1,4] scale=1\nfully-connected y: int8[1,2] <- x, weights: int8[2,4]"
    assert ask(scale_ratio, sketch, **BIAS, max=1.0) == []


def test_scales_of_which_none_is_known_give_no_ratio() -> None:
    unknown = Quantization((), ())
    tensors = [Tensor(name, "int8", (1, 4), quantization=unknown) for name in "xwy"]
    dense = Operator(0, "fully-connected", "FULLY_CONNECTED", tuple(tensors[:2]), (tensors[2],))
    dense = replace(dense, roles=("input", "weights"))
    facts = Facts(model_from_sketch("input x: int8[1]"))
    params = scale_ratio.params(of=("input", "weights"), by=("output",), max=1.0)
    (hit,) = scale_ratio.ask(dense, facts, params)
    assert hit.unknown == "a scale that decides is not in the file"


@pytest.mark.parametrize(
    "sketch",
    [
        "input x: float32[1,4]\nfully-connected y: float32[1,2] <- x, weights: float32[2,4]",
        "input x: float32[1,4]\nfully-connected y: float32[1,2] <- x, weights: int8[2,4] scale=1",
    ],
)
def test_a_float_tensor_that_was_never_quantized_has_no_ratio(sketch: str) -> None:
    assert ask(scale_ratio, sketch, **FACTOR, below=1.0) == []


def test_scales_are_told_with_six_digits() -> None:
    (hit,) = ask(same_quantization, relu("scale=0.004363728687167168", "scale=0.5"))
    assert hit.values["scale"] == 0.00436373


def test_a_ratio_is_rounded_as_a_runtime_rounds_it() -> None:
    # 0.02 x 0.026 over this scale is a hair below 65536, and 65536 in 32-bit floating point.
    scale = float(struct.unpack("f", struct.pack("f", 0.02 * 0.026 / 65536 * (1 + 1e-8)))[0])
    sketch = conv("scale=0.026", result=f"scale={scale!r}").replace("scale=0.5\n", "scale=0.02\n")
    assert 0.02 * 0.026 / scale < 65536
    assert len(ask(scale_ratio, sketch, **FACTOR, below=65536.0)) == 1
